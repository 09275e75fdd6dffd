package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.InvalidData;
import dev.caravan.market.Level;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Quote;
import dev.caravan.market.Screening;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Trade;
import dev.caravan.market.Validators;
import dev.caravan.testing.Captures;
import dev.caravan.venue.gateio.GateioCapture.Message;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was really sent is read and believed, and means what another parser says. */
class GateioMarketCorporaTest {

  private final GateioMarketReader reader = new GateioMarketReader();
  private final Map<String, Integer> compared = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arbobs_gate_us_2026",
        "crypto_msg_parser_gate",
        "cryptofeed_gateio_futures_202305",
        "xchange_gateio_v4"
      })
  void shouldReadAndBelieveEveryRealMessage(String name) throws IOException {
    InvalidData invalid = new InvalidData(() -> 0);
    Screening screening = new Screening(Validators.ofEvents(), invalid);
    int silent = 0;
    int data = 0;

    for (Message message : GateioCapture.read(name).messages()) {
      MarketWords.Said said = read(message);
      assertEquals(List.of(), said.refusals, new String(message.bytes(), UTF_8));
      data += message.kind() == Kind.DATA ? 1 : 0;
      silent +=
          message.kind() == Kind.DATA && screening.keepPossible(said.events).isEmpty() ? 1 : 0;
    }

    // One parser's examples hold single orders, as the venue sent them until 2021.
    assertEquals(name.equals("crypto_msg_parser_gate") ? 1 : 0, silent, "of " + data);
    assertEquals(List.of(), invalid.counts());
  }

  private MarketWords.Said read(Message message) {
    MarketWords.Said said = new MarketWords.Said();
    Arrival arrival = new Arrival(message.stream(), "one", message.line());
    reader.read(arrival, message.bytes(), 0, message.bytes().length, said);
    return said;
  }

  @Test
  void shouldAgreeWithWhatAnotherParserExpects() throws IOException {
    List<Message> messages = GateioCapture.read("crypto_msg_parser_gate").messages();
    List<byte[]> pairs =
        Captures.lines(Captures.file("gateio/crypto_msg_parser_gate.expected.ndjson"));

    for (int i = 0; i < pairs.size(); i++) {
      JsonNode expected = GateioCapture.JSON.readTree(pairs.get(i)).path("expected");
      List<MarketEvent> events = read(messages.get(i)).events;
      if (events.isEmpty() && expected.path("test").asText().startsWith("l2_snapshot")) {
        events = snapshot(messages.get(i), expected);
      }
      for (JsonNode one : expected.path("asserts")) {
        if (!events.isEmpty()) {
          compare(one.path("field").asText(), one.path("value"), events);
        }
      }
    }

    assertEquals(
        "{candle=30, count=11, id=6, levels=68, quote=12, side=6, size=6, symbol=30, time=47}",
        compared.toString());
  }

  private List<MarketEvent> snapshot(Message message, JsonNode expected) {
    MarketWords.Said said = new MarketWords.Said();
    String channel = expected.path("market_type").asText().equals("Spot") ? "spot" : "futures";
    StreamId stream = new StreamId(channel + ".order_book_update", "NONE");
    reader.readSnapshot(new Arrival(stream, "", 1), 1, new String(message.bytes(), UTF_8), said);
    assertEquals(List.of(), said.refusals);
    return said.events;
  }

  /** Coins of a contract and products of price and size are anybody's to work out. */
  private void compare(String field, JsonNode value, List<MarketEvent> events) {
    MarketEvent first = events.get(0);
    MarketEvent last = events.get(events.size() - 1);
    boolean isSpot = first.origin().sizeUnit() == SizeUnit.BASE;
    String quantity = isSpot ? "quantity_base" : "quantity_contract";
    switch (field) {
      case "message.timestamp_ms",
          "orderbook.timestamp",
          "bbo_msg.timestamp",
          "candlestick_msg.timestamp" -> {
        assertEquals(value.asLong(), first.origin().venueTimeNs() / 1_000_000, field);
        count("time");
      }
      case "message.symbol", "bbo_msg.symbol", "candlestick_msg.symbol" -> {
        assertEquals(value.asText(), first.symbol());
        count("symbol");
      }
      case "trades.len()", "arr.len()" -> {
        assertEquals(value.asInt(), events.size());
        count("count");
      }
      case "trade.side", "trades[0].side" -> {
        assertEquals(value.asText().equals("Buy") ? Side.BUY : Side.SELL, ((Trade) first).side());
        count("side");
      }
      case "orderbook.seq_id" -> {
        assertEquals(
            value.isNull() ? -1 : value.asLong(),
            first instanceof BookDelta delta ? delta.lastId() : ((BookSnapshot) first).lastId());
        count("id");
      }
      case "orderbook.snapshot" -> assertEquals(value.asBoolean(), first instanceof BookSnapshot);
      case "candlestick_msg.begin_time" ->
          same(value, BigDecimal.valueOf(((Candle) first).openTimeNs(), 9), "candle");
      case "candlestick_msg.period" -> {
        assertEquals(value.asText(), ((Candle) first).interval());
        count("candle");
      }
      case "candlestick_msg.open" -> same(value, ((Candle) first).open(), "candle");
      case "candlestick_msg.high" -> same(value, ((Candle) first).high(), "candle");
      case "candlestick_msg.low" -> same(value, ((Candle) first).low(), "candle");
      case "candlestick_msg.close" -> same(value, ((Candle) first).close(), "candle");
      default -> {
        if (field.startsWith("trade") && field.endsWith(quantity)) {
          same(value, ((Trade) first).size(), "size");
        } else if (field.startsWith("bbo_msg.") && !field.endsWith("id")) {
          compareQuote(field, value, (Quote) last, quantity);
        } else if (field.startsWith("orderbook.bids") || field.startsWith("orderbook.asks")) {
          compareLevels(field, value, first, quantity);
        }
      }
    }
  }

  private void compareQuote(String field, JsonNode value, Quote quote, String quantity) {
    Level level = (field.contains("ask") ? quote.ask() : quote.bid()).orElseThrow();
    if (field.endsWith("_price")) {
      same(value, level.price(), "quote");
    } else if (field.endsWith(quantity)) {
      same(value, level.size(), "quote");
    }
  }

  private void compareLevels(String field, JsonNode value, MarketEvent event, String quantity) {
    boolean isBids = field.startsWith("orderbook.bids");
    List<Level> levels =
        event instanceof BookDelta delta
            ? (isBids ? delta.bids() : delta.asks())
            : (isBids ? ((BookSnapshot) event).bids() : ((BookSnapshot) event).asks());
    if (field.endsWith(".len()")) {
      assertEquals(value.asInt(), levels.size());
      count("levels");
      return;
    }
    int index = Integer.parseInt(field.replaceAll(".*\\[(\\d+)\\].*", "$1"));
    if (field.endsWith(".price")) {
      same(value, levels.get(index).price(), "levels");
    } else if (field.endsWith(quantity)) {
      same(value, levels.get(index).size(), "levels");
    }
  }

  private void same(JsonNode value, BigDecimal ours, String what) {
    // The other parser has doubles; ours has every digit.
    assertEquals(value.asDouble(), ours.doubleValue(), 0.0, what);
    count(what);
  }

  private void count(String what) {
    compared.merge(what, 1, Integer::sum);
  }
}
