package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that falls silent is told once, and its return is told once. */
class MuteAlertTest {

  private static final Duration WITHIN_SECONDS = Duration.ofSeconds(15);
  private static final String READY = "/health/ready";

  @TempDir Path temp;

  @Test
  void shouldTellOnceOfSilenceAndOnceOfTheReturn() throws Exception {
    Path data = temp.resolve("data");
    try (Simulator simulator = simulator();
        BotApiStandIn telegram = BotApiStandIn.start(BotApiStandIn.EXAMPLE_TOKEN)) {
      telegram.reply(new BotApiStandIn.Reply.TooManyRequests(1));
      StreamId muted = simulator.streams().get(0).id();
      Daemon daemon = Daemons.start(data, settings(simulator, telegram));
      try {
        awaitReady(daemon, 200);

        simulator.mute(muted);

        String reasons = awaitReady(daemon, 503);
        assertTrue(reasons.contains(muted.toString()), reasons);
        for (MarketStream other : simulator.streams().subList(1, simulator.streams().size())) {
          assertFalse(reasons.contains(other.id().toString()), reasons);
        }
        awaitMessages(telegram, 1);
        String opened = telegram.messages().get(0).text();
        assertTrue(opened.contains(muted.toString()) && opened.startsWith("🔴"), opened);
        List<Long> attempts = telegram.attemptNanos();
        assertEquals(2, attempts.size(), "the first attempt was answered with 429");
        assertTrue(
            attempts.get(1) - attempts.get(0) >= Duration.ofSeconds(1).toNanos(),
            "retry_after is obeyed");

        simulator.unmute(muted);

        awaitReady(daemon, 200);
        awaitMessages(telegram, 2);
        String over = telegram.messages().get(1).text();
        assertTrue(over.startsWith("🟢 Over after") && over.contains(muted.toString()), over);
      } finally {
        daemon.stop();
      }
      assertEquals(2, telegram.messages().size(), "one message each, none of start and stop");
      Recordings.assertExact(data, simulator.ledger());
    }
  }

  private static Simulator simulator() throws Exception {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("2")
            .channels("depth20@100ms", "trade")
            .rate(400)
            .build());
  }

  private static Map<String, String> settings(Simulator simulator, BotApiStandIn telegram) {
    Map<String, String> set = Daemons.recording(simulator);
    set.put("caravan.watch.stale-after", "2s");
    set.put("caravan.watch.open-after", "500ms");
    set.put("caravan.watch.close-after", "1s");
    set.put("caravan.digest.at", "none");
    set.put("caravan.telegram.token", BotApiStandIn.EXAMPLE_TOKEN);
    set.put("caravan.telegram.chat-id", BotApiStandIn.EXAMPLE_CHAT);
    set.put("caravan.telegram.base-uri", telegram.baseUri());
    return set;
  }

  private static String awaitReady(Daemon daemon, int status) {
    return await("ready answers " + status)
        .atMost(WITHIN_SECONDS)
        .until(() -> Daemons.get(daemon, READY), answer -> answer.statusCode() == status)
        .body();
  }

  private static void awaitMessages(BotApiStandIn telegram, int count) {
    await(count + " messages")
        .atMost(WITHIN_SECONDS)
        .until(() -> telegram.messages().size() >= count);
  }
}
