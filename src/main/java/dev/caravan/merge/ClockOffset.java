package dev.caravan.merge;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.recording.RecordFilter;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Finds out how far the clock of the second recording is ahead of that of the first, from frames
 * that both have.
 *
 * <p>Looks for the first frames of one recording in the other, near their time and then within the
 * hour. While recordings are merged the frames that both have keep it up to date: clocks drift.
 */
final class ClockOffset {

  private static final int SAMPLE = 2_000;
  private static final int ENOUGH = 200;
  private static final long[] NEARNESS_NS = {60_000_000_000L, 3_600_000_000_000L};
  private static final int UPDATE_AFTER = 257;

  /** Opens one of the two recordings. */
  interface Opener {
    SourceRecords open(Side side, RecordFilter filter) throws IOException;
  }

  private record Key(StreamId stream, long first, long last) {}

  private final long[] latest = new long[UPDATE_AFTER];
  private int latestCount;
  private boolean isKnown;
  private long offsetNs;

  private ClockOffset(OptionalLong found) {
    this.isKnown = found.isPresent();
    this.offsetNs = found.orElse(0);
  }

  /** Looks for the beginning of each in the other. */
  static ClockOffset between(Opener opener) throws IOException {
    for (long nearNs : NEARNESS_NS) {
      for (Side sampled : new Side[] {Side.B, Side.A}) {
        OptionalLong found = find(opener, sampled, nearNs);
        if (found.isPresent()) {
          return new ClockOffset(found);
        }
      }
    }
    return new ClockOffset(OptionalLong.empty());
  }

  private static OptionalLong find(Opener opener, Side sampled, long nearNs) throws IOException {
    Map<Key, Long> times = new HashMap<>();
    long earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    try (SourceRecords records = opener.open(sampled, RecordFilter.ALL.onlyFrames())) {
      while (times.size() < SAMPLE && records.next()) {
        if (!records.record().stream().isNone()) {
          long timeNs = records.record().receiveTimeNs();
          times.putIfAbsent(key(records), timeNs);
          earliest = Math.min(earliest, timeNs);
          latest = Math.max(latest, timeNs);
        }
      }
    }
    if (times.isEmpty()) {
      return OptionalLong.empty();
    }
    RecordFilter near = RecordFilter.ALL.onlyFrames().between(earliest - nearNs, latest + nearNs);
    long[] differences = new long[ENOUGH];
    int count = 0;
    try (SourceRecords records = opener.open(sampled.other(), near)) {
      while (count < ENOUGH && records.next()) {
        ParsedRecord.Entry record = records.record();
        Long sampledNs = record.stream().isNone() ? null : times.remove(key(records));
        if (sampledNs != null) {
          differences[count++] = sampledNs - record.receiveTimeNs();
        }
      }
    }
    if (count == 0) {
      return OptionalLong.empty();
    }
    long median = median(differences, count);
    return OptionalLong.of(sampled == Side.B ? median : -median);
  }

  private static Key key(SourceRecords records) {
    return new Key(records.record().stream(), records.first(), records.last());
  }

  private static long median(long[] values, int count) {
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** Notes a frame that both have: how much later the second one has it, by its own clock. */
  void seen(long differenceNs) {
    latest[latestCount++] = differenceNs;
    if (latestCount == UPDATE_AFTER) {
      offsetNs = median(latest, latestCount);
      isKnown = true;
      latestCount = 0;
    }
  }

  /** A time of one recording by the clock of the first. */
  long aligned(Side side, long timeNs) {
    return side == Side.A ? timeNs : timeNs - offsetNs;
  }

  /** Nanoseconds; empty where no frame is known to be in both. */
  OptionalLong ns() {
    return isKnown ? OptionalLong.of(offsetNs) : OptionalLong.empty();
  }
}
