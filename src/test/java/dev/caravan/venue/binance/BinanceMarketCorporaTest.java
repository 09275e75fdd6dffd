package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.BookSource;
import dev.caravan.market.Candle;
import dev.caravan.market.Funding;
import dev.caravan.market.InvalidData;
import dev.caravan.market.Level;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Quote;
import dev.caravan.market.Screening;
import dev.caravan.market.Side;
import dev.caravan.market.Trade;
import dev.caravan.market.Validators;
import dev.caravan.testing.Captures;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was really sent is read, believed, and makes the books that the venue says it has. */
class BinanceMarketCorporaTest {

  static List<String> captures() {
    return BinanceCapture.ALL;
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldReadAndBelieveEveryRealMessage(String name) throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    MarketReader reader = Venues.marketReader(capture.venue()).orElseThrow();
    InvalidData invalid = new InvalidData(() -> 0);
    Screening screening = new Screening(Validators.ofEvents(), invalid);
    long receiveTimeNs = 1;
    int said = 0;

    for (BinanceCapture.Message message : capture.messages()) {
      MarketWords.Said heard = read(reader, message, receiveTimeNs++);
      assertEquals(List.of(), heard.refusals, new String(message.bytes(), UTF_8));
      said += screening.keepPossible(heard.events).isEmpty() ? 0 : 1;
    }

    // Single examples of different years cannot agree on a clock; the rest is all fine.
    assertEquals(List.of(), invalid.counts());
    long dumb =
        capture.messages().stream()
            .filter(
                message ->
                    message.kind() != Kind.DATA || message.stream().channel().equals("TICKER_ALL"))
            .count();
    assertEquals(capture.messages().size() - dumb, said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binance-spot/crypto_msg_parser_binance_spot",
        "binance-usdm/crypto_msg_parser_binance_usdm"
      })
  void shouldAgreeWithWhatAnotherParserExpects(String name) throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    MarketReader reader = Venues.marketReader(capture.venue()).orElseThrow();
    List<byte[]> pairs = Captures.lines(Captures.file(name + ".expected.ndjson"));
    Map<String, Integer> compared = new TreeMap<>();

    for (int i = 0; i < pairs.size(); i++) {
      BinanceCapture.Message message = capture.messages().get(i);
      JsonNode asserts =
          BinanceCapture.JSON.readTree(pairs.get(i)).path("expected").path("asserts");
      List<MarketEvent> events = read(reader, message, 1).events;
      if (message.kind() == Kind.CONTROL && message.bytes().length > 200) {
        MarketWords.Said said = new MarketWords.Said();
        reader.readSnapshot(
            new Arrival(new StreamId("depth", "NONE"), "", 1),
            BinanceCapture.JSON.readTree(message.bytes()).path("lastUpdateId").asLong(),
            new String(message.bytes(), UTF_8),
            said);
        events = said.events;
      }
      for (JsonNode expected : asserts) {
        if (!events.isEmpty()) {
          compare(expected.path("field").asText(), expected.path("value"), events, compared);
        }
      }
    }

    assertEquals(
        capture.venue().equals("binance-spot")
            ? "{candle=8, id=4, levels=30, quote=4, side=1, size=1, symbol=6, time=9}"
            : "{candle=16, funding=6, id=8, levels=60, previous id=2, quote=8, side=2, size=2,"
                + " symbol=13, time=29}",
        compared.toString());
  }

  /** Fields that the reader exposes; products of price and size are anybody's to work out. */
  private static void compare(
      String field, JsonNode value, List<MarketEvent> events, Map<String, Integer> compared) {
    MarketEvent first = events.get(0);
    switch (field) {
      case "message.timestamp_ms", "orderbook.timestamp", "bbo_msg.timestamp" -> {
        long ms = first.origin().hasVenueTime() ? first.origin().venueTimeNs() / 1_000_000 : -1;
        assertEquals(value.isNull() ? -1 : value.asLong(), ms);
        compared.merge("time", 1, Integer::sum);
      }
      case "message.symbol", "bbo_msg.symbol", "candlestick_msg.symbol" -> {
        if (!value.asText().equals("ALL")) {
          assertEquals(value.asText(), first.symbol());
          compared.merge("symbol", 1, Integer::sum);
        }
      }
      case "trade.quantity_base" -> same(value, ((Trade) first).size(), "size", compared);
      case "trade.side" -> {
        assertEquals(value.asText().equals("Buy") ? Side.BUY : Side.SELL, ((Trade) first).side());
        compared.merge("side", 1, Integer::sum);
      }
      case "orderbook.seq_id" -> {
        long id =
            first instanceof BookDelta delta ? delta.lastId() : ((BookSnapshot) first).lastId();
        assertEquals(value.asLong(), id);
        compared.merge("id", 1, Integer::sum);
      }
      case "orderbook.prev_seq_id" -> {
        if (first instanceof BookDelta delta) {
          assertEquals(value.asLong(), delta.firstId() - 1);
          compared.merge("previous id", 1, Integer::sum);
        }
      }
      case "orderbook.snapshot" -> assertEquals(value.asBoolean(), first instanceof BookSnapshot);
      case "bbo_msg.id" -> {
        assertEquals(value.asLong(), ((Quote) first).bookId());
        compared.merge("id", 1, Integer::sum);
      }
      case "bbo_msg.ask_price" -> same(value, ask(first).price(), "quote", compared);
      case "bbo_msg.ask_quantity_base" -> same(value, ask(first).size(), "quote", compared);
      case "bbo_msg.bid_price" -> same(value, bid(first).price(), "quote", compared);
      case "bbo_msg.bid_quantity_base" -> same(value, bid(first).size(), "quote", compared);
      case "candlestick_msg.begin_time" ->
          same(value, BigDecimal.valueOf(((Candle) first).openTimeNs(), 9), "candle", compared);
      case "candlestick_msg.period" -> {
        assertEquals(value.asText(), ((Candle) first).interval());
        compared.merge("candle", 1, Integer::sum);
      }
      case "candlestick_msg.open" -> same(value, ((Candle) first).open(), "candle", compared);
      case "candlestick_msg.high" -> same(value, ((Candle) first).high(), "candle", compared);
      case "candlestick_msg.low" -> same(value, ((Candle) first).low(), "candle", compared);
      case "candlestick_msg.close" -> same(value, ((Candle) first).close(), "candle", compared);
      case "candlestick_msg.volume" ->
          same(value, ((Candle) first).volume().orElseThrow(), "candle", compared);
      case "candlestick_msg.quote_volume" ->
          same(value, ((Candle) first).quoteVolume().orElseThrow(), "candle", compared);
      default -> {
        if (field.startsWith("orderbook.bids") || field.startsWith("orderbook.asks")) {
          compareLevels(field, value, first, compared);
        } else if (field.startsWith("funding_rates[")) {
          compareFunding(field, value, events, compared);
        }
      }
    }
  }

  private static void compareLevels(
      String field, JsonNode value, MarketEvent event, Map<String, Integer> compared) {
    boolean isBids = field.startsWith("orderbook.bids");
    List<Level> levels =
        event instanceof BookDelta delta
            ? (isBids ? delta.bids() : delta.asks())
            : (isBids ? ((BookSnapshot) event).bids() : ((BookSnapshot) event).asks());
    if (field.endsWith(".len()")) {
      assertEquals(value.asInt(), levels.size());
      compared.merge("levels", 1, Integer::sum);
      return;
    }
    Level level = levels.get(field.charAt(field.indexOf('[') + 1) - '0');
    if (field.endsWith(".price")) {
      same(value, level.price(), "levels", compared);
    } else if (field.endsWith(".quantity_base")) {
      same(value, level.size(), "levels", compared);
    }
  }

  private static void compareFunding(
      String field, JsonNode value, List<MarketEvent> events, Map<String, Integer> compared) {
    List<Funding> fundings =
        events.stream().filter(Funding.class::isInstance).map(Funding.class::cast).toList();
    Funding funding = fundings.get(field.charAt("funding_rates[".length()) - '0');
    if (field.endsWith(".funding_rate")) {
      same(value, funding.rate(), "funding", compared);
    } else if (field.endsWith(".funding_time")) {
      same(value, BigDecimal.valueOf(funding.nextTimeNs(), 6), "funding", compared);
    } else if (field.endsWith("].timestamp")) {
      same(value, BigDecimal.valueOf(funding.origin().venueTimeNs(), 6), "time", compared);
    }
  }

  private static void same(
      JsonNode value, BigDecimal ours, String what, Map<String, Integer> compared) {
    // The other parser has doubles; ours has every digit.
    assertEquals(value.asDouble(), ours.doubleValue(), 0.0, what);
    compared.merge(what, 1, Integer::sum);
  }

  private static Level bid(MarketEvent event) {
    return ((Quote) event).bid().orElseThrow();
  }

  private static Level ask(MarketEvent event) {
    return ((Quote) event).ask().orElseThrow();
  }

  /**
   * The venue's own best bid and ask, with the update id at which they were true, judge the book
   * that the deltas made: they were sent on another stream and are read by other code.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "binance-spot/hftbacktest_spot_ethusdt_20240808",
        "binance-usdm/hftbacktest_usdm_ethusdt_20240808"
      })
  void shouldKeepTheBookThatTheVenueQuotes(String name) throws IOException {
    BinanceCapture capture = BinanceCapture.read(name);
    MarketReader reader = Venues.marketReader(capture.venue()).orElseThrow();
    TreeMap<Long, Quote> quotes = new TreeMap<>();
    for (BinanceCapture.Message message : capture.of("bookTicker", "ETHUSDT")) {
      Quote quote = (Quote) read(reader, message, 1).events.get(0);
      quotes.put(quote.bookId(), quote);
    }

    // The snapshot comes when it came, and when hundreds of deltas are there already.
    assertTrue(agreements(capture, reader, quotes, 0) > 3_000);
    assertTrue(agreements(capture, reader, quotes, 300) > 3_000);
  }

  private static int agreements(
      BinanceCapture capture, MarketReader reader, TreeMap<Long, Quote> quotes, int late) {
    JsonNode rest = capture.rest().get(0);
    InvalidData invalid = new InvalidData(() -> 0);
    LiveState state = new LiveState(() -> 0, invalid, BookSource.NONE);
    List<BinanceCapture.Message> deltas = capture.of("depth@", "ETHUSDT");
    StreamId stream = deltas.get(0).stream();
    state.book(capture.venue(), stream, 1);
    int agreed = 0;
    boolean isTold = false;
    for (int i = 0; i < deltas.size(); i++) {
      if (!isTold && deltas.get(i).line() > rest.path("after_ws_line").asInt() && i >= late) {
        isTold = true;
        MarketWords.Said said = new MarketWords.Said();
        reader.readSnapshot(
            new Arrival(stream, "", 1),
            rest.path("body").path("lastUpdateId").asLong(),
            rest.path("body").toString(),
            said);
        state.apply(said.events);
      }
      state.apply(read(reader, deltas.get(i), 1).events);
      Optional<BookSnapshot> book = state.book(capture.venue(), stream, 1);
      assertEquals(isTold, book.isPresent());
      if (isTold && quotes.floorEntry(book.get().lastId()) != null) {
        assertTop(quotes.floorEntry(book.get().lastId()).getValue(), book.get());
        agreed++;
      }
    }
    assertEquals(List.of(), invalid.counts());
    return agreed;
  }

  private static void assertTop(Quote quote, BookSnapshot book) {
    for (boolean isBid : new boolean[] {true, false}) {
      Level quoted = (isBid ? quote.bid() : quote.ask()).orElseThrow();
      Level ours = (isBid ? book.bids() : book.asks()).get(0);
      assertTrue(
          quoted.price().compareTo(ours.price()) == 0 && quoted.size().compareTo(ours.size()) == 0,
          () -> "quote " + quoted + " book " + ours + " lastId=" + book.lastId() + " " + quote);
    }
  }

  private static MarketWords.Said read(
      MarketReader reader, BinanceCapture.Message message, long receiveTimeNs) {
    MarketWords.Said said = new MarketWords.Said();
    reader.read(
        new Arrival(message.stream(), "one", receiveTimeNs),
        message.bytes(),
        0,
        message.bytes().length,
        said);
    return said;
  }
}
