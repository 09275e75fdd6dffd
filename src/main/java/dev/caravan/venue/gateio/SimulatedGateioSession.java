package dev.caravan.venue.gateio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Speaks Gate's control messages with one client of one market.
 *
 * <p>A request is taken as a whole or not at all. The depth of the second version acknowledges what
 * does not exist and stays silent, and begins with a book: before the acknowledgement on spot,
 * behind it on futures. Asking twice for it on one connection is an error.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 2, 3 and 6. Not thread-safe.
 */
final class SimulatedGateioSession implements SimulatedSession {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> CHANNELS =
      Set.of(
          "trades",
          "tickers",
          "candlesticks",
          "book_ticker",
          "order_book_update",
          "order_book",
          "obu");
  private static final Set<String> CHANNELS_OF_FUTURES =
      Set.of("public_liquidates", "contract_stats", "contract_info");
  private static final Set<String> LEVELS = Set.of("1", "5", "10", "20", "30", "50", "100");
  private static final Set<String> LEVELS_OF_DELTAS = Set.of("20", "50", "100");

  /** Of candles; those that only spot documents are taken by both. */
  static final Set<String> INTERVALS =
      Set.of(
          "10s", "30s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d",
          "7d", "30d");

  /** Measured: so long a connection without a subscription stayed, if its client said nothing. */
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(30_500);

  private static final int GOING_AWAY = 1001;

  /** What third parties quote; more is the end of the connection here. */
  private static final int REQUESTS_PER_SECOND = 50;

  private static final int POLICY_VIOLATION = 1008;
  private static final int INVALID_BODY = 1;
  private static final int INVALID_ARGUMENT = 2;

  private final SimulatedClient client;
  private final SimulatedGateioFrames frames;
  private final String market;
  private final LongSupplier timeMs;
  private final Set<String> symbols;
  private final Deque<Long> recent = new ArrayDeque<>();
  private long saidAtNs = Long.MIN_VALUE;

  SimulatedGateioSession(
      SimulatedClient client, SimulatedGateioFrames frames, String market, LongSupplier timeMs) {
    this.client = client;
    this.frames = frames;
    this.market = market;
    this.timeMs = timeMs;
    this.symbols = new HashSet<>();
    frames.streams().stream()
        .map(stream -> stream.id())
        .filter(id -> id.channel().startsWith(market + "."))
        .forEach(id -> symbols.add(id.symbol()));
  }

  /** Says nothing before the first request. */
  @Override
  public void open() {}

  @Override
  public boolean admit(long nowNs) {
    saidAtNs = nowNs;
    while (!recent.isEmpty() && nowNs - recent.peekFirst() >= TimeUnit.SECONDS.toNanos(1)) {
      recent.removeFirst();
    }
    recent.addLast(nowNs);
    if (recent.size() <= REQUESTS_PER_SECOND) {
      return true;
    }
    client.close(POLICY_VIOLATION, "too many requests");
    return false;
  }

  /** The venue says no Close then. */
  @Override
  public void onTick(long nowNs) {
    saidAtNs = saidAtNs == Long.MIN_VALUE ? nowNs : saidAtNs;
    if (nowNs - saidAtNs > IDLE_NS && client.subscriptions().isEmpty()) {
      client.close(GOING_AWAY, "nothing was subscribed");
    }
  }

  @Override
  public void announceShutdown(long nowMs) {
    client.answer(
        "{\"time\":"
            + nowMs / 1000
            + ",\"channel\":\""
            + market
            + ".system\",\"event\":\"update\",\"result\":{\"type\":\"upgrade\",\"msg\":"
            + "\"The connection will soon be closed for a service upgrade. Please reconnect.\"}}");
  }

  @Override
  public void onText(String text) {
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      request = JSON.nullNode();
    }
    if (request == null || !request.isObject() || !request.path("time").isIntegralNumber()) {
      fail(JSON.createObjectNode(), INVALID_BODY, "request message need json scheme");
      return;
    }
    String channel = request.path("channel").asText("");
    if (channel.equals(market + ".ping")) {
      pong();
      return;
    }
    if (!isKnown(channel)) {
      fail(request, INVALID_ARGUMENT, "Unknown channel " + channel);
      return;
    }
    List<String> payload = new ArrayList<>();
    request.path("payload").forEach(entry -> payload.add(entry.asText()));
    List<StreamId> streams = SimulatedGateioIds.streams(channel, payload);
    switch (request.path("event").asText("")) {
      case "subscribe" -> subscribe(request, channel, payload, streams);
      case "unsubscribe" -> {
        streams.forEach(stream -> client.unsubscribe(stream.toString()));
        succeed(request);
      }
      default -> fail(request, INVALID_ARGUMENT, "unknown event");
    }
  }

  private boolean isKnown(String channel) {
    if (!channel.startsWith(market + ".")) {
      return false;
    }
    String name = channel.substring(market.length() + 1);
    return CHANNELS.contains(name)
        || (market.equals("futures") && CHANNELS_OF_FUTURES.contains(name));
  }

  private void subscribe(
      JsonNode request, String channel, List<String> payload, List<StreamId> streams) {
    Optional<String> problem = problem(channel, payload, streams);
    if (problem.isPresent()) {
      fail(request, INVALID_ARGUMENT, problem.get());
      return;
    }
    streams.forEach(stream -> client.subscribe(stream.toString()));
    boolean isSpot = market.equals("spot");
    if (isSpot) {
      streams.forEach(this::begin);
    }
    succeed(request);
    if (!isSpot) {
      streams.forEach(this::begin);
    }
  }

  private void begin(StreamId stream) {
    if (client.hears(stream.toString())) {
      frames.beginning(stream.toString(), timeMs.getAsLong()).ifPresent(client::answer);
    }
  }

  private Optional<String> problem(String channel, List<String> payload, List<StreamId> streams) {
    boolean isDepth = channel.endsWith(".obu");
    if (streams.isEmpty() || (!isDepth && streams.contains(StreamId.NONE))) {
      return Optional.of("invalid payload");
    }
    for (int i = 0; i < streams.size(); i++) {
      StreamId stream = streams.get(i);
      if (client.isRefused(stream.toString())) {
        return Optional.of("unknown currency pair " + stream.symbol());
      }
      if (isDepth && client.isSubscribed(stream.toString())) {
        return Optional.of("Alert sub " + payload.get(i));
      }
      if (!isDepth && !symbols.contains(stream.symbol())) {
        return Optional.of("unknown currency pair: " + stream.symbol());
      }
    }
    return problem(channel.substring(market.length() + 1), payload);
  }

  /** What a request says besides the symbol. */
  private Optional<String> problem(String channel, List<String> payload) {
    return switch (channel) {
      case "order_book" -> unless(LEVELS.contains(payload.get(1)), "level", payload.get(1));
      case "candlesticks" -> unless(INTERVALS.contains(payload.get(0)), "interval", payload.get(0));
      case "order_book_update" -> {
        String interval = payload.size() > 1 ? payload.get(1) : "";
        String level = payload.size() > 2 ? payload.get(2) : "";
        boolean isLevel =
            interval.equals("20ms")
                ? level.isEmpty() || level.equals("20")
                : level.isEmpty() || LEVELS_OF_DELTAS.contains(level);
        yield unless(Set.of("20ms", "100ms").contains(interval), "interval", interval)
            .or(() -> unless(isLevel, "level", level));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<String> unless(boolean isSupported, String what, String value) {
    return isSupported
        ? Optional.empty()
        : Optional.of("provided " + what + " not supported: " + value);
  }

  private void pong() {
    long now = timeMs.getAsLong();
    client.answer(
        "{\"time\":"
            + now / 1000
            + ",\"time_ms\":"
            + now
            + ",\"channel\":\""
            + market
            + ".pong\",\"event\":\"\",\"error\":null,\"result\":null}");
  }

  private void succeed(JsonNode request) {
    ObjectNode answer = answer(request);
    answer.set("payload", request.path("payload"));
    answer.putObject("result").put("status", "success");
    client.answer(answer.toString());
  }

  private void fail(JsonNode request, int code, String message) {
    ObjectNode answer = answer(request);
    answer.putObject("error").put("code", code).put("message", message);
    answer.putObject("result").put("status", "fail");
    client.answer(answer.toString());
  }

  private ObjectNode answer(JsonNode request) {
    long now = timeMs.getAsLong();
    ObjectNode answer = JSON.createObjectNode().put("time", now / 1000).put("time_ms", now);
    if (request.path("id").isIntegralNumber()) {
      answer.set("id", request.path("id"));
    }
    return answer
        .put("conn_id", "c59a69fd3702aa1d")
        .put("channel", request.path("channel").asText(""))
        .put("event", request.path("event").asText(""));
  }
}
