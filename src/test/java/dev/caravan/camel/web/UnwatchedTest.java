package dev.caravan.camel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.caravan.camel.push.PushHubs;
import dev.caravan.web.CaravanMetrics;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.FakeDaemon;
import dev.caravan.web.PageFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is made for the page while nobody looks at it. */
class UnwatchedTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final Supplier<DaemonStatus> statuses =
      () -> {
        asked.incrementAndGet();
        return DaemonStatus.of(new FakeDaemon(), Instant.now());
      };

  @Test
  void shouldAskTheDaemonForAPointOfTheRateNowAndThenOnly() {
    WebPages pages =
        new WebPages(
            statuses,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new CaravanMetrics(new SimpleMeterRegistry(), statuses),
            new PushHubs(),
            PageFiles::new);

    for (int i = 0; i < 3 * WebPages.UNWATCHED_EVERY; i++) {
      assertNull(pages.status());
    }

    assertEquals(3, asked.get());
  }
}
