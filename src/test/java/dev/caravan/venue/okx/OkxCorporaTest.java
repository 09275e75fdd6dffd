package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.book.Continuity;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookCheck;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.BookSource;
import dev.caravan.market.Candle;
import dev.caravan.market.Funding;
import dev.caravan.market.InvalidData;
import dev.caravan.market.Level;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Quote;
import dev.caravan.market.Reason;
import dev.caravan.market.Screening;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Trade;
import dev.caravan.market.Validators;
import dev.caravan.testing.Captures;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OKX really sent is recognised, believed and checked against its own checksums. */
class OkxCorporaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Message(
      Kind kind, StreamId stream, long firstId, long lastId, long receiveTimeNs, byte[] bytes) {}

  private final OkxMapping mapping = new OkxMapping();
  private final OkxMarketReader reader = new OkxMarketReader();

  @ParameterizedTest
  @CsvSource({
    "cryptofeed_okx_202202.ndjson.zst, 3717, 60",
    "cryptofeed_okcoin_202305.ndjson, 30, 40",
    "crypto_msg_parser_okx_v5.ndjson, 37, 13",
    "gocryptotrader_okx.ndjson, 4, 0"
  })
  void shouldRecogniseAndReadEveryMessage(String name, long data, long control) throws IOException {
    List<Message> messages = messages(name);
    InvalidData invalid = new InvalidData(() -> 0);
    Screening screening = new Screening(Validators.ofEvents(), invalid);
    int dumb = 0;
    for (Message message : messages) {
      MarketWords.Said said = read(message);
      assertEquals(List.of(), said.refusals, new String(message.bytes(), UTF_8));
      dumb += screening.keepPossible(said.events).isEmpty() ? 1 : 0;
    }

    assertEquals(data, messages.stream().filter(each -> each.kind() == Kind.DATA).count());
    assertEquals(control, messages.stream().filter(each -> each.kind() == Kind.CONTROL).count());
    assertEquals(messages.size(), data + control, "unknown: 0");
    assertEquals(List.of(), invalid.counts());
    assertEquals(control, dumb);
  }

  @Test
  void shouldFindTheTradesWithoutAHole() throws IOException {
    Map<StreamId, Continuity> trades = new HashMap<>();
    int followed = 0;
    for (String name : List.of("cryptofeed_okx_202202.ndjson.zst", "gocryptotrader_okx.ndjson")) {
      for (Message message : messages(name)) {
        if (message.stream().channel().equals("trades")) {
          Continuity.Step step =
              trades
                  .computeIfAbsent(message.stream(), id -> new Continuity(Sequencing.CONTIGUOUS))
                  .next(message.firstId(), message.lastId());
          assertTrue(
              step == Continuity.Step.FIRST || step == Continuity.Step.CONTINUES, step::name);
          followed++;
        }
      }
    }
    assertEquals(21, followed);
  }

  /** 3,679 books of OKX in 2022, 6 of OKCoin in 2023. */
  @ParameterizedTest
  @CsvSource({"cryptofeed_okx_202202.ndjson.zst, 3679", "cryptofeed_okcoin_202305.ndjson, 6"})
  void shouldHaveTheBookThatEachChecksumIsOf(String name, int books) throws IOException {
    InvalidData invalid = new InvalidData(() -> 0);
    LiveState state = new LiveState(() -> 0, invalid, BookSource.NONE);
    int checked = 0;
    for (Message message : messages(name)) {
      for (MarketEvent event : read(message).events) {
        Optional<BookCheck> check = check(event);
        if (check.isPresent()) {
          state.book("okx", message.stream(), 25); // somebody looks
          state.apply(List.of(event));
          BookSnapshot book = state.book("okx", message.stream(), 25).orElseThrow();
          assertTrue(check.get().holds(book.bids(), book.asks()));
          checked++;
        }
      }
    }
    assertEquals(books, checked);
    assertEquals(List.of(), invalid.counts());
  }

  @Test
  void shouldDropABookThatIsNotTheOneOfItsChecksum() throws IOException {
    InvalidData invalid = new InvalidData(() -> 0);
    LiveState state = new LiveState(() -> 0, invalid, BookSource.NONE);
    List<Message> books =
        messages("cryptofeed_okx_202202.ndjson.zst").stream()
            .filter(message -> message.stream().toString().equals("books-l2-tbt/UNI-USD-SWAP"))
            .toList();
    StreamId stream = books.get(0).stream();
    state.book("okx", stream, 1);
    boolean isLost = false;
    for (int i = 0; i < books.size() && !isLost; i++) {
      if (i % 5 != 4) {
        state.apply(read(books.get(i)).events);
        isLost = state.book("okx", stream, 1).isEmpty();
      }
    }

    assertTrue(isLost, "every fifth message less was noticed");
    assertEquals(Reason.WRONG_CHECKSUM, invalid.counts().get(0).reason());
  }

  @Test
  void shouldSpellTheChecksumAsTheDocumentsDo() {
    List<Level> bids = levels("3366.1:7", "3366:6");
    List<Level> asks = levels("3366.8:9", "3368:8");

    // crc32 of 3366.1:7:3366.8:9:3366:6:3368:8 and of 3366.1:7:3366.8:9:3368:8:3372:8
    assertTrue(new OkxChecksum(-1881014294).holds(bids, asks));
    assertFalse(new OkxChecksum(-1881014294).holds(asks, bids));
    assertTrue(
        new OkxChecksum(831078360)
            .holds(levels("3366.1:7"), levels("3366.8:9", "3368:8", "3372:8")));
  }

  private static List<Level> levels(String... texts) {
    List<Level> levels = new ArrayList<>();
    for (String text : texts) {
      String[] both = text.split(":");
      levels.add(new Level(new BigDecimal(both[0]), new BigDecimal(both[1])));
    }
    return levels;
  }

  private static Optional<BookCheck> check(MarketEvent event) {
    return event instanceof BookDelta delta
        ? delta.check()
        : event instanceof BookSnapshot book ? book.check() : Optional.empty();
  }

  @Test
  void shouldAgreeWithWhatAnotherParserExpects() throws IOException {
    List<Message> messages = messages("crypto_msg_parser_okx_v5.ndjson");
    List<byte[]> pairs =
        Captures.lines(Captures.file("okx/crypto_msg_parser_okx_v5.expected.ndjson"));
    Map<String, Integer> compared = new TreeMap<>();

    for (int i = 0; i < pairs.size(); i++) {
      Message message = messages.get(i);
      List<MarketEvent> events = read(message).events;
      String body = new String(message.bytes(), UTF_8);
      if (message.kind() == Kind.CONTROL && body.contains("\"asks\"") && body.contains("code")) {
        MarketWords.Said said = new MarketWords.Said();
        reader.readSnapshot(new Arrival(new StreamId("books", "NONE"), "", 1), 1, body, said);
        events = said.events;
      }
      for (JsonNode expected : JSON.readTree(pairs.get(i)).path("expected").path("asserts")) {
        if (!events.isEmpty() && !expected.path("value").isNull()) {
          compare(expected.path("field").asText(), expected.path("value"), events.get(0), compared);
        }
      }
    }

    assertEquals(
        "{candle=30, funding=4, levels=78, quote=12, side=6, symbol=38, time=56, trade=12}",
        compared.toString());
  }

  private static void compare(
      String field, JsonNode value, MarketEvent event, Map<String, Integer> compared) {
    boolean isBase = event.origin().sizeUnit() == SizeUnit.BASE;
    if (field.endsWith(isBase ? "quantity_contract" : "quantity_base")
        || field.endsWith("quantity_quote")) {
      return; // a product of price and size
    }
    switch (field) {
      case "message.timestamp_ms",
          "orderbook.timestamp",
          "bbo_msg.timestamp",
          "trade.timestamp" -> {
        if (event.origin().hasVenueTime()) {
          assertEquals(value.asLong(), event.origin().venueTimeNs() / 1_000_000);
          compared.merge("time", 1, Integer::sum);
        }
      }
      case "message.symbol", "bbo_msg.symbol", "candlestick_msg.symbol" -> {
        if (!value.asText().equals("ALL")) {
          assertEquals(value.asText(), event.symbol());
          compared.merge("symbol", 1, Integer::sum);
        }
      }
      case "trade.price" -> same(value, ((Trade) event).price(), "trade", compared);
      case "trade.quantity_base", "trade.quantity_contract" ->
          same(value, ((Trade) event).size(), "trade", compared);
      case "trade.side" -> {
        assertEquals(value.asText().equals("Buy") ? Side.BUY : Side.SELL, ((Trade) event).side());
        compared.merge("side", 1, Integer::sum);
      }
      case "orderbook.snapshot" -> assertEquals(value.asBoolean(), event instanceof BookSnapshot);
      case "candlestick_msg.begin_time" ->
          same(value, BigDecimal.valueOf(((Candle) event).openTimeNs(), 9), "candle", compared);
      case "candlestick_msg.period" -> {
        assertEquals(value.asText(), ((Candle) event).interval());
        compared.merge("candle", 1, Integer::sum);
      }
      case "candlestick_msg.open" -> same(value, ((Candle) event).open(), "candle", compared);
      case "candlestick_msg.high" -> same(value, ((Candle) event).high(), "candle", compared);
      case "candlestick_msg.low" -> same(value, ((Candle) event).low(), "candle", compared);
      case "candlestick_msg.close" -> same(value, ((Candle) event).close(), "candle", compared);
      default -> {
        if (field.startsWith("orderbook.bids") || field.startsWith("orderbook.asks")) {
          compareLevels(field, value, event, compared);
        } else if (field.startsWith("bbo_msg.ask_") || field.startsWith("bbo_msg.bid_")) {
          Quote quote = (Quote) event;
          Level level = (field.contains("ask_") ? quote.ask() : quote.bid()).orElseThrow();
          boolean isPrice = field.endsWith("_price");
          if (isPrice || isBase) { // the other parser turns contracts into coins here
            same(value, isPrice ? level.price() : level.size(), "quote", compared);
          }
        } else if (field.equals("funding_rates[0].funding_rate")) {
          same(value, ((Funding) event).rate(), "funding", compared);
        } else if (field.equals("funding_rates[0].funding_time")) {
          same(value, BigDecimal.valueOf(((Funding) event).nextTimeNs(), 6), "funding", compared);
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
    same(value, field.endsWith(".price") ? level.price() : level.size(), "levels", compared);
  }

  private static void same(
      JsonNode value, BigDecimal ours, String what, Map<String, Integer> compared) {
    // The other parser has doubles; ours has every digit.
    assertEquals(value.asDouble(), ours.doubleValue(), 0.0, what);
    compared.merge(what, 1, Integer::sum);
  }

  private MarketWords.Said read(Message message) {
    MarketWords.Said said = new MarketWords.Said();
    if (message.kind() == Kind.DATA) {
      byte[] bytes = message.bytes();
      Arrival arrival = new Arrival(message.stream(), "one", message.receiveTimeNs());
      reader.read(arrival, bytes, 0, bytes.length, said);
    }
    return said;
  }

  private List<Message> messages(String name) throws IOException {
    Recognition recognition = new Recognition();
    List<Message> messages = new ArrayList<>();
    Path times =
        Captures.file("okx/" + name)
            .resolveSibling(name.replaceFirst("[.]ndjson.*", "") + ".recv_ns.txt");
    List<String> received = Files.exists(times) ? Files.readAllLines(times) : List.of();
    for (byte[] bytes : Captures.lines(Captures.file("okx/" + name))) {
      mapping.recognise(bytes, 0, bytes.length, recognition);
      messages.add(
          new Message(
              recognition.kind(),
              recognition.stream(),
              recognition.firstId(),
              recognition.lastId(),
              received.isEmpty()
                  ? 1_000_000 * mapping.venueTimeMs(recognition.stream(), bytes, 0, bytes.length)
                  : Long.parseLong(received.get(messages.size())),
              bytes));
    }
    return messages;
  }
}
