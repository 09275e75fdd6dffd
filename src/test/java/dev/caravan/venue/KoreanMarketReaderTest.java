package dev.caravan.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Trade;
import dev.caravan.market.Validators;
import dev.caravan.testing.Captures;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the frames of the Korean venues say, as their documents say it. */
class KoreanMarketReaderTest {

  static final List<String> VENUES = KoreanExamples.VENUES;

  private final Recognition recognition = new Recognition();

  @ParameterizedTest
  @FieldSource("VENUES")
  void shouldReadEveryExampleAsItsDocumentSays(String venue) {
    MarketReader reader = KoreanExamples.reader(venue);
    Mapping mapping = KoreanExamples.mapping(venue);

    for (KoreanExamples.Example example : KoreanExamples.of(venue)) {
      assertEquals(example.market(), said(mapping, reader, example.bytes()), example.frame());
    }
  }

  /** As the capture's description counts them: 304 trades and 145 books. */
  @ParameterizedTest
  @CsvSource({
    "upbit/cryptofeed_upbit_20210417, 304, 145",
    "upbit/arbobs_upbit_2026, 0, 3",
    "bithumb/arbobs_bithumb_v2_2026, 1, 4",
    "coinone/arbobs_coinone_2026, 1, 4"
  })
  void shouldReadEveryMessageOfACaptureAndFindItPossible(String name, int trades, int books)
      throws IOException {
    String venue = name.substring(0, name.indexOf('/'));
    Mapping mapping = KoreanExamples.mapping(venue);
    MarketReader reader = KoreanExamples.reader(venue);
    Validators validators = Validators.ofEvents();
    MarketWords.Said said = new MarketWords.Said();

    for (byte[] line : Captures.lines(Captures.file(name + ".ndjson"))) {
      mapping.recognise(line, 0, line.length, recognition);
      reader.read(new Arrival(recognition.stream(), "one", 1), line, 0, line.length, said);
    }

    assertEquals(List.of(), said.refusals);
    Map<Class<?>, Integer> counts = new HashMap<>();
    for (MarketEvent event : said.events) {
      counts.merge(event.getClass(), 1, Integer::sum);
      assertEquals(Optional.empty(), validators.judge(event), () -> MarketWords.of(event));
    }
    assertEquals(trades, counts.getOrDefault(Trade.class, 0));
    assertEquals(books, counts.getOrDefault(BookSnapshot.class, 0));
  }

  @Test
  void shouldReadTheSpellingsOfTheWireExactly() throws IOException {
    Mapping mapping = KoreanExamples.mapping("upbit");
    MarketReader reader = KoreanExamples.reader("upbit");
    List<byte[]> lines = Captures.lines(Captures.file("upbit/arbobs_upbit_2026.ndjson"));

    assertEquals(
        "booksnapshot KRW-BTC sent=1790134742106 to=-1"
            + " bids=[0.08120946@116538000,0.01129382@116537000]"
            + " asks=[0.02054761@116539000,0.00077720@116542000]",
        said(mapping, reader, lines.get(0)));
    assertEquals(
        "booksnapshot KRW-BTC sent=1790134773006 to=-1"
            + " bids=[0.00079276@116534000,0.01624318@116521000]"
            + " asks=[0.06288509@116606000,0.00050@116609000]",
        said(mapping, reader, lines.get(2)));
  }

  /** A rounded size of zero is no level; the times are microseconds in books and else not. */
  @Test
  void shouldReadTheBooksOfBithumb() throws IOException {
    Mapping mapping = KoreanExamples.mapping("bithumb");
    MarketReader reader = KoreanExamples.reader("bithumb");
    List<byte[]> lines = Captures.lines(Captures.file("bithumb/arbobs_bithumb_v2_2026.ndjson"));

    assertEquals(
        "booksnapshot KRW-BTC sent=1790133505564 to=-1"
            + " bids=[0.0037@116204000,0.0025@116203000,0.0004@116201000]"
            + " asks=[0.3313@116208000,0.0001@116209000]",
        said(mapping, reader, lines.get(2)));
    assertTrue(said(mapping, reader, lines.get(5)).contains(" sent=1790133514039 "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "7", "null", "[7]", "{} {}", "{\"a\":1}}", "[{}"})
  void shouldRefuseAFrameThatIsNoJsonAsAWhole(String frame) {
    for (String venue : VENUES) {
      String channel = venue.equals("coinone") ? "TRADE/X" : "trade/X";
      Arrival arrival = new Arrival(StreamId.parse(channel), "one", 1);
      String said = MarketWords.of(KoreanExamples.reader(venue), arrival, frame.getBytes(UTF_8));

      assertTrue(said.startsWith("refused unreadable: "), said);
    }
  }

  @Test
  void shouldReadBooksAndTradesThatCameOverRest() {
    MarketWords.Said said = new MarketWords.Said();
    MarketReader upbit = KoreanExamples.reader("upbit");
    MarketReader coinone = KoreanExamples.reader("coinone");
    Arrival trades = new Arrival(StreamId.parse("trade/KRW-X"), "", 1);

    upbit.readBackfill(
        trades,
        "[{\"market\":\"KRW-X\",\"timestamp\":1790134742050,\"trade_price\":5.0,"
            + "\"trade_volume\":2,\"ask_bid\":\"ASK\",\"sequential_id\":7}]",
        said);
    upbit.readSnapshot(
        trades,
        1,
        "[{\"market\":\"KRW-X\",\"timestamp\":5,\"orderbook_units\":[{\"bid_price\":1,"
            + "\"bid_size\":2,\"ask_price\":3,\"ask_size\":4}]}]",
        said);
    coinone.readBackfill(
        trades,
        "{\"result\":\"success\",\"transactions\":[{\"id\":\"17\",\"timestamp\":1790134742050,"
            + "\"price\":\"5\",\"qty\":\"2\",\"is_seller_maker\":false}]}",
        said);
    coinone.readSnapshot(
        trades,
        1,
        "{\"id\":\"9\",\"timestamp\":5,\"asks\":[{\"price\":\"3\",\"qty\":\"4\"}],\"bids\":[]}",
        said);

    assertEquals(
        List.of(
            "trade KRW-X sent=1790134742050 id=7 fills=7..7 SELL 2 @ 5.0 at=1790134742050",
            "booksnapshot KRW-X sent=5 to=-1 bids=[2@1] asks=[4@3]",
            "trade KRW-X sent=1790134742050 id=17 fills=17..17 SELL 2 @ 5 at=1790134742050",
            "booksnapshot KRW-X sent=5 to=9 bids=[] asks=[4@3]"),
        said.events.stream().map(MarketWords::of).toList());
    assertEquals(List.of(), said.refusals);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void shouldTakeNothingFromMutatedFrames(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (String venue : VENUES) {
      Mapping mapping = KoreanExamples.mapping(venue);
      MarketReader reader = KoreanExamples.reader(venue);
      List<KoreanExamples.Example> examples = KoreanExamples.of(venue);
      for (int i = 0; i < 20; i++) {
        byte[] changed = KoreanMappingTest.mutated(examples, random);
        said(mapping, reader, changed);
        reader.readSnapshot(
            new Arrival(StreamId.NONE, "", 1),
            1,
            new String(changed, UTF_8),
            new MarketWords.Said());

        KoreanExamples.Example other = examples.get(random.nextInt(examples.size()));
        assertEquals(other.market(), said(mapping, reader, other.bytes()));
      }
    }
  }

  private String said(Mapping mapping, MarketReader reader, byte[] bytes) {
    mapping.recognise(bytes, 0, bytes.length, recognition);
    return MarketWords.of(reader, new Arrival(recognition.stream(), "one", 1), bytes);
  }
}
