package dev.caravan.venue.bithumb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.FieldException;
import dev.caravan.market.FrameReading;
import dev.caravan.market.JsonLevels;
import dev.caravan.market.JsonPayload;
import dev.caravan.market.MarketSink;
import dev.caravan.market.Origin;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads recordings of the former Bithumb Global.
 *
 * <p>Shape: {@code {"code":"00007","topic":"TRADE","timestamp":ms,"data":{…}}}; {@code data} may be
 * an array; a book is whole where the code is 00006, or over REST. {@code timestamp} may stand
 * behind {@code data}, so that what is in it waits for the end. A trade tells its time in seconds.
 *
 * <p>Source: recordings of 2021 and 2022. Not thread-safe.
 */
final class BithumbGlobalReader {

  private static final Set<String> TOPICS = Set.of("TRADE", "ORDERBOOK", "TICKER");
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final FrameReading reading = new FrameReading("bithumb", SizeUnit.BASE);
  private final JsonPayload outer = new JsonPayload();
  private final JsonLevels bids = new JsonLevels();
  private final JsonLevels asks = new JsonLevels();
  private final List<JsonPayload> said = new ArrayList<>();

  static boolean isOf(String channel) {
    return TOPICS.contains(channel);
  }

  void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    String topic = arrival.stream().channel();
    reading.read(arrival, bytes, offset, length, json -> readFrame(topic, json), into);
  }

  void readSnapshot(Arrival arrival, String body, MarketSink into) {
    byte[] bytes = body.getBytes(UTF_8);
    reading.read(arrival, bytes, 0, bytes.length, json -> readFrame("", json), into);
  }

  private void readFrame(String topic, JsonParser json) throws IOException {
    said.clear();
    bids.clear();
    asks.clear();
    outer.read(json, this::takeData);
    for (JsonPayload one : said) {
      switch (topic) {
        case "TRADE" -> reading.make(() -> addTrade(one));
        case "TICKER" -> reading.make(() -> addTicker(one));
        default -> reading.make(() -> addBook(one, topic.isEmpty() || outer.is("code", "00006")));
      }
    }
  }

  private boolean takeData(String key, JsonParser json) throws IOException {
    if (!key.equals("data")) {
      return false;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      FrameReading.readElements(json, this::readOne);
    } else {
      readOne(json);
    }
    return true;
  }

  private void readOne(JsonParser json) throws IOException {
    JsonPayload one = new JsonPayload();
    one.read(
        json,
        (key, nested) -> {
          boolean isSide = nested.currentToken() == JsonToken.START_ARRAY;
          if (isSide && key.equals("b")) {
            bids.read(nested);
          } else if (isSide && key.equals("s")) {
            asks.read(nested);
          } else {
            return false;
          }
          return true;
        });
    said.add(one);
  }

  private Origin origin(JsonPayload one) throws FieldException {
    return reading.origin(one.text("symbol"), outer.timeNs("timestamp"));
  }

  private void addTrade(JsonPayload one) throws FieldException {
    long id = one.id("ver");
    long seconds = one.idIfAny("t");
    reading.add(
        new Trade(
            origin(one),
            id,
            id,
            id,
            one.decimal("p"),
            one.decimal("v"),
            one.is("s", "buy") ? Side.BUY : one.is("s", "sell") ? Side.SELL : Side.UNKNOWN,
            seconds < 0 || seconds > Integer.MAX_VALUE ? Origin.NO_TIME : seconds * NS_PER_SECOND));
  }

  private void addBook(JsonPayload one, boolean isWhole) throws FieldException {
    long id = one.id("ver");
    reading.add(
        isWhole
            ? new BookSnapshot(origin(one), id, bids.levels("b"), asks.levels("s"))
            : new BookDelta(origin(one), id, id, bids.levels("b"), asks.levels("s")));
  }

  private void addTicker(JsonPayload one) throws FieldException {
    reading.add(
        new Ticker(
            origin(one),
            "24h",
            Optional.of(one.decimal("c")),
            Optional.empty(),
            one.decimalIfAny("h"),
            one.decimalIfAny("l"),
            one.decimalIfAny("v"),
            one.decimalIfAny("vol"),
            Optional.empty(),
            Optional.empty()));
  }
}
