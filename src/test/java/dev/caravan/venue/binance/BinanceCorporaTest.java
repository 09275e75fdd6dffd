package dev.caravan.venue.binance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.book.Continuity;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.Gap;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.StreamAccount;
import dev.caravan.testing.Captures;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binance.BinanceCapture.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two venues really sent is recognised, and what is known about it is found again. */
class BinanceCorporaTest {

  @SuppressWarnings("unused") // read by name
  static final List<String> CAPTURES = BinanceCapture.ALL;

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void shouldRecogniseEveryMessage(String name) throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    Map<String, Integer> stated = new TreeMap<>();
    capture
        .stated()
        .path("channels")
        .properties()
        .forEach(
            channel ->
                stated.merge(
                    isStream(channel.getKey()) ? channel.getKey() : "control",
                    channel.getValue().asInt(),
                    Integer::sum));

    Map<String, Integer> found = new TreeMap<>();
    for (Message message : capture.messages()) {
      String what =
          message.kind() == Kind.DATA
              ? message.stream().channel()
              : message.kind() == Kind.CONTROL ? "control" : "unknown";
      found.merge(what, 1, Integer::sum);
    }

    assertEquals(stated, found);
    assertEquals(capture.stated().path("message_count").asInt(), capture.messages().size());
  }

  /**
   * Bodies of REST answers were put among the messages; the description has no channel for them.
   */
  private static boolean isStream(String channel) {
    return !channel.equals("partial-depth/rest-depth") && !channel.equals("other");
  }

  @ParameterizedTest
  @CsvSource({
    "binance-spot/cryptofeed_binance_20210417, 16, 9",
    "binance-spot/cryptofeed_binance_us_202110, 5, 4",
    "binance-spot/hftbacktest_spot_ethusdt_20240808, 2, 1",
    "binance-usdm/cryptofeed_binance_futures_20210417, 8, 4",
    "binance-usdm/hftbacktest_usdm_ethusdt_20240808, 2, 1"
  })
  void shouldFindTheStatedIdsWithoutAHole(String name, int sequences, int quotes)
      throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    JsonNode continuity = capture.stated().path("continuity");
    Map<String, String> stated = new TreeMap<>();
    Map<String, String> found = new TreeMap<>();

    continuity
        .path("sequences")
        .properties()
        .forEach(
            sequence -> {
              JsonNode truth = sequence.getValue();
              stated.put(
                  sequence.getKey(),
                  words(
                      truth.path("n").asInt(),
                      truth.path("gaps").asInt(),
                      truth.path("overlap").asInt(),
                      truth.path("first").asLong(),
                      truth.path("last").asLong()));
              found.put(sequence.getKey(), sequence(capture, sequence.getKey()));
            });
    continuity
        .path("monotonic")
        .properties()
        .forEach(
            quote ->
                assertEquals(
                    quote.getValue().asInt(), growing(capture, quote.getKey()), quote.getKey()));

    assertEquals(stated, found);
    assertEquals(sequences, stated.size());
    assertEquals(quotes, continuity.path("monotonic").size());
  }

  private static String words(long n, long gaps, long overlaps, long first, long last) {
    return "n=" + n + " gaps=" + gaps + " overlaps=" + overlaps + " ids=" + first + ".." + last;
  }

  /** {@code depth:ETHUSDT}, {@code trade.t:ETHUSDT}: as the mapping and the shared rule see it. */
  private static String sequence(BinanceCapture capture, String key) {
    String channel = key.substring(0, key.indexOf(':')).replaceFirst("\\..*", "");
    List<Message> messages = capture.of(channel, key.substring(key.indexOf(':') + 1));
    Continuity continuity = new Continuity(Sequencing.CONTIGUOUS);
    int gaps = 0;
    int overlaps = 0;
    for (Message message : messages) {
      assertEquals(Sequencing.CONTIGUOUS, message.proves());
      long expected = continuity.highestId() + 1;
      switch (continuity.next(message.ids().first(), message.ids().last())) {
        case GAP -> gaps++;
        case FIRST -> {}
        default -> overlaps += message.ids().first() == expected ? 0 : 1;
      }
    }
    return words(
        messages.size(), gaps, overlaps, messages.get(0).ids().ownFirst(), continuity.highestId());
  }

  /** How many quotes of a symbol have a larger id than all before. */
  private static int growing(BinanceCapture capture, String key) {
    Continuity continuity = new Continuity(Sequencing.GROWING);
    int growing = 0;
    for (Message message : capture.of("bookTicker", key.substring(key.indexOf(':') + 1))) {
      Continuity.Step step = continuity.next(message.ids().first(), message.ids().last());
      growing += step == Continuity.Step.CONTINUES || step == Continuity.Step.FIRST ? 1 : 0;
    }
    return growing;
  }

  @ParameterizedTest
  @CsvSource({
    "binance-spot/cryptofeed_binance_20210417, 10",
    "binance-spot/cryptofeed_binance_us_202110, 4",
    "binance-spot/hftbacktest_spot_ethusdt_20240808, 1",
    "binance-usdm/cryptofeed_binance_futures_20210417, 4",
    "binance-usdm/hftbacktest_usdm_ethusdt_20240808, 1"
  })
  void shouldBridgeEverySnapshotWhereStated(String name, int snapshots) throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    JsonNode stated = capture.stated().path("continuity").path("snapshot_bridges");
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (JsonNode snapshot : stated) {
      JsonNode bridge = snapshot.path("bridge");
      expected.add(
          snapshot.path("symbol").asText()
              + " line="
              + bridge.path("first_applicable_line").asInt()
              + " ids="
              + bridge.path("U").asLong()
              + ".."
              + bridge.path("u").asLong()
              + " dropped="
              + snapshot.path("dropped_total").asInt());
    }

    for (JsonNode answer : capture.rest()) {
      JsonNode id = answer.path("body").path("lastUpdateId");
      if (!id.isMissingNode()) {
        found.add(bridge(capture, symbol(answer), id.asLong()));
      }
    }

    assertEquals(expected, found);
    assertEquals(snapshots, found.size());
  }

  private static String symbol(JsonNode answer) {
    return answer.has("symbol")
        ? answer.path("symbol").asText()
        : answer.path("url").asText().replaceFirst(".*[?&]symbol=([^&]+).*", "$1");
  }

  private static String bridge(BinanceCapture capture, String symbol, long snapshotId) {
    SnapshotBridge bridge =
        capture.venue().equals("binance-usdm")
            ? SnapshotBridge.endingAt(snapshotId)
            : SnapshotBridge.endingBehind(snapshotId);
    int dropped = 0;
    for (Message delta : capture.of("depth", symbol)) {
      SnapshotBridge.Step step = bridge.judge(delta.ids().first(), delta.ids().last());
      if (step == SnapshotBridge.Step.CONTAINED) {
        dropped++;
      } else {
        return symbol
            + (step == SnapshotBridge.Step.BRIDGES ? " line=" + delta.line() : " too late")
            + " ids="
            + delta.ids().ownFirst()
            + ".."
            + delta.ids().last()
            + " dropped="
            + dropped;
      }
    }
    return symbol + " no delta reaches the snapshot";
  }

  @ParameterizedTest
  @CsvSource({
    "binance-spot/cryptofeed_binance_20210417, 40",
    "binance-spot/cryptofeed_binance_us_202110, 40",
    "binance-spot/hftbacktest_spot_ethusdt_20240808, 8",
    "binance-usdm/cryptofeed_binance_futures_20210417, 40",
    "binance-usdm/hftbacktest_usdm_ethusdt_20240808, 8"
  })
  void shouldReportExactlyWhatWasDeletedDoubledAndSwapped(String name, int seeds)
      throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    Map<StreamId, List<Message>> streams = capture.contiguousStreams();
    int made = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      Tampering tampering = new Tampering(capture, streams, new Random(seed));

      Map<String, String> found = tampering.found();

      assertEquals(tampering.expected(), found, "seed=" + seed);
      made += tampering.made;
    }
    assertTrue(made > seeds * 3, "made=" + made);
  }

  /** A capture with lines deleted, doubled and swapped, and what has to be reported of it. */
  private static final class Tampering {

    private final BinanceCapture capture;
    private final Map<StreamId, List<Message>> streams;
    private final List<Message> lines;
    private final Map<String, List<Gap>> gaps = new TreeMap<>();
    private final Map<String, Integer> repeated = new TreeMap<>();
    private final Map<String, Integer> reordered = new TreeMap<>();
    private int made;

    Tampering(BinanceCapture capture, Map<StreamId, List<Message>> streams, Random random) {
      this.capture = capture;
      this.streams = streams;
      Map<Integer, List<Message>> instead = new HashMap<>();
      for (List<Message> stream : streams.values()) {
        // The first and the last stay, and so does one behind each change: the answer is then
        // known.
        int at = 1 + random.nextInt(8);
        while (at + 4 < stream.size()) {
          at += tamper(stream, at, random, instead) + 1 + random.nextInt(stream.size() / 3 + 2);
        }
      }
      this.lines = new ArrayList<>();
      for (Message message : capture.messages()) {
        lines.addAll(instead.getOrDefault(message.line(), List.of(message)));
      }
    }

    /** Returns how many messages of the stream it used. */
    private int tamper(
        List<Message> stream, int at, Random random, Map<Integer, List<Message>> instead) {
      made++;
      Message first = stream.get(at);
      String name = first.stream().toString();
      switch (random.nextInt(3)) {
        case 0 -> {
          int run = 1 + random.nextInt(3);
          for (int i = 0; i < run; i++) {
            instead.put(stream.get(at + i).line(), List.of());
          }
          long from = stream.get(at - 1).ids().last() + 1;
          long to = stream.get(at + run - 1).ids().last();
          gaps.computeIfAbsent(name, unused -> new ArrayList<>())
              .add(new Gap(from, to, to - from + 1, Gap.UNRECORDED));
          return run;
        }
        case 1 -> {
          instead.put(first.line(), List.of(first, first));
          repeated.merge(name, 1, Integer::sum);
          return 1;
        }
        default -> {
          Message second = stream.get(at + 1);
          instead.put(first.line(), List.of(second));
          instead.put(second.line(), List.of(first));
          reordered.merge(name, 1, Integer::sum);
          return 2;
        }
      }
    }

    Map<String, String> expected() {
      Map<String, String> expected = new TreeMap<>();
      for (StreamId stream : streams.keySet()) {
        String name = stream.toString();
        expected.put(
            name,
            words(
                gaps.getOrDefault(name, List.of()),
                repeated.getOrDefault(name, 0),
                reordered.getOrDefault(name, 0)));
      }
      return expected;
    }

    /** Counted by the rule that sealing and verification share. */
    Map<String, String> found() {
      RecordAccount account = new RecordAccount(Venues.mapping(capture.venue())::sequencing);
      long now = 1;
      for (Message line : lines) {
        account.frame(line.stream(), "one", now++, line.ids(), ParsedRecord.Form.EMBEDDED);
      }
      Map<String, String> found = new TreeMap<>();
      for (StreamAccount stream : account.streams()) {
        if (stream.sequencing() == Sequencing.CONTIGUOUS) {
          found.put(
              stream.stream().toString(),
              words(stream.gaps(), stream.repeated(), stream.reordered()));
        } else {
          assertEquals(List.of(), stream.gaps());
        }
      }
      return found;
    }

    private static String words(List<Gap> gaps, long repeated, long reordered) {
      return "repeated=" + repeated + " reordered=" + reordered + " gaps=" + gaps;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binance-spot/crypto_msg_parser_binance_spot",
        "binance-usdm/crypto_msg_parser_binance_usdm"
      })
  void shouldAgreeWithWhatAnotherParserExpects(String name) throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    List<byte[]> pairs = Captures.lines(Captures.file(name + ".expected.ndjson"));
    assertEquals(capture.messages().size(), pairs.size());
    Map<String, Integer> compared = new TreeMap<>();

    for (int i = 0; i < pairs.size(); i++) {
      JsonNode pair = BinanceCapture.JSON.readTree(pairs.get(i));
      Message message = capture.messages().get(i);
      assertEquals(pair.path("raw"), BinanceCapture.JSON.readTree(message.bytes()));
      if (message.kind() == Kind.DATA) {
        compare(pair, message, compared);
      }
    }

    assertEquals(
        capture.venue().equals("binance-spot")
            ? Map.of("id", 2, "interval", 1, "symbol", 3, "time", 8)
            : Map.of("id", 5, "interval", 2, "previous id", 2, "symbol", 7, "time", 16),
        compared);
  }

  private static void compare(JsonNode pair, Message message, Map<String, Integer> compared) {
    String symbol = message.stream().symbol();
    String text = pair.path("raw").toString();
    JsonNode market = pair.path("expected").path("pair");
    if (market.isTextual() && !symbol.isEmpty()) {
      String joined = market.asText().replace("/", "");
      assertTrue(symbol.equals(joined) || symbol.startsWith(joined + "_"), text);
      compared.merge("symbol", 1, Integer::sum);
    }
    for (JsonNode expected : pair.path("expected").path("asserts")) {
      JsonNode value = expected.path("value");
      switch (expected.path("field").asText()) {
        case "message.timestamp_ms" -> {
          assertEquals(value.isNull() ? -1 : value.asLong(), message.venueTimeMs(), text);
          compared.merge("time", 1, Integer::sum);
        }
        case "orderbook.seq_id", "bbo_msg.id" -> {
          if (message.ids().last() >= 0) {
            assertEquals(value.asLong(), message.ids().last(), text);
            compared.merge("id", 1, Integer::sum);
          }
        }
        case "orderbook.prev_seq_id" -> {
          if (message.ids().first() < message.ids().ownFirst()) {
            assertEquals(value.asLong(), message.ids().first() - 1, text);
            compared.merge("previous id", 1, Integer::sum);
          }
        }
        case "candlestick_msg.period" -> {
          assertEquals("kline_" + value.asText(), message.stream().channel(), text);
          compared.merge("interval", 1, Integer::sum);
        }
        default -> {
          // Prices and quantities are not the mapping's to say.
        }
      }
    }
  }
}
