package dev.caravan.venue.binance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.market.SimulatedSymbol;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers the public REST requests of a Binance venue that a recorder makes. */
final class SimulatedBinanceRest {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long MS_PER_MINUTE = 60_000;

  private final SimulatedFrames frames;
  private final SimulatedRules rules;
  private final SimulatedTradeRest trades;
  private final SimulatedQuoteRest quotes;
  private long minute;
  private int usedWeight;

  SimulatedBinanceRest(SimulatedFrames frames, SimulatedRules rules) {
    this.frames = frames;
    this.rules = rules;
    this.trades = new SimulatedTradeRest(frames);
    this.quotes = new SimulatedQuoteRest(frames);
  }

  RestAnswer answer(String method, String uri, long timeMs) {
    QueryStringDecoder request = new QueryStringDecoder(uri);
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return error(405, -1, "Only GET is served");
    }
    if (!request.path().startsWith(rules.restPrefix())) {
      return error(404, -1, "No such path here: " + request.path());
    }
    String path = request.path().substring(rules.restPrefix().length());
    return switch (path) {
      case "/ping" -> weighed(timeMs, 1, ok("{}"));
      case "/time" -> weighed(timeMs, 1, ok("{\"serverTime\":" + timeMs + "}"));
      case "/exchangeInfo" ->
          weighed(timeMs, rules.instrumentsWeight(), exchangeInfo(request, timeMs));
      case "/depth" -> depth(request, timeMs);
      case "/ticker/bookTicker" ->
          weighed(timeMs, rules.quoteWeight(), quotes.bookTicker(symbol(request), timeMs));
      case "/ticker/24hr" ->
          weighed(timeMs, rules.tickerWeight(), quotes.ticker(symbol(request), timeMs));
      case "/klines" ->
          weighed(
              timeMs,
              rules.candlesWeight(),
              quotes.candles(
                  symbol(request),
                  parameter(request, "interval").orElse(""),
                  parameter(request, "limit"),
                  timeMs));
      case "/trades" ->
          weighed(timeMs, rules.tradesWeight(), trades(request, false, Optional.empty()));
      case "/historicalTrades" ->
          weighed(
              timeMs,
              rules.oldTradesWeight(),
              rules.needsKeyForOldTrades()
                  ? error(401, -2014, "API-key format invalid.")
                  : trades(request, false, parameter(request, "fromId")));
      case "/aggTrades" ->
          weighed(
              timeMs,
              rules.aggregatesWeight(),
              trades(request, true, parameter(request, "fromId")));
      default ->
          rules
              .answer(path, symbol(request), timeMs)
              .map(answer -> weighed(timeMs, 1, answer))
              .orElseGet(() -> error(404, -1, "No such path here: " + request.path()));
    };
  }

  private static String symbol(QueryStringDecoder request) {
    return parameter(request, "symbol").orElse("");
  }

  private RestAnswer trades(
      QueryStringDecoder request, boolean isAggregate, Optional<String> fromId) {
    return trades.answer(symbol(request), isAggregate, fromId, parameter(request, "limit"));
  }

  private RestAnswer depth(QueryStringDecoder request, long timeMs) {
    String symbol = symbol(request);
    if (symbol.isEmpty()) {
      return error(
          400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    }
    int limit;
    try {
      limit = parameter(request, "limit").map(Integer::parseInt).orElse(rules.defaultDepth());
    } catch (NumberFormatException e) {
      return error(400, -1100, "Illegal characters found in parameter 'limit'.");
    }
    if (!rules.isDepthLimit(limit)) {
      // A refused request costs as well.
      return weighed(timeMs, 1, rules.badDepthLimit(limit));
    }
    Optional<byte[]> body = frames.depth(symbol, limit);
    return body.map(
            bytes ->
                weighed(timeMs, rules.depthWeight(limit), new RestAnswer(200, bytes, Map.of())))
        .orElseGet(() -> noBook(symbol));
  }

  /** A symbol that is served without a book is one whose book was not recorded, or not yet. */
  private RestAnswer noBook(String symbol) {
    return frames.symbols().stream().anyMatch(known -> known.name().equals(symbol))
        ? error(503, -1000, "No book of " + symbol + " is recorded up to here.")
        : error(400, -1121, "Invalid symbol.");
  }

  private RestAnswer exchangeInfo(QueryStringDecoder request, long timeMs) {
    Optional<String> one = parameter(request, "symbol");
    Optional<String> many = parameter(request, "symbols");
    Optional<String> status = parameter(request, "symbolStatus");
    List<SimulatedSymbol> chosen =
        frames.symbols().stream()
            .filter(symbol -> one.isEmpty() || one.get().equals(symbol.name()))
            .filter(symbol -> many.isEmpty() || many.get().contains("\"" + symbol.name() + "\""))
            .filter(symbol -> status.isEmpty() || status.get().equals("TRADING"))
            .toList();
    if (chosen.isEmpty() && (one.isPresent() || many.isPresent())) {
      return error(400, -1121, "Invalid symbol.");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("timezone", "UTC");
      json.writeNumberField("serverTime", timeMs);
      json.writeArrayFieldStart("rateLimits");
      writeRateLimit(json, "REQUEST_WEIGHT", 1, rules.weightPerMinute());
      if (rules.requestsPerFiveMinutes() > 0) {
        writeRateLimit(json, "RAW_REQUESTS", 5, rules.requestsPerFiveMinutes());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("exchangeFilters");
      json.writeEndArray();
      json.writeArrayFieldStart("symbols");
      for (SimulatedSymbol symbol : chosen) {
        writeSymbol(json, symbol);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RestAnswer(200, body.toByteArray(), Map.of());
  }

  private static void writeRateLimit(JsonGenerator json, String type, int minutes, int limit)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("rateLimitType", type);
    json.writeStringField("interval", "MINUTE");
    json.writeNumberField("intervalNum", minutes);
    json.writeNumberField("limit", limit);
    json.writeEndObject();
  }

  private void writeSymbol(JsonGenerator json, SimulatedSymbol symbol) throws IOException {
    json.writeStartObject();
    json.writeStringField("symbol", symbol.name());
    json.writeStringField("status", "TRADING");
    if (frames.knowsInstruments()) {
      json.writeStringField("baseAsset", symbol.base());
      json.writeStringField("quoteAsset", symbol.quote());
      rules.writeInstrument(symbol, json);
    }
    json.writeArrayFieldStart("filters");
    if (frames.knowsInstruments()) {
      writeFilters(json, symbol);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeFilters(JsonGenerator json, SimulatedSymbol symbol) throws IOException {
    json.writeStartObject();
    json.writeStringField("filterType", "PRICE_FILTER");
    json.writeStringField("minPrice", decimal(symbol.tick()));
    json.writeStringField("maxPrice", "1000000.00000000");
    json.writeStringField("tickSize", decimal(symbol.tick()));
    json.writeEndObject();
    json.writeStartObject();
    json.writeStringField("filterType", "LOT_SIZE");
    json.writeStringField("minQty", decimal(symbol.step()));
    json.writeStringField("maxQty", "90000000.00000000");
    json.writeStringField("stepSize", decimal(symbol.step()));
    json.writeEndObject();
    json.writeStartObject();
    rules.writeNotional(json);
    json.writeEndObject();
  }

  private static String decimal(long hundredMillionths) {
    return BigDecimal.valueOf(hundredMillionths, 8).toPlainString();
  }

  /** Counts the weight of an answer, and gives another in its place where it was too much. */
  private RestAnswer weighed(long timeMs, int weight, RestAnswer answer) {
    if (timeMs / MS_PER_MINUTE != minute) {
      minute = timeMs / MS_PER_MINUTE;
      usedWeight = 0;
    }
    usedWeight += weight;
    long leftMs = MS_PER_MINUTE - timeMs % MS_PER_MINUTE;
    RestAnswer given =
        usedWeight <= rules.weightPerMinute() ? answer : tooMany(429, leftMs / 1000 + 1, timeMs);
    return given.with("X-MBX-USED-WEIGHT-1M", Integer.toString(usedWeight));
  }

  /** The answer to a request above the limit, or of a banned address. */
  RestAnswer tooMany(int status, long retryAfterSeconds, long timeMs) {
    String message =
        status == 418
            ? "Way too many requests; IP banned until " + (timeMs + retryAfterSeconds * 1000) + "."
            : "Too many requests; current limit is "
                + rules.weightPerMinute()
                + " request weight per 1 MINUTE.";
    return error(status, -1003, message).with("Retry-After", Long.toString(retryAfterSeconds));
  }

  private static Optional<String> parameter(QueryStringDecoder request, String name) {
    return request.parameters().getOrDefault(name, List.of()).stream().findFirst();
  }

  private static RestAnswer ok(String json) {
    return RestAnswer.of(200, json);
  }

  static RestAnswer error(int status, int code, String message) {
    return RestAnswer.of(status, "{\"code\":" + code + ",\"msg\":\"" + message + "\"}");
  }
}
