package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was recorded since a moment, across restarts.
 *
 * @param since when counting began
 * @param countedAt until when it is counted
 * @param wanted streams wanted then
 * @param wantedSeconds seconds of streams that were wanted: two streams for a minute are 120
 * @param recordedSeconds of those, the seconds in which the stream was received and written
 * @param starts how often the process was started
 * @param gaps by cause
 * @param missingIds of those gaps
 */
public record Totals(
    Instant since,
    Instant countedAt,
    long wanted,
    double wantedSeconds,
    double recordedSeconds,
    long frames,
    long bytes,
    int starts,
    Map<String, Long> gaps,
    long missingIds) {

  public Totals {
    requireNonNull(since, "since");
    requireNonNull(countedAt, "countedAt");
    gaps = Map.copyOf(gaps);
  }

  /** Nothing yet, with this many streams wanted. */
  static Totals from(Instant now, long wanted) {
    return new Totals(now, now, wanted, 0, 0, 0, 0, 0, Map.of(), 0);
  }

  /** Of the streams' time; 100 where none was wanted. */
  double completenessPercent() {
    return wantedSeconds <= 0 ? 100 : Math.min(100, recordedSeconds * 100 / wantedSeconds);
  }

  long allGaps() {
    return gaps.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Another time between two counts. */
  Totals plus(Totals more) {
    Map<String, Long> all = new TreeMap<>(gaps);
    more.gaps.forEach((cause, count) -> all.merge(cause, count, Long::sum));
    return new Totals(
        since,
        more.countedAt,
        more.wanted,
        wantedSeconds + more.wantedSeconds,
        recordedSeconds + more.recordedSeconds,
        frames + more.frames,
        bytes + more.bytes,
        starts + more.starts,
        all,
        missingIds + more.missingIds);
  }
}
