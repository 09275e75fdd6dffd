package dev.caravan.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Captures;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.SimulatedVenues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real frames of the Korean venues are served, recorded and read back byte for byte. */
@Timeout(60)
class KoreanRecordingTest {

  private static final int RATE = 4_000;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upbit/cryptofeed_upbit_20210417",
        "upbit/arbobs_upbit_2026",
        "bithumb/arbobs_bithumb_v2_2026",
        "bithumb/gocryptotrader_bithumb_legacy",
        "bithumb/crypto_msg_parser_bithumb_GLOBAL_different_venue",
        "coinone/arbobs_coinone_2026"
      })
  void shouldGiveEveryFrameBackByteForByte(String capture) throws Exception {
    Path file = Captures.file(capture + ".ndjson");
    String venue = capture.substring(0, capture.indexOf('/'));
    Path data = temp.resolve("data");
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(SimulatedVenues.of(venue)).from(file).rate(RATE).build())) {
      Map<String, String> set = Daemons.recording(simulator, venue);
      Daemon daemon = Daemons.start(data, set, Daemons.routes(Daemons.ROUTES, venue));
      try {
        Daemons.awaitMarketEnd(simulator);
      } finally {
        daemon.stop();
      }
      Recordings.assertExact(data, simulator.ledger());
    }

    // Between them stand only the answers of the simulated venue.
    List<String> recorded = new String(Recordings.cat(data, "--frames"), UTF_8).lines().toList();
    int at = 0;
    for (byte[] line : Captures.lines(file)) {
      String frame = new String(line, UTF_8);
      int found = recorded.subList(at, recorded.size()).indexOf(frame);
      assertEquals(true, found >= 0, () -> "not recorded in its order: " + frame);
      at += found + 1;
    }
  }
}
