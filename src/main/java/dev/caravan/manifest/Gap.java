package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * Something of one stream that was never recorded: ids, or frames that no id counts.
 *
 * @param first first missing id; -1, in JSON {@code null}, where ids prove nothing
 * @param last last missing id; likewise
 * @param missing how many ids that is, or frames where there are no ids
 * @param cause as the gap record says; where there is none {@code damage}, {@code restart}, {@code
 *     disconnect} or {@code unrecorded}
 */
public record Gap(
    @JsonSerialize(using = NullableId.Writer.class)
        @JsonDeserialize(using = NullableId.Reader.class)
        long first,
    @JsonSerialize(using = NullableId.Writer.class)
        @JsonDeserialize(using = NullableId.Reader.class)
        long last,
    long missing,
    String cause) {

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

  /** Frames of a stream whose ids prove nothing. */
  static Gap ofFrames(long frames, String cause) {
    return new Gap(-1, -1, frames, cause);
  }

  /** Whether it is known which ids are missing. */
  @JsonIgnore
  public boolean hasIds() {
    return last >= 0;
  }
}
