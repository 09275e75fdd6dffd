package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Says which records are wanted, and which sealed segments cannot hold one.
 *
 * @param channels wanted ones; all where empty
 * @param symbols wanted ones; all where empty
 * @param fromNs earliest receive time
 * @param toNs receive time before which a record must lie
 * @param framesOnly whether events are unwanted
 */
record RecordFilter(
    Set<String> channels, Set<String> symbols, long fromNs, long toNs, boolean framesOnly) {

  /** Records lie in the time of their segment but for what was in flight, and for a clock set. */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final long NANOS = 1_000_000_000L;

  RecordFilter {
    channels = Set.copyOf(requireNonNull(channels, "channels"));
    symbols = Set.copyOf(requireNonNull(symbols, "symbols"));
  }

  boolean wants(ParsedRecord.Entry record) {
    return record.receiveTimeNs() >= fromNs
        && record.receiveTimeNs() < toNs
        && (!framesOnly || record instanceof ParsedRecord.Frame)
        && wants(record.stream());
  }

  private boolean wants(StreamId stream) {
    return (channels.isEmpty() || channels.contains(stream.channel()))
        && (symbols.isEmpty() || symbols.contains(stream.symbol()));
  }

  /** Whether a segment with this manifest may hold a wanted record. */
  boolean mayMatch(Manifest manifest) {
    Long first = manifest.firstReceiveTimeNs();
    Long last = manifest.lastReceiveTimeNs();
    if (first == null || last == null || last < fromNs || first >= toNs) {
      return false;
    }
    return manifest.streams().stream()
        .anyMatch(
            stream ->
                wants(stream.id()) && stream.records() + (framesOnly ? 0 : stream.events()) > 0);
  }

  /**
   * Whether a segment begun at that time may hold a wanted record.
   *
   * @param end when the next one was begun; empty where there is none
   */
  boolean mayMatch(Instant start, Optional<Instant> end) {
    return nanos(start.minus(SLACK)) < toNs
        && (end.isEmpty() || nanos(end.get().plus(SLACK)) >= fromNs);
  }

  private static long nanos(Instant time) {
    try {
      return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** What narrows the search, for a message; empty where nothing does. */
  Optional<String> words() {
    boolean isOpen =
        channels.isEmpty()
            && symbols.isEmpty()
            && fromNs == Long.MIN_VALUE
            && toNs == Long.MAX_VALUE;
    return isOpen
        ? Optional.empty()
        : Optional.of(
            (channels.isEmpty() ? "" : " channel=" + String.join(",", channels))
                + (symbols.isEmpty() ? "" : " symbol=" + String.join(",", symbols))
                + (fromNs == Long.MIN_VALUE ? "" : " from=" + fromNs)
                + (toNs == Long.MAX_VALUE ? "" : " to=" + toNs));
  }
}
