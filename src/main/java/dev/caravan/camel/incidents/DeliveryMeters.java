package dev.caravan.camel.incidents;

import dev.caravan.incident.DeliveryStatus;
import dev.caravan.incident.IncidentLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Shows how one consumer of incidents stands, as long as it is attached. */
final class DeliveryMeters {

  private static final String CONSUMER = "consumer";

  private DeliveryMeters() {}

  /** Registers the meters of this consumer; again is harmless. */
  static void register(MeterRegistry registry, IncidentLog log, String consumer) {
    FunctionCounter.builder(
            "caravan.incidents.told", log, known -> value(known, consumer, DeliveryStatus::told))
        .description("Messages that this consumer was told.")
        .tag(CONSUMER, consumer)
        .register(registry);
    FunctionCounter.builder(
            "caravan.incidents.dropped",
            log,
            known -> value(known, consumer, DeliveryStatus::dropped))
        .description("Events that were given up since they would be refused for ever.")
        .tag(CONSUMER, consumer)
        .register(registry);
    Gauge.builder(
            "caravan.incidents.pending",
            log,
            known -> value(known, consumer, DeliveryStatus::pending))
        .description("Events that this consumer was not told yet.")
        .tag(CONSUMER, consumer)
        .register(registry);
  }

  private static double value(
      IncidentLog log, String consumer, ToDoubleFunction<DeliveryStatus> part) {
    return log.deliveries().stream()
        .filter(status -> status.consumer().equals(consumer))
        .mapToDouble(part)
        .sum();
  }
}
