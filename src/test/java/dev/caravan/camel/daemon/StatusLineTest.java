package dev.caravan.camel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.CheckResult;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.FakeDaemon;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLineTest {

  private final FakeDaemon daemon = new FakeDaemon();
  private final StatusLine line = new StatusLine();

  @Test
  void shouldSayWhatAPersonAsksFirst() {
    recorded(6_000);
    assertTrue(
        at(Duration.ofMinutes(2)).startsWith("up 2m 0s  6,000 messages  3,000 a minute  1 of 2"));

    recorded(7_500);
    String second = at(Duration.ofMinutes(3));

    assertTrue(
        second.matches(
            "up 3m 0s  7,500 messages  1,500 a minute  1 of 2 streams active  last 0.0s ago"
                + "  0 gaps  disk \\d+% used"),
        second);
  }

  @Test
  void shouldSayThatSomethingIsWrong() {
    recorded(10);
    daemon.checks = List.of(new CheckResult("disk", false, "full"));

    assertTrue(at(Duration.ofHours(30)).contains("  NOT READY: "));
  }

  /** A reconfigured daemon may have fewer streams, and so fewer messages in all. */
  @Test
  void shouldNeverCountBackwards() {
    recorded(6_000);
    at(Duration.ofMinutes(1));
    recorded(10);

    assertTrue(at(Duration.ofMinutes(2)).contains("  10 messages  0 a minute"));
  }

  private void recorded(long frames) {
    daemon.feeds =
        List.of(
            FakeDaemon.feed(
                "binance-spot",
                List.of(
                    FakeDaemon.stream("trade", "BTCUSDT", Phase.RECEIVING, frames),
                    FakeDaemon.stream("trade", "ETHUSDT", Phase.ACKNOWLEDGED, 0))));
  }

  private String at(Duration uptime) {
    DaemonStatus status = DaemonStatus.of(daemon, Instant.now());
    assertEquals(2, status.wanted());
    return line.next(DaemonStatus.of(daemon, daemon.startedAt().plus(uptime)));
  }
}
