package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusCacheTest {

  @Test
  void shouldAskTheDaemonOnceForManyAskersAndAgainWhenOld() {
    AtomicLong now = new AtomicLong(-5);
    StatusCache cache =
        new StatusCache(
            new FakeDaemon(), () -> 1_795_165_200_123_456_789L, now::get, Duration.ofNanos(100));

    DaemonStatus first = cache.get();
    now.addAndGet(99);
    assertSame(first, cache.get());
    now.addAndGet(1);
    assertNotSame(first, cache.get());
    assertEquals(Instant.ofEpochSecond(1_795_165_200L, 123_456_789L), first.at());
  }
}
