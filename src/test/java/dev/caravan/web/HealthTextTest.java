package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTextTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @Test
  void shouldSayHealthyInOneWordWhileAllChecksAreUp() {
    daemon.checks = List.of(new CheckResult("feed/binance-spot", true, ""));

    assertEquals(new HealthText.Answer(200, "healthy\n"), HealthText.health(now()));
    assertEquals(new HealthText.Answer(200, "ready\n"), HealthText.ready(now()));
    assertEquals(new HealthText.Answer(200, "live\n"), HealthText.live(now()));
  }

  @Test
  void shouldNameEveryReasonOnItsOwnLine() {
    daemon.checks =
        List.of(
            new CheckResult("feed/binance-spot", false, "trade/BTCUSDT silent for 21s, limit 5s"),
            new CheckResult("disk", true, "plenty"),
            new CheckResult("sync/binance-spot", false, "oldest unsynced record 9s, limit 5s"));

    HealthText.Answer ready = HealthText.ready(now());

    assertEquals(503, ready.status());
    assertEquals(
        "feed/binance-spot: trade/BTCUSDT silent for 21s, limit 5s\n"
            + "sync/binance-spot: oldest unsynced record 9s, limit 5s\n",
        ready.body());
    assertEquals(new HealthText.Answer(503, "failing\n"), HealthText.health(now()));
  }

  @Test
  void shouldStayLiveWhileNotReady() {
    daemon.checks = List.of(new CheckResult("feed/binance-spot", false, "venue unreachable"));

    assertEquals(200, HealthText.live(now()).status());
  }

  @Test
  void shouldNotLetAVenuesTextBeginALine() {
    daemon.checks = List.of(new CheckResult("feed/x", false, "refused: no\r\nready\u2028x"));

    assertEquals("feed/x: refused: no ready x\n", HealthText.ready(now()).body());
  }

  private DaemonStatus now() {
    return DaemonStatus.of(daemon, Instant.now());
  }
}
