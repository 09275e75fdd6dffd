package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.TradeSpan;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the public REST that Binance's venues have in common; paths and weights are each venue's
 * own.
 *
 * <p>Source: protocol sheets of 2026-11-20, section 6 of spot and 7 of the futures.
 */
public abstract class BinanceRest implements RestDialect {

  /** The most trades that one answer holds. */
  protected static final int MOST_TRADES = 1000;

  private static final Pattern PARTIAL = Pattern.compile("depth(5|10|20)(@.*)?");
  private static final int CANDLES = 20;
  private static final JsonFactory JSON = new JsonFactory();

  private final String prefix;

  /** Takes the first part of all paths: {@code /api/v3}. */
  protected BinanceRest(String prefix) {
    this.prefix = prefix;
  }

  /** A request for a path behind the prefix. */
  protected final RestRequest request(String path, int weight) {
    return new RestRequest(prefix + path, weight);
  }

  /** A request for trades of a stream from an id on. */
  protected final RestRequest trades(
      String path, StreamId stream, long firstId, int count, int weight) {
    return request(
        path
            + "?symbol="
            + encoded(stream)
            + "&fromId="
            + firstId
            + "&limit="
            + Math.max(1, Math.min(count, MOST_TRADES)),
        weight);
  }

  @Override
  public Optional<String> usedWeightHeader() {
    return Optional.of("X-MBX-USED-WEIGHT-1M");
  }

  @Override
  public final List<Instrument> readInstruments(byte[] body) throws IOException {
    List<Instrument> instruments = new ArrayList<>();
    boolean isListed = false;
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isSymbols = json.currentName().equals("symbols");
        JsonToken value = json.nextToken();
        if (!isSymbols) {
          json.skipChildren();
          continue;
        }
        isListed = true;
        expect(json, value, JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
          instruments.add(readInstrument(json));
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
      }
      expect(json, json.currentToken(), JsonToken.END_OBJECT);
    }
    if (!isListed) {
      throw new IOException("no list of symbols in the answer");
    }
    return instruments;
  }

  private static Instrument readInstrument(JsonParser json) throws IOException {
    String symbol = "";
    String base = "";
    String quote = "";
    String status = "";
    boolean isSpot = true;
    Optional<BigDecimal> tickSize = Optional.empty();
    Optional<BigDecimal> stepSize = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "symbol" -> symbol = json.getText();
        case "baseAsset" -> base = json.getText();
        case "quoteAsset" -> quote = json.getText();
        case "status" -> status = json.getText();
        case "isSpotTradingAllowed" -> isSpot = value != JsonToken.VALUE_FALSE;
        case "filters" -> {
          expect(json, value, JsonToken.START_ARRAY);
          while (json.nextToken() == JsonToken.START_OBJECT) {
            Filter filter = readFilter(json);
            if (filter.type.equals("PRICE_FILTER")) {
              tickSize = filter.size;
            } else if (filter.type.equals("LOT_SIZE")) {
              stepSize = filter.size;
            }
          }
        }
        default -> json.skipChildren();
      }
    }
    if (symbol.isBlank()) {
      throw new IOException("a listed symbol has no name");
    }
    boolean isTrading = isSpot && status.equals("TRADING");
    return new Instrument(symbol, base, quote, status, isTrading, tickSize, stepSize);
  }

  private record Filter(String type, Optional<BigDecimal> size) {}

  private static Filter readFilter(JsonParser json) throws IOException {
    String type = "";
    Optional<BigDecimal> size = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "filterType" -> type = json.getText();
        case "tickSize", "stepSize" -> size = Optional.of(decimal(json.getText()));
        default -> json.skipChildren();
      }
    }
    return new Filter(type, size);
  }

  private static BigDecimal decimal(String text) throws IOException {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IOException("not a decimal: " + text, e);
    }
  }

  @Override
  public RestRequest time() {
    return request("/time", 1);
  }

  @Override
  public long readTimeMs(byte[] body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isTime = json.currentName().equals("serverTime");
        JsonToken value = json.nextToken();
        if (isTime) {
          expect(json, value, JsonToken.VALUE_NUMBER_INT);
          return json.getLongValue();
        }
        json.skipChildren();
      }
    }
    throw new IOException("no serverTime in the answer");
  }

  /** How the venue's deltas continue a book that holds ids up to this one. */
  protected abstract SnapshotBridge bridge(long lastUpdateId);

  @Override
  public final SnapshotBridge readSnapshot(byte[] body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      return bridge(readId(json, "lastUpdateId"));
    }
  }

  @Override
  public final List<TradeSpan> readTrades(StreamId stream, byte[] body) throws IOException {
    String key = stream.channel().equals("aggTrade") ? "a" : "id";
    List<TradeSpan> trades = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        int from = (int) json.currentTokenLocation().getByteOffset();
        long id = readId(json, key);
        int to = (int) json.currentLocation().getByteOffset();
        trades.add(new TradeSpan(id, from, to - from));
      }
      expect(json, json.currentToken(), JsonToken.END_ARRAY);
    }
    return trades;
  }

  /** Reads an object to its end and gives the id under this key. */
  private static long readId(JsonParser json, String key) throws IOException {
    long id = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isId = json.currentName().equals(key);
      JsonToken value = json.nextToken();
      if (isId) {
        expect(json, value, JsonToken.VALUE_NUMBER_INT);
        id = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    if (id < 0) {
      throw new IOException("no " + key + " in the answer");
    }
    return id;
  }

  /** A request about the stream's symbol: {@code /depth?symbol=BTCUSDT} and more. */
  protected final RestRequest ofSymbol(String path, StreamId stream, String more, int weight) {
    return request(path + "?symbol=" + encoded(stream) + more, weight);
  }

  /** Candles of a channel like {@code kline_1m}: the last few, so that none is missed between. */
  protected final Optional<RestRequest> candles(StreamId stream, int weight) {
    String interval = stream.channel().substring("kline_".length());
    return interval.matches("[1-9]\\d?[smhdwM]")
        ? Optional.of(
            ofSymbol("/klines", stream, "&interval=" + interval + "&limit=" + CANDLES, weight))
        : Optional.empty();
  }

  /** Levels of a partial book's channel: 20 of {@code depth20@100ms}; empty for another. */
  protected static Optional<Integer> levels(String channel) {
    return PARTIAL.matcher(channel).matches()
        ? Optional.of(Integer.parseInt(channel.replaceAll("^depth(\\d+).*", "$1")))
        : Optional.empty();
  }

  /** The symbol as a value of a query. */
  protected static String encoded(StreamId stream) {
    return URLEncoder.encode(stream.symbol().toUpperCase(Locale.ROOT), UTF_8);
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw new IOException(
          "expected " + wanted + " at byte " + json.currentLocation().getByteOffset());
    }
  }
}
