package dev.caravan.record;

import org.jspecify.annotations.Nullable;

/**
 * Something that the recorder itself has to say in the journal, in place of a frame.
 *
 * <p>Written as {@code "<kind>":{...}} with the record components as JSON fields; absent ones are
 * left out.
 */
public sealed interface RecordEvent {

  /**
   * The JSON key in the record: {@code gap}, {@code clock}, {@code state}, {@code leader}, {@code
   * snapshot}, {@code backfill} or {@code backup}.
   */
  String kind();

  /** About how many bytes of a venue's answer it carries; what it holds besides is small. */
  default int bodyBytes() {
    return 0;
  }

  /**
   * Ids of a stream that never arrived.
   *
   * @param first first missing id
   * @param last last missing id
   * @param missing how many ids that is
   * @param cause {@code disconnect} where the connection changed in between, {@code restart} where
   *     the recorder did not run in between, else {@code venue}
   * @param detectedAtNs wall time of the frame that showed the hole, nanoseconds since the epoch
   */
  record Gap(long first, long last, long missing, String cause, long detectedAtNs)
      implements RecordEvent {
    @Override
    public String kind() {
      return "gap";
    }
  }

  /**
   * Frames that were received and are not in the journal; written as a {@code gap} record.
   *
   * @param first first id that these frames account for; -1 where ids prove nothing
   * @param last last id, all between them included; -1 likewise
   * @param cause {@link #DISK_FULL}
   * @param detectedAtNs wall time at which writing went on, nanoseconds since the epoch
   * @param frames how many
   * @param fromNs receive time of the earliest
   * @param toNs receive time of the latest
   */
  record NotKept(
      long first, long last, String cause, long detectedAtNs, long frames, long fromNs, long toNs)
      implements RecordEvent {

    /** The disk took no more, or was to be kept from filling up. */
    public static final String DISK_FULL = "disk-full";

    @Override
    public String kind() {
      return "gap";
    }

    public boolean hasIds() {
      return last >= 0;
    }

    /** How many ids are missing; 0 where ids prove nothing. */
    public long missing() {
      return hasIds() ? last - first + 1 : 0;
    }
  }

  /**
   * The receive clock was anchored anew at the machine's wall clock.
   *
   * @param differenceNs wall clock minus receive clock before the change, nanoseconds
   */
  record Clock(long differenceNs) implements RecordEvent {
    @Override
    public String kind() {
      return "clock";
    }
  }

  /**
   * A connection changed its state, or the feed started or stopped.
   *
   * @param to the new state, lower case: {@code started connecting subscribing live stale backoff
   *     closed stopped}
   * @param reason why, in a few words; absent where the state says it all
   */
  record State(String to, @Nullable String reason) implements RecordEvent {
    @Override
    public String kind() {
      return "state";
    }
  }

  /**
   * Another of the connections that carry a stream without ids is recorded from now on.
   *
   * @param from name of the connection that was recorded before
   * @param to name of the connection that is recorded now
   */
  record Leader(String from, String to) implements RecordEvent {
    @Override
    public String kind() {
      return "leader";
    }
  }

  /**
   * How far the venue's clock is ahead of the receive clock; measured over REST.
   *
   * <p>Written as a {@code clock} record whose {@code differenceNs} is 0, since nothing was
   * anchored anew.
   *
   * @param offsetNs venue time minus receive clock at half the round trip, nanoseconds
   * @param roundTripNs how long question and answer took; half of it bounds the error
   */
  record VenueClock(long offsetNs, long roundTripNs) implements RecordEvent {
    @Override
    public String kind() {
      return "clock";
    }
  }

  /**
   * A book as the venue gave it over REST, for the deltas of the stream to continue.
   *
   * @param lastId the delta ids up to this one are contained in it
   * @param body the venue's answer, unchanged: one JSON object or array
   */
  record Snapshot(long lastId, String body) implements RecordEvent {
    @Override
    public String kind() {
      return "snapshot";
    }

    @Override
    public int bodyBytes() {
      return body.length();
    }
  }

  /**
   * What the venue says of a stream over REST while no connection delivers it.
   *
   * @param path what was asked: path and query
   * @param body the venue's answer, unchanged: one JSON object or array
   */
  record Backup(String path, String body) implements RecordEvent {
    @Override
    public String kind() {
      return "backup";
    }
  }

  /**
   * Trades that no connection delivered, as the venue gave them over REST.
   *
   * @param first first id
   * @param last last id; none between them is missing
   * @param body one JSON array of the venue's objects, each unchanged, in order of ids
   */
  record Backfill(long first, long last, String body) implements RecordEvent {
    @Override
    public String kind() {
      return "backfill";
    }

    @Override
    public int bodyBytes() {
      return body.length();
    }
  }
}
