package dev.caravan.venue.coinone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.FieldException;
import dev.caravan.market.FrameReading;
import dev.caravan.market.JsonLevels;
import dev.caravan.market.JsonPayload;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketSink;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what Coinone's frames say.
 *
 * <p>Shape: what a frame says stands in {@code data}, or {@code d} with short keys; both are read.
 * Asks come worst first; a snapshot sorts by itself. {@code is_seller_maker} true means that the
 * taker bought. Sizes count the base asset; whether the volumes of a candle are the candle's own is
 * doubtful, so it has none here.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 3 and 4. Not thread-safe.
 */
public final class CoinoneMarketReader implements MarketReader {

  private static final String CANDLES = "CHART_";

  private static final Set<String> PRICE = Set.of("price", "p");
  private static final Set<String> SIZE = Set.of("qty", "q");

  private final FrameReading reading = new FrameReading("coinone", SizeUnit.BASE);
  private final JsonPayload outer = new JsonPayload();
  private final JsonPayload payload = new JsonPayload();
  private final JsonLevels bids = new JsonLevels(PRICE, SIZE);
  private final JsonLevels asks = new JsonLevels(PRICE, SIZE);

  @Override
  public void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    String channel = arrival.stream().channel();
    switch (channel) {
      case "TRADE" -> readFrame(arrival, bytes, offset, length, this::addTrade, into);
      case "ORDERBOOK" -> readFrame(arrival, bytes, offset, length, this::addBook, into);
      case "TICKER" -> readFrame(arrival, bytes, offset, length, this::addTicker, into);
      default -> {
        if (channel.startsWith(CANDLES)) {
          String interval = channel.substring(CANDLES.length());
          readFrame(arrival, bytes, offset, length, () -> addCandle(interval), into);
        }
      }
    }
  }

  private void readFrame(
      Arrival arrival,
      byte[] bytes,
      int offset,
      int length,
      FrameReading.Maker maker,
      MarketSink into) {
    reading.read(
        arrival,
        bytes,
        offset,
        length,
        json -> {
          payload.clear();
          bids.clear();
          asks.clear();
          outer.read(
              json,
              (key, nested) -> {
                boolean isData = key.equals("data") || key.equals("d");
                if (!isData || nested.currentToken() != JsonToken.START_OBJECT) {
                  return false;
                }
                payload.read(nested, this::takeSide);
                return true;
              });
          reading.make(maker);
        },
        into);
  }

  private boolean takeSide(String key, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    switch (key) {
      case "asks", "a" -> asks.read(json);
      case "bids", "b" -> bids.read(json);
      default -> {
        return false;
      }
    }
    return true;
  }

  private String key(String key, String shortKey) {
    return payload.either(key, shortKey);
  }

  private long timeNs() throws FieldException {
    return payload.timeNs(key("timestamp", "t"));
  }

  private void addTrade() throws FieldException {
    long id = payload.id(key("id", "i"));
    String sellerIsMaker = key("is_seller_maker", "sm");
    long timeNs = timeNs();
    reading.add(
        new Trade(
            reading.origin("", timeNs),
            id,
            id,
            id,
            payload.decimal(key("price", "p")),
            payload.decimal(key("qty", "q")),
            payload.is(sellerIsMaker, "true")
                ? Side.BUY
                : payload.is(sellerIsMaker, "false") ? Side.SELL : Side.UNKNOWN,
            timeNs));
  }

  private void addBook() throws FieldException {
    reading.add(
        new BookSnapshot(
            reading.origin("", timeNs()),
            payload.idIfAny(key("id", "i")),
            bids.levels("bids"),
            asks.levels("asks")));
  }

  private void addTicker() throws FieldException {
    reading.add(
        new Ticker(
            reading.origin("", timeNs()),
            "24h",
            Optional.of(payload.decimal(key("last", "la"))),
            payload.decimalIfAny(key("first", "fi")),
            payload.decimalIfAny(key("high", "hi")),
            payload.decimalIfAny(key("low", "lo")),
            payload.decimalIfAny(key("target_volume", "tv")),
            payload.decimalIfAny(key("quote_volume", "qv")),
            payload.levelIfAny("bid_best_price", "bid_best_qty"),
            payload.levelIfAny("ask_best_price", "ask_best_qty")));
  }

  private void addCandle(String interval) throws FieldException {
    long openTimeNs = payload.timeNs(key("candle_timestamp", "ct"));
    reading.add(
        new Candle(
            reading.origin("", timeNs()),
            interval,
            openTimeNs,
            payload.decimal(key("first", "fi")),
            payload.decimal(key("high", "hi")),
            payload.decimal(key("low", "lo")),
            payload.decimal(key("last", "la")),
            Optional.empty(),
            Optional.empty(),
            Candle.UNKNOWN_COUNT,
            false));
  }

  @Override
  public void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
    byte[] bytes = body.getBytes(UTF_8);
    reading.read(
        arrival,
        bytes,
        0,
        bytes.length,
        json -> {
          bids.clear();
          asks.clear();
          payload.read(json, this::takeSide);
          reading.make(this::addBook);
        },
        into);
  }

  @Override
  public void readBackfill(Arrival arrival, String body, MarketSink into) {
    byte[] bytes = body.getBytes(UTF_8);
    reading.read(
        arrival,
        bytes,
        0,
        bytes.length,
        json ->
            outer.read(
                json,
                (key, nested) -> {
                  boolean isList = nested.currentToken() == JsonToken.START_ARRAY;
                  if (!isList || !key.equals("transactions")) {
                    return false;
                  }
                  FrameReading.readElements(
                      nested,
                      trade -> {
                        payload.read(trade, JsonPayload.Nested.NONE);
                        reading.make(this::addTrade);
                      });
                  return true;
                }),
        into);
  }
}
