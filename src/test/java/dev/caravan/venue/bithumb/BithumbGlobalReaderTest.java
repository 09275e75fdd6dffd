package dev.caravan.venue.bithumb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Level;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Trade;
import dev.caravan.testing.Captures;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BithumbGlobalReaderTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LEVEL =
      Pattern.compile("orderbook\\.(asks|bids)\\[(\\d)]\\.(price|quantity_base|quantity_quote)");
  private static final String NAME =
      "bithumb/crypto_msg_parser_bithumb_GLOBAL_different_venue.expected.ndjson";

  /** What another project's own tests state of these messages holds for what is read here. */
  @Test
  void shouldSayWhatAnotherProjectReads() throws Exception {
    int checked = 0;
    for (byte[] line : Captures.lines(Captures.file(NAME))) {
      JsonNode pair = JSON.readTree(line);
      byte[] frame = JSON.writeValueAsBytes(pair.path("raw"));
      MarketWords.Said said = read(frame);
      assertEquals(List.of(), said.refusals);
      for (JsonNode stated : pair.path("expected").path("asserts")) {
        String field = stated.path("field").asText();
        String value = stated.path("value").asText();
        String found = found(said.events, field);
        if (stated.path("value").isNumber()) {
          BigDecimal difference = new BigDecimal(value).subtract(new BigDecimal(found)).abs();
          String most = stated.path("approx").asBoolean() ? "0.000001" : "0";
          assertEquals(true, difference.compareTo(new BigDecimal(most)) <= 0, () -> field + found);
        } else {
          assertEquals(value.toUpperCase(Locale.ROOT), found.toUpperCase(Locale.ROOT), field);
        }
        checked++;
      }
    }
    assertEquals(38, checked);
  }

  private static MarketWords.Said read(byte[] frame) {
    Recognition recognition = new Recognition();
    new BithumbMapping().recognise(frame, 0, frame.length, recognition);
    MarketWords.Said said = new MarketWords.Said();
    BithumbMarketReader reader = new BithumbMarketReader();
    if (recognition.kind() == Recognition.Kind.DATA) {
      reader.read(new Arrival(recognition.stream(), "one", 1), frame, 0, frame.length, said);
    } else {
      StreamId books = new StreamId("ORDERBOOK", "BTC-USDT");
      reader.readSnapshot(new Arrival(books, "", 1), 1, new String(frame, UTF_8), said);
    }
    return said;
  }

  private static String found(List<MarketEvent> events, String field) {
    MarketEvent first = events.get(0);
    Matcher level = LEVEL.matcher(field);
    if (level.matches()) {
      List<Level> side = side(first, level.group(1));
      Level found = side.get(Integer.parseInt(level.group(2)));
      return switch (level.group(3)) {
        case "price" -> found.price().toPlainString();
        case "quantity_base" -> found.size().toPlainString();
        default -> found.price().multiply(found.size()).toPlainString();
      };
    }
    return switch (field) {
      case "trades.len()" -> Integer.toString(events.size());
      case "trade.side" -> ((Trade) first).side().name();
      case "trade.trade_id" -> Long.toString(((Trade) first).id());
      case "trade.quantity_base" -> ((Trade) first).size().toPlainString();
      case "message.timestamp_ms", "orderbook.timestamp" ->
          Long.toString(first.origin().venueTimeNs() / 1_000_000);
      case "message.symbol" -> first.symbol();
      case "orderbook.seq_id" ->
          Long.toString(
              first instanceof BookDelta delta ? delta.lastId() : ((BookSnapshot) first).lastId());
      case "orderbook.snapshot" -> Boolean.toString(first instanceof BookSnapshot);
      case "orderbook.asks.len()" -> Integer.toString(side(first, "asks").size());
      case "orderbook.bids.len()" -> Integer.toString(side(first, "bids").size());
      default -> throw new IllegalArgumentException(field);
    };
  }

  private static List<Level> side(MarketEvent event, String side) {
    boolean isAsks = side.equals("asks");
    return event instanceof BookDelta delta
        ? isAsks ? delta.asks() : delta.bids()
        : isAsks ? ((BookSnapshot) event).asks() : ((BookSnapshot) event).bids();
  }
}
