package dev.caravan.recording;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Says which records are wanted, and which files cannot hold one.
 *
 * <p>Records of no stream have channel {@code -} and no symbol: they are wanted where nothing
 * narrows channel or symbol, or where {@code -} is named.
 *
 * @param venues wanted ones
 * @param channels wanted ones, as subscribed
 * @param symbols wanted ones, as the venue spells them
 * @param fromNs earliest receive time, nanoseconds since the epoch
 * @param toNs receive time before which a record must lie
 * @param framesOnly whether events are unwanted
 */
public record RecordFilter(
    NamePatterns venues,
    NamePatterns channels,
    NamePatterns symbols,
    long fromNs,
    long toNs,
    boolean framesOnly) {

  /** Everything that was recorded. */
  public static final RecordFilter ALL =
      new RecordFilter(
          NamePatterns.ALL,
          NamePatterns.ALL,
          NamePatterns.ALL,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          false);

  /** Records lie in the time of their segment but for what was in flight, and for a clock set. */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final long NANOS = 1_000_000_000L;

  public RecordFilter {
    requireNonNull(venues, "venues");
    requireNonNull(channels, "channels");
    requireNonNull(symbols, "symbols");
  }

  /** The same of these venues alone. */
  public RecordFilter ofVenues(NamePatterns wanted) {
    return new RecordFilter(wanted, channels, symbols, fromNs, toNs, framesOnly);
  }

  /** The same of these channels and symbols alone. */
  public RecordFilter ofStreams(NamePatterns wantedChannels, NamePatterns wantedSymbols) {
    return new RecordFilter(venues, wantedChannels, wantedSymbols, fromNs, toNs, framesOnly);
  }

  /**
   * The same between two receive times alone.
   *
   * @param from included; {@link Long#MIN_VALUE} for the beginning
   * @param to excluded; {@link Long#MAX_VALUE} for the end
   */
  public RecordFilter between(long from, long to) {
    return new RecordFilter(venues, channels, symbols, from, to, framesOnly);
  }

  /** The same without events. */
  public RecordFilter onlyFrames() {
    return new RecordFilter(venues, channels, symbols, fromNs, toNs, true);
  }

  /** Whether all streams are wanted. */
  public boolean wantsAllStreams() {
    return channels.areAll() && symbols.areAll();
  }

  /** Whether all times are wanted. */
  public boolean wantsAllTimes() {
    return fromNs == Long.MIN_VALUE && toNs == Long.MAX_VALUE;
  }

  boolean wantsTime(ParsedRecord.Entry record) {
    return record.receiveTimeNs() >= fromNs && record.receiveTimeNs() < toNs;
  }

  /** Whether records of this stream are wanted. Slow with patterns: ask once for each stream. */
  public boolean wants(StreamId stream) {
    return channels.match(stream.channel()) && symbols.match(stream.symbol());
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
                stream.records() + (framesOnly ? 0 : stream.events()) > 0 && wants(stream.id()));
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

  /** Whether the archive of this UTC day may hold a wanted record. */
  boolean mayMatch(LocalDate day) {
    return nanos(day.atStartOfDay(ZoneOffset.UTC).toInstant()) < toNs
        && nanos(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()) > fromNs;
  }

  private static long nanos(Instant time) {
    try {
      return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
