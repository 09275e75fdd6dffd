package dev.caravan.doctor;

import java.util.List;

/** Looks whether the process may open as many files and sockets as it needs at most. */
public final class FileHandlesCheck implements Check {

  /** Consolidation (64), web connections (200), the jar, segments being sealed, REST. */
  private static final long BESIDES = 400;

  private static final long COMFORTABLE = 4096;

  private final long limit;
  private final int venues;

  /**
   * @param limit of the process; negative where it is not known
   */
  public FileHandlesCheck(long limit, int venues) {
    this.limit = limit;
    this.venues = venues;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public List<Finding> look() {
    if (limit < 0) {
      return List.of(Finding.ok(name(), "this system tells no limit of open files"));
    }
    long needed = BESIDES + 40L * venues;
    String said = limit + " files and sockets may be open";
    if (limit < needed) {
      return List.of(
          Finding.fail(
              name(),
              said + ", " + needed + " may be needed",
              "raise it: ulimit -n 65536, or LimitNOFILE=65536 in the service unit"));
    }
    return List.of(
        limit < Math.max(needed, COMFORTABLE)
            ? Finding.warn(
                name(),
                said + "; with many connections that is little",
                "raise it: ulimit -n 65536, or LimitNOFILE=65536 in the service unit")
            : Finding.ok(name(), said));
  }
}
