package dev.caravan.merge;

import dev.caravan.recording.RecordFilter;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Runs through two recordings side by side, by time.
 *
 * <p>Each one's own order is kept, whatever its times say. Not thread-safe.
 */
final class Pair implements Closeable {

  private final SourceRecords a;
  private final SourceRecords b;
  private final ClockOffset clocks;

  private Pair(SourceRecords a, SourceRecords b, ClockOffset clocks) {
    this.a = a;
    this.b = b;
    this.clocks = clocks;
  }

  static Pair open(ClockOffset.Opener opener, ClockOffset clocks) throws IOException {
    SourceRecords a = opener.open(Side.A, RecordFilter.ALL);
    try {
      SourceRecords b = opener.open(Side.B, RecordFilter.ALL);
      Pair pair = new Pair(a, b, clocks);
      a.next();
      b.next();
      return pair;
    } catch (IOException | RuntimeException e) {
      a.close();
      throw e;
    }
  }

  SourceRecords of(Side side) {
    return side == Side.A ? a : b;
  }

  /** The side whose record is the earlier one; empty where both are at their end. */
  Optional<Side> earlier() {
    if (!a.hasRecord() && !b.hasRecord()) {
      return Optional.empty();
    }
    boolean isA = a.hasRecord() && (!b.hasRecord() || alignedNs(Side.A) <= alignedNs(Side.B));
    return Optional.of(isA ? Side.A : Side.B);
  }

  /** When the record of a side was received, by the clock of the first. */
  long alignedNs(Side side) {
    return clocks.aligned(side, of(side).record().receiveTimeNs());
  }

  @Override
  public void close() throws IOException {
    try (a) {
      b.close();
    }
  }
}
