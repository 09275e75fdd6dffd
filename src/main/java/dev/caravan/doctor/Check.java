package dev.caravan.doctor;

import java.util.List;

/** Looks at one thing that a recording needs; leaves everything as it was. */
public interface Check {

  /** One word, lower case. */
  String name();

  /**
   * Looks; may wait for disk or network.
   *
   * @throws Exception if it could not look
   */
  List<Finding> look() throws Exception;
}
