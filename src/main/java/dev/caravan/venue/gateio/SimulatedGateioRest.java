package dev.caravan.venue.gateio;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Answers the public REST requests that a recorder makes: 200 in 10 s on each path.
 *
 * <p>Source: protocol sheet of 2026-11-20, section 7. Not thread-safe.
 */
final class SimulatedGateioRest {

  private static final String PREFIX = "/api/v4";
  private static final int REQUESTS = 200;
  private static final long WITHIN_MS = 10_000;
  private static final int CONTRACTS_ON_A_PAGE = 100;
  private static final int MOST_LEVELS = 100;

  private final SimulatedGateioFrames frames;
  private final Map<String, Deque<Long>> recent = new HashMap<>();

  SimulatedGateioRest(SimulatedGateioFrames frames) {
    this.frames = frames;
  }

  RestAnswer answer(String method, String uri, long timeMs) {
    QueryStringDecoder request = new QueryStringDecoder(uri);
    if (!method.equals("GET") || !request.path().startsWith(PREFIX)) {
      return error(404, "NOT_FOUND", "no such path: " + request.path());
    }
    String path = request.path().substring(PREFIX.length());
    Deque<Long> ofPath = recent.computeIfAbsent(path, unseen -> new ArrayDeque<>());
    while (!ofPath.isEmpty() && timeMs - ofPath.peekFirst() >= WITHIN_MS) {
      ofPath.removeFirst();
    }
    if (ofPath.size() >= REQUESTS) {
      return error(429, "TOO_MANY_REQUESTS", "Request Rate Limit Exceeded");
    }
    ofPath.addLast(timeMs);
    return switch (path) {
      case "/spot/time" -> RestAnswer.of(200, "{\"server_time\":" + timeMs + "}");
      case "/spot/currency_pairs" -> RestAnswer.of(200, pairs());
      case "/futures/usdt/contracts" ->
          RestAnswer.of(
              200,
              contracts(
                  number(request, "offset", 0), number(request, "limit", CONTRACTS_ON_A_PAGE)));
      case "/spot/order_book" -> book(request, true, timeMs);
      case "/futures/usdt/order_book" -> book(request, false, timeMs);
      case "/spot/trades" -> trades(request, true);
      case "/futures/usdt/trades" -> trades(request, false);
      default -> error(404, "NOT_FOUND", "no such path: " + request.path());
    };
  }

  private RestAnswer book(QueryStringDecoder request, boolean isSpot, long timeMs) {
    String symbol = text(request, isSpot ? "currency_pair" : "contract");
    int levels = Math.min(MOST_LEVELS, number(request, "limit", 10));
    return frames
        .book(isSpot, symbol, levels, timeMs)
        .map(body -> new RestAnswer(200, body, Map.of()))
        .orElseGet(() -> error(400, "INVALID_CURRENCY_PAIR", "unknown: " + symbol));
  }

  private RestAnswer trades(QueryStringDecoder request, boolean isSpot) {
    String symbol = text(request, isSpot ? "currency_pair" : "contract");
    return frames
        .trades(isSpot, symbol, Math.min(1000, number(request, "limit", 100)))
        .map(body -> new RestAnswer(200, body, Map.of()))
        .orElseGet(() -> error(400, "INVALID_CURRENCY_PAIR", "unknown: " + symbol));
  }

  private String pairs() {
    return symbols("spot.").stream()
        .map(
            symbol -> {
              int split = symbol.indexOf('_');
              return "{\"id\":\""
                  + symbol
                  + "\",\"base\":\""
                  + symbol.substring(0, Math.max(0, split))
                  + "\",\"quote\":\""
                  + symbol.substring(split + 1)
                  + "\",\"precision\":2,\"amount_precision\":4,\"trade_status\":\"tradable\"}";
            })
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String contracts(int offset, int limit) {
    return symbols("futures.").stream()
        .skip(offset)
        .limit(Math.min(limit, CONTRACTS_ON_A_PAGE))
        .map(
            symbol ->
                "{\"name\":\""
                    + symbol
                    + "\",\"quanto_multiplier\":\"0.0001\",\"order_price_round\":\"0.1\","
                    + "\"order_size_min\":1,\"in_delisting\":false,\"status\":\"trading\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<String> symbols(String prefix) {
    return frames.streams().stream()
        .map(MarketStream::id)
        .filter(stream -> stream.channel().startsWith(prefix))
        .map(StreamId::symbol)
        .distinct()
        .toList();
  }

  private static String text(QueryStringDecoder request, String key) {
    List<String> values = request.parameters().getOrDefault(key, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }

  private static int number(QueryStringDecoder request, String key, int otherwise) {
    String text = text(request, key);
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
  }

  private static RestAnswer error(int status, String label, String message) {
    return RestAnswer.of(
        status, "{\"label\":\"" + label + "\",\"message\":\"" + message.replace('"', '\'') + "\"}");
  }
}
