package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.ContractSize;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.TradeSpan;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the public REST of OKX v5.
 *
 * <p>Shape: every answer is {@code {"code":"0","msg":"","data":[…]}}; another code is an error,
 * whatever the HTTP status. Each path has a limit of its own, between 10 and 100 requests in 2 s; a
 * weight is what a request costs of one common minute, so that no path comes near half of its own.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 6 and 10.
 */
public final class OkxRest implements RestDialect {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int WEIGHT_PER_MINUTE = 240;
  private static final int MOST_TRADES = 100;

  /** Of paths that allow 10 in 2 s, 20, and 40 or more. */
  private static final int RARE = 8;

  private static final int MIDDLE = 4;
  private static final int OFTEN = 2;

  private static final RestRequest FUTURES = ofType("FUTURES");

  /** The venue has no list of the families. */
  private static final List<RestRequest> OPTIONS =
      List.of(ofType("OPTION&instFamily=BTC-USD"), ofType("OPTION&instFamily=ETH-USD"));

  @Override
  public String venue() {
    return "okx";
  }

  @Override
  public URI defaultRestUrl() {
    return URI.create("https://openapi.okx.com");
  }

  @Override
  public int weightPerMinute() {
    return WEIGHT_PER_MINUTE;
  }

  /** Spot; what else is listed is asked for by type. */
  @Override
  public RestRequest instruments() {
    return instrumentLists().get(0);
  }

  @Override
  public List<RestRequest> instrumentLists() {
    return List.of(ofType("SPOT"), ofType("SWAP"), FUTURES);
  }

  /** Options come behind the futures, family by family; a family without any is none. */
  @Override
  public Optional<RestRequest> furtherInstruments(RestRequest asked, List<Instrument> read) {
    int last = asked.equals(FUTURES) ? -1 : OPTIONS.indexOf(asked);
    boolean isOfThese = last >= 0 || asked.equals(FUTURES);
    return isOfThese && last + 1 < OPTIONS.size()
        ? Optional.of(OPTIONS.get(last + 1))
        : Optional.empty();
  }

  private static RestRequest ofType(String type) {
    return new RestRequest("/api/v5/public/instruments?instType=" + type, MIDDLE);
  }

  @Override
  public List<Instrument> readInstruments(byte[] body) throws IOException {
    List<Instrument> instruments = new ArrayList<>();
    readData(
        body,
        json -> {
          Map<String, String> said = texts(json);
          String symbol = said.getOrDefault("instId", "");
          if (symbol.isBlank()) {
            throw new IOException("a listed instrument has no name");
          }
          String state = said.getOrDefault("state", "");
          instruments.add(
              new Instrument(
                  symbol,
                  currency(said, "baseCcy", symbol, 0),
                  currency(said, "quoteCcy", symbol, 1),
                  state,
                  state.equals("live"),
                  decimal(said.getOrDefault("tickSz", "")),
                  decimal(said.getOrDefault("lotSz", "")),
                  "",
                  contract(said)));
        });
    return instruments;
  }

  /** Only spot says it; all names begin with both: {@code BTC-USD_UM-SWAP}. */
  private static String currency(Map<String, String> said, String key, String symbol, int place) {
    String value = said.getOrDefault(key, "");
    String[] parts = symbol.split("-", -1);
    return value.isEmpty() && place < parts.length ? parts[place].replaceFirst("_.*", "") : value;
  }

  private static Optional<ContractSize> contract(Map<String, String> said) throws IOException {
    BigDecimal multiplier = decimal(said.getOrDefault("ctMult", "")).orElse(BigDecimal.ONE);
    return decimal(said.getOrDefault("ctVal", ""))
        .map(multiplier::multiply)
        .filter(amount -> amount.signum() > 0)
        .map(amount -> new ContractSize(amount, said.getOrDefault("ctValCcy", "")));
  }

  private static Optional<BigDecimal> decimal(String text) throws IOException {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw new IOException("not a decimal: " + text, e);
    }
  }

  @Override
  public RestRequest time() {
    return new RestRequest("/api/v5/public/time", RARE);
  }

  @Override
  public long readTimeMs(byte[] body) throws IOException {
    return readNumber(body, "ts");
  }

  /** None: the stream brings its book when it is asked for. */
  @Override
  public Optional<RestRequest> snapshot(StreamId stream) {
    return Optional.empty();
  }

  /** Trades one by one, older than an id, newest first; kept for three months. */
  @Override
  public Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    int limit = Math.max(1, Math.min(count, MOST_TRADES));
    return switch (OkxChannels.kind(stream.channel())) {
      case TRADES, TRADES_ALL ->
          Optional.of(
              ofInstrument(
                  "/market/history-trades",
                  stream,
                  "&type=1&after=" + (firstId + limit) + "&limit=" + limit,
                  MIDDLE));
      default -> Optional.empty();
    };
  }

  @Override
  public List<TradeSpan> readTrades(StreamId stream, byte[] body) throws IOException {
    List<TradeSpan> trades = new ArrayList<>();
    readData(
        body,
        json -> {
          int from = (int) json.currentTokenLocation().getByteOffset();
          long id = number(texts(json), "tradeId");
          trades.add(new TradeSpan(id, from, (int) json.currentLocation().getByteOffset() - from));
        });
    Collections.reverse(trades);
    return trades;
  }

  @Override
  public Optional<RestRequest> backup(StreamId stream) {
    String channel = stream.channel();
    return switch (OkxChannels.kind(channel)) {
      case BOOK -> Optional.of(ofInstrument("/market/books", stream, "&sz=400", OFTEN));
      case BEST_LEVELS -> Optional.of(ofInstrument("/market/books", stream, "&sz=5", OFTEN));
      case QUOTE -> Optional.of(ofInstrument("/market/books", stream, "&sz=1", OFTEN));
      case TRADES, TRADES_ALL ->
          Optional.of(ofInstrument("/market/trades", stream, "&limit=500", OFTEN));
      case CANDLES ->
          Optional.of(
              ofInstrument(
                  "/market/candles",
                  stream,
                  "&bar=" + encoded(channel.substring("candle".length())) + "&limit=20",
                  OFTEN));
      case TICKER -> Optional.of(ofInstrument("/market/ticker", stream, "", MIDDLE));
      case FUNDING -> Optional.of(ofInstrument("/public/funding-rate", stream, "", RARE));
      case MARK_PRICE, OPEN_INTEREST ->
          stream.symbol().endsWith("-SWAP")
              ? Optional.of(ofInstrument("/public/" + channel, stream, "&instType=SWAP", RARE))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static RestRequest ofInstrument(String path, StreamId stream, String more, int weight) {
    return new RestRequest("/api/v5" + path + "?instId=" + encoded(stream.symbol()) + more, weight);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** Takes each element of {@code data}, an object that the parser has just entered. */
  @FunctionalInterface
  private interface Element {
    void read(JsonParser json) throws IOException;
  }

  private static void readData(byte[] body, Element each) throws IOException {
    boolean hasData = false;
    String code = "";
    try (JsonParser json = JSON.createParser(body)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("data") && value == JsonToken.START_ARRAY) {
          hasData = true;
          while (json.nextToken() == JsonToken.START_OBJECT) {
            each.read(json);
          }
          expect(json, json.currentToken(), JsonToken.END_ARRAY);
        } else if (field.equals("code")) {
          code = json.getText();
        } else {
          json.skipChildren();
        }
      }
      expect(json, json.currentToken(), JsonToken.END_OBJECT);
    }
    if (!hasData || !code.equals("0")) {
      throw new IOException("no answer but code=" + code);
    }
  }

  /** The plain values of an object, which is read to its end. */
  private static Map<String, String> texts(JsonParser json) throws IOException {
    Map<String, String> said = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken().isScalarValue()) {
        said.put(field, json.getText());
      } else {
        json.skipChildren();
      }
    }
    expect(json, json.currentToken(), JsonToken.END_OBJECT);
    return said;
  }

  private static long readNumber(byte[] body, String key) throws IOException {
    long[] found = {-1};
    readData(body, json -> found[0] = number(texts(json), key));
    if (found[0] < 0) {
      throw new IOException("no " + key + " in the answer");
    }
    return found[0];
  }

  private static long number(Map<String, String> said, String key) throws IOException {
    String text = said.getOrDefault(key, "");
    if (!text.matches("\\d{1,18}")) {
      throw new IOException("no " + key + " in the answer");
    }
    return Long.parseLong(text);
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted)
      throws IOException {
    if (found != wanted) {
      throw new IOException(
          "expected " + wanted + " at byte " + json.currentLocation().getByteOffset());
    }
  }
}
