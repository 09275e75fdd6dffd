package dev.caravan.venue.gateio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.book.Continuity;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.testing.Captures;
import dev.caravan.venue.gateio.GateioCapture.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the venue really sent is recognised, and what is known about it is found again. */
class GateioCorporaTest {

  private static final String FUTURES = "cryptofeed_gateio_futures_202305";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arbobs_gate_us_2026",
        "crypto_msg_parser_gate",
        FUTURES,
        "cryptofeed_gateio_v3_202104",
        "xchange_gateio_v4"
      })
  void shouldRecogniseEveryMessage(String name) throws IOException {
    GateioCapture capture = GateioCapture.read(name);
    Map<String, Integer> stated = new TreeMap<>();
    capture
        .stated()
        .path("channels")
        .properties()
        .forEach(
            channel ->
                stated.merge(kind(channel.getKey()), channel.getValue().asInt(), Integer::sum));

    Map<String, Integer> found = new TreeMap<>();
    for (Message message : capture.messages()) {
      String channel =
          GateioChannel.of(message.stream().channel()).map(GateioChannel::wire).orElse("?");
      String what =
          switch (message.kind()) {
            case DATA -> channel;
            case CONTROL -> "control";
            case UNKNOWN -> "unknown";
          };
      found.merge(what, 1, Integer::sum);
    }

    assertEquals(stated, found);
    assertEquals(capture.stated().path("message_count").asInt(), capture.messages().size());
  }

  /** {@code spot.trades:update} is data; answers, REST and the third version belong to nobody. */
  private static String kind(String stated) {
    boolean isData =
        stated.endsWith(":update") && !stated.startsWith("v3:") || stated.endsWith(":all");
    return isData ? stated.substring(0, stated.indexOf(':')) : "control";
  }

  @Test
  void shouldFindTheStatedIdsWithoutAHole() throws IOException {
    GateioCapture capture = GateioCapture.read(FUTURES);
    Map<String, String> stated = new TreeMap<>();
    Map<String, String> found = new TreeMap<>();

    capture
        .stated()
        .path("continuity")
        .path("sequences")
        .properties()
        .forEach(
            sequence -> {
              String symbol = sequence.getKey().replace("book_update:", "");
              JsonNode truth = sequence.getValue();
              stated.put(
                  symbol,
                  words(
                      truth.path("n").asInt(),
                      truth.path("gaps").asInt(),
                      truth.path("first").asLong(),
                      truth.path("last").asLong()));
              found.put(symbol, sequence(capture.of("futures.order_book_update", symbol)));
            });

    assertEquals(stated, found);
    assertEquals(10, found.size());
  }

  private static String words(int n, int gaps, long first, long last) {
    return "n=" + n + " gaps=" + gaps + " ids=" + first + ".." + last;
  }

  private static String sequence(List<Message> messages) {
    Continuity continuity = new Continuity(Sequencing.CONTIGUOUS);
    int gaps = 0;
    for (Message message : messages) {
      gaps +=
          continuity.next(message.ids().first(), message.ids().last()) == Continuity.Step.GAP
              ? 1
              : 0;
    }
    return words(messages.size(), gaps, messages.get(0).ids().first(), continuity.highestId());
  }

  @Test
  void shouldBridgeEverySnapshotWhereStated() throws IOException {
    GateioCapture capture = GateioCapture.read(FUTURES);
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();

    for (JsonNode snapshot : capture.stated().path("continuity").path("snapshot_bridges")) {
      JsonNode bridge = snapshot.path("bridge");
      String symbol = snapshot.path("symbol").asText();
      expected.add(
          symbol
              + " line="
              + bridge.path("first_applicable_line").asInt()
              + " dropped="
              + snapshot.path("dropped_total").asInt());
      found.add(bridge(capture, symbol, snapshot.path("snapshot_id").asLong()));
    }

    assertEquals(expected, found);
    assertNotEquals(List.of(), found);
  }

  private static String bridge(GateioCapture capture, String symbol, long snapshotId) {
    SnapshotBridge bridge = SnapshotBridge.endingBehind(snapshotId);
    int dropped = 0;
    for (Message delta : capture.of("futures.order_book_update", symbol)) {
      SnapshotBridge.Step step = bridge.judge(delta.ids().first(), delta.ids().last());
      if (step == SnapshotBridge.Step.BRIDGES) {
        return symbol + " line=" + delta.line() + " dropped=" + dropped;
      }
      dropped++;
    }
    return symbol + " line=0 dropped=" + dropped;
  }

  @Test
  void shouldReadTheTimesThatAnotherParserExpects() throws IOException {
    int compared = 0;
    GateioCapture capture = GateioCapture.read("crypto_msg_parser_gate");
    List<byte[]> pairs =
        Captures.lines(Captures.file("gateio/crypto_msg_parser_gate.expected.ndjson"));
    for (int i = 0; i < pairs.size(); i++) {
      Message message = capture.messages().get(i);
      for (JsonNode expected :
          GateioCapture.JSON.readTree(pairs.get(i)).path("expected").path("asserts")) {
        if (message.kind() == Kind.DATA
            && expected.path("field").asText().equals("message.timestamp_ms")) {
          assertEquals(
              expected.path("value").asLong(),
              message.venueTimeMs(),
              new String(message.bytes(), StandardCharsets.UTF_8));
          compared++;
        }
      }
    }
    assertEquals(28, compared);
  }
}
