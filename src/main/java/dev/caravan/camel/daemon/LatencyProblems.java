package dev.caravan.camel.daemon;

import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Says in one sentence that what a venue sends arrives too late. */
final class LatencyProblems {

  private LatencyProblems() {}

  /** Half of the streams are later than this, in seconds; the clocks' difference taken out. */
  static OptionalDouble median(FeedStatus feed) {
    long[] sorted =
        feed.streams().stream()
            .filter(stream -> stream.phase() == StreamStatus.Phase.RECEIVING)
            .map(StreamStatus::latencyMs)
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .sorted()
            .toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[sorted.length / 2] / 1e3 + feed.clockOffsetNs().orElse(0) / 1e9);
  }

  static Optional<String> of(FeedStatus feed, Duration limit) {
    OptionalDouble median = median(feed);
    double most = limit.toMillis() / 1e3;
    return median.isEmpty() || median.getAsDouble() <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: half of the streams arrive %.1f s late or later (limit %.1f s)",
                feed.venue(),
                median.getAsDouble(),
                most));
  }
}
