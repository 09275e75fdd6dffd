package dev.caravan.camel.daemon;

import dev.caravan.health.HeapUse;
import dev.caravan.health.LoopPulse;
import dev.caravan.stream.FeedStatus;
import dev.caravan.web.DaemonStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Supplier;

/** Shows the numbers that the checks judge, where no other meter has them. */
final class HealthMeters {

  private static final String VENUE = "venue";

  private HealthMeters() {}

  static void register(
      MeterRegistry registry, Supplier<DaemonStatus> statuses, Map<String, LoopPulse> pulses) {
    pulses.forEach(
        (venue, pulse) -> {
          Gauge.builder("caravan.loop.late.seconds", pulse, late -> late.late().toNanos() / 1e9)
              .description("How long the venue's event loop has been stuck.")
              .tag(VENUE, venue)
              .strongReference(true)
              .register(registry);
          Gauge.builder("caravan.latency.seconds", statuses, newest -> latency(newest.get(), venue))
              .description(
                  "How late half of the venue's streams arrive, the clocks' difference taken out.")
              .tag(VENUE, venue)
              .strongReference(true)
              .register(registry);
        });
    Gauge.builder(
            "caravan.heap.after.collection.ratio", () -> HeapUse.percentAfterCollection() / 100.0)
        .description("Of the long-lived heap in use after its last collection.")
        .register(registry);
  }

  private static double latency(DaemonStatus status, String venue) {
    for (FeedStatus feed : status.feeds()) {
      if (feed.venue().equals(venue)) {
        return LatencyProblems.median(feed).orElse(Double.NaN);
      }
    }
    return Double.NaN;
  }
}
