package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DashboardNewsTest {

  private final FakeDaemon daemon = new FakeDaemon();
  private final AtomicInteger asked = new AtomicInteger();
  private final Supplier<DaemonStatus> statuses =
      () -> {
        asked.incrementAndGet();
        return DaemonStatus.of(daemon, Instant.now());
      };
  private final DashboardNews news =
      new DashboardNews(statuses, daemon, List::of, new RateHistory());

  @Test
  void shouldAskTheDaemonForAPointOfTheRateNowAndThenOnlyWhileNobodyWatches() {
    for (int second = 10; second < 40; second++) {
      news.round(0, second * 1_000L);
    }

    assertEquals(3, asked.get());
  }

  @Test
  void shouldAskInEachRoundWhileSomebodyWatches() {
    for (int second = 10; second < 40; second++) {
      news.round(1, second * 1_000L);
    }

    assertEquals(30, asked.get());
  }
}
