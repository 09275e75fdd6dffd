package dev.caravan.venue.okx;

import dev.caravan.simulator.RestAnswer;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Answers the public REST requests of OKX that a recorder makes, each path within its own limit.
 *
 * <p>Source: protocol sheet of 2026-11-20, section 6.
 */
final class SimulatedOkxRest {

  private static final String PREFIX = "/api/v5";
  private static final long WINDOW_MS = 2_000;

  /** Requests in 2 s; of any other path 10. */
  private static final Map<String, Integer> LIMITS =
      Map.of(
          "/public/time", 10,
          "/public/instruments", 20,
          "/market/books", 40,
          "/market/trades", 100,
          "/market/history-trades", 20,
          "/market/candles", 40,
          "/market/ticker", 20);

  private final SimulatedOkxSource source;
  private final Map<String, Deque<Long>> askedMs = new HashMap<>();

  SimulatedOkxRest(SimulatedOkxSource source) {
    this.source = source;
  }

  RestAnswer answer(String method, String uri, long timeMs) {
    QueryStringDecoder request = new QueryStringDecoder(uri);
    if (!method.equals("GET") || !request.path().startsWith(PREFIX + "/")) {
      return error(404, "404", "Not Found");
    }
    String path = request.path().substring(PREFIX.length());
    if (isTooOften(path, timeMs)) {
      return tooMany(429);
    }
    String instrument = parameter(request, "instId").orElse("");
    return switch (path) {
      case "/public/time" -> data("{\"ts\":\"" + timeMs + "\"}");
      case "/public/instruments" -> instruments(request);
      case "/market/books" ->
          source
              .bookOf(instrument)
              .map(
                  book ->
                      data(
                          "{"
                              + book.best(number(request, "sz", 1, 400))
                              + ",\"seqId\":"
                              + book.seqId()
                              + "}"))
              .orElseGet(SimulatedOkxRest::noInstrument);
      case "/market/trades" ->
          trades(instrument, Long.MAX_VALUE, number(request, "limit", 100, 500));
      case "/market/history-trades" ->
          trades(
              instrument,
              parameter(request, "after").map(Long::parseLong).orElse(Long.MAX_VALUE),
              number(request, "limit", 100, 100));
      case "/market/ticker" -> latest("tickers", instrument);
      case "/market/candles" ->
          latest("candle" + parameter(request, "bar").orElse("1m"), instrument);
      case "/public/mark-price", "/public/funding-rate", "/public/open-interest" ->
          latest(path.substring("/public/".length()), instrument);
      default -> error(404, "404", "Not Found");
    };
  }

  private RestAnswer latest(String channel, String instrument) {
    return source.isListed(instrument)
        ? data(source.latest(channel, instrument).orElse(""))
        : noInstrument();
  }

  private boolean isTooOften(String path, long timeMs) {
    Deque<Long> times = askedMs.computeIfAbsent(path, unseen -> new ArrayDeque<>());
    while (!times.isEmpty() && times.getFirst() <= timeMs - WINDOW_MS) {
      times.removeFirst();
    }
    times.addLast(timeMs);
    return times.size() > LIMITS.getOrDefault(path, 10);
  }

  /** Options are listed by family only. */
  private RestAnswer instruments(QueryStringDecoder request) {
    String type = parameter(request, "instType").orElse("");
    String family = parameter(request, "instFamily").orElse("");
    if (!SimulatedOkxArg.TYPES.contains(type) || (type.equals("OPTION") && family.isEmpty())) {
      return error(400, "51000", "Parameter instType or instFamily error");
    }
    List<String> listed =
        source.streams().stream()
            .map(stream -> stream.id().symbol())
            .distinct()
            .filter(name -> name.indexOf('-') > 0 && source.isListed(name))
            .filter(name -> SimulatedOkxArg.typeOf(name).equals(type))
            .filter(name -> family.isEmpty() || name.startsWith(family + "-"))
            .toList();
    // A list without anything would be a broken answer.
    List<String> names =
        listed.isEmpty() && family.isEmpty() ? List.of("NONE-USDT-" + type) : listed;
    return data(
        names.stream()
            .map(
                name ->
                    "{\"instType\":\""
                        + type
                        + "\",\"instId\":\""
                        + name
                        + "\",\"baseCcy\":\""
                        + name.replaceFirst("-.*", "")
                        + "\",\"quoteCcy\":\"USDT\",\"tickSz\":\"0.1\",\"lotSz\":\"0.1\",\"state\":\""
                        + (listed.isEmpty() ? "suspend" : "live")
                        + "\"}")
            .collect(Collectors.joining(",")));
  }

  private RestAnswer trades(String instrument, long before, int limit) {
    if (!source.isListed(instrument)) {
      return noInstrument();
    }
    return data(
        source.trades(instrument).stream()
            .filter(trade -> trade.id() < before)
            .limit(limit)
            .map(trade -> "{" + trade.fields() + "}")
            .collect(Collectors.joining(",")));
  }

  private static Optional<String> parameter(QueryStringDecoder request, String name) {
    return request.parameters().getOrDefault(name, List.of()).stream().findFirst();
  }

  private static int number(QueryStringDecoder request, String name, int unsaid, int most) {
    return parameter(request, name)
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Math.min(most, Integer.parseInt(text)))
        .orElse(unsaid);
  }

  private static RestAnswer data(String elements) {
    return RestAnswer.of(200, "{\"code\":\"0\",\"msg\":\"\",\"data\":[" + elements + "]}");
  }

  static RestAnswer tooMany(int status) {
    return error(status, "50011", "Too Many Requests");
  }

  private static RestAnswer noInstrument() {
    return error(400, "51001", "Instrument ID does not exist");
  }

  private static RestAnswer error(int status, String code, String message) {
    return RestAnswer.of(
        status, "{\"code\":\"" + code + "\",\"msg\":\"" + message + "\",\"data\":[]}");
  }
}
