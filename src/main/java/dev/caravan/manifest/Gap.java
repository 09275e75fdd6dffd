package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

/**
 * Ids of one stream that were never recorded.
 *
 * @param first first missing id
 * @param last last missing id
 * @param missing how many that is
 * @param cause as the gap record says; where there is none {@code damage}, {@code restart}, {@code
 *     disconnect} or {@code unrecorded}
 */
public record Gap(long first, long last, long missing, String cause) {

  /** They may have been recorded, but that part of the journal cannot be read. */
  public static final String DAMAGE = "damage";

  /** The recorder was started anew in between. */
  public static final String RESTART = "restart";

  /** The connection changed in between. */
  public static final String DISCONNECT = "disconnect";

  /** Nothing in the journal explains it. */
  public static final String UNRECORDED = "unrecorded";

  public Gap {
    requireNonNull(cause, "cause");
  }
}
