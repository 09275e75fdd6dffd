package dev.caravan.camel.daemon;

import dev.caravan.stream.FeedStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Says in one sentence that this machine's clock and a venue's differ too much. */
final class ClockProblems {

  private ClockProblems() {}

  /** Empty while the difference is within the limit, or was never measured. */
  static Optional<String> of(FeedStatus feed, Duration limit) {
    OptionalLong measured = feed.clockOffsetNs();
    if (measured.isEmpty() || Math.abs(measured.getAsLong()) <= limit.toNanos()) {
      return Optional.empty();
    }
    long offsetNs = measured.getAsLong();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the clock of %s is %.3f s %s this machine's (limit %.3f s)",
            feed.venue(),
            Math.abs(offsetNs) / 1e9,
            offsetNs > 0 ? "ahead of" : "behind",
            limit.toNanos() / 1e9));
  }
}
