package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Captures;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.verify.StreamGap;
import dev.caravan.verify.StreamResult;
import dev.caravan.verify.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real capture, served and recorded through the shipped routes, comes back as it was. */
class CorpusRecordingTest {

  private static final String NAME = "binance-spot/hftbacktest_spot_ethusdt_20240808";
  private static final int RATE = 20_000;
  private static final int DELETED = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  @Test
  void shouldGiveEveryFrameBackByteForByteAndProveItComplete() throws Exception {
    Path capture = Captures.file(NAME + ".ndjson.zst");
    JsonNode stated = JSON.readTree(Captures.file(NAME + ".meta.json").toFile());
    List<byte[]> lines = Captures.lines(capture);
    assertEquals(stated.path("message_count").asInt(), lines.size());

    Verification verification = record(capture);

    assertArrayEquals(
        Captures.joined(lines), Recordings.cat(data(), "--symbol", "ETHUSDT", "--frames"));
    assertEquals(Verification.Result.COMPLETE, verification.result());
    assertEquals(List.of(), verification.gaps());
    JsonNode ids = stated.path("continuity").path("sequences");
    assertIds(ids.path("depth:ETHUSDT"), stream(verification, "depth@100ms"));
    assertIds(ids.path("trade.t:ETHUSDT"), stream(verification, "trade"));
    stated
        .path("channels")
        .properties()
        .forEach(
            channel ->
                assertEquals(
                    channel.getValue().asLong(),
                    stream(verification, channel.getKey()).records(),
                    channel.getKey()));
    assertNotEquals(1, verification.segments(), "no rotation under load took place");
  }

  @ParameterizedTest
  @ValueSource(longs = {20240808, 7})
  void shouldReportExactlyTheGapsOfDeletedLines(long seed) throws Exception {
    Path capture = Captures.file(NAME + ".ndjson.zst");
    List<byte[]> lines = Captures.lines(capture);
    List<Integer> depth = depthLines(lines);
    TreeSet<Integer> deleted = draw(depth.size(), new Random(seed));
    List<StreamGap> expected = gaps(lines, depth, deleted);
    deleted.descendingIterator().forEachRemaining(i -> lines.remove((int) depth.get(i)));
    Path holed = Files.write(temp.resolve("holed.ndjson"), Captures.joined(lines));

    Verification verification = record(holed);

    assertEquals(expected, verification.gaps());
    assertEquals(Verification.Result.GAPS, verification.result());
    assertArrayEquals(
        Captures.joined(lines), Recordings.cat(data(), "--symbol", "ETHUSDT", "--frames"));
  }

  /** Serves the file at {@link #RATE}, records it all, stops, and compares with the ledger. */
  private Verification record(Path file) throws Exception {
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot()).from(file).rate(RATE).build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.journal.rotate-size", "2MiB");
      Daemon daemon = Daemons.start(data(), set);
      try {
        Daemons.awaitMarketEnd(simulator);
      } finally {
        daemon.stop();
      }
      return Recordings.assertExact(data(), simulator.ledger());
    }
  }

  private Path data() {
    return temp.resolve("data");
  }

  private static StreamResult stream(Verification verification, String channel) {
    return verification.streams().stream()
        .filter(stream -> stream.channel().equals(channel) && stream.symbol().equals("ETHUSDT"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertIds(JsonNode stated, StreamResult stream) {
    assertEquals(stated.path("n").asLong(), stream.records());
    assertEquals(stated.path("first").asLong(), stream.first());
    assertEquals(stated.path("last").asLong(), stream.last());
    assertEquals(0, stream.missing());
  }

  private static List<Integer> depthLines(List<byte[]> lines) {
    List<Integer> depth = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (new String(lines.get(i), StandardCharsets.UTF_8)
          .startsWith("{\"stream\":\"ethusdt@depth@100ms\"")) {
        depth.add(i);
      }
    }
    return depth;
  }

  /** Two neighbours and others; neither the first nor the last line, whose loss nothing shows. */
  private static TreeSet<Integer> draw(int count, Random random) {
    TreeSet<Integer> drawn = new TreeSet<>();
    int neighbour = 1 + random.nextInt(count - 3);
    drawn.add(neighbour);
    drawn.add(neighbour + 1);
    while (drawn.size() < DELETED) {
      drawn.add(1 + random.nextInt(count - 2));
    }
    return drawn;
  }

  /** Neighbouring deletions are one gap. */
  private static List<StreamGap> gaps(
      List<byte[]> lines, List<Integer> depth, TreeSet<Integer> deleted) throws IOException {
    List<StreamGap> gaps = new ArrayList<>();
    for (int i : deleted) {
      if (deleted.contains(i - 1)) {
        continue;
      }
      int end = i;
      while (deleted.contains(end + 1)) {
        end++;
      }
      long first = JSON.readTree(lines.get(depth.get(i))).path("data").path("U").asLong();
      long last = JSON.readTree(lines.get(depth.get(end))).path("data").path("u").asLong();
      gaps.add(
          new StreamGap(
              "binance-spot", "depth@100ms", "ETHUSDT", first, last, last - first + 1, "venue"));
    }
    return gaps;
  }
}
