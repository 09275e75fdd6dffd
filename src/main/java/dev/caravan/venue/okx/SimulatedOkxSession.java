package dev.caravan.venue.okx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Speaks OKX's control messages with one client.
 *
 * <p>Each arg of a request is answered by itself. A book begins with a snapshot, also where it is
 * subscribed already. The connection ends when the client said nothing for too long and has no
 * stream of which anything comes.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 2 to 4. Not thread-safe.
 */
final class SimulatedOkxSession implements SimulatedSession {

  static final String CONNECTION_ID = "a4d3ae55";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");
  private static final Pattern BUSINESS =
      Pattern.compile(SimulatedOkxArg.CANDLE.pattern() + "|trades-all");
  private static final Pattern PUBLIC =
      Pattern.compile(
          "tickers|trades|books|books5|books-elp|books-rpi|books(50)?-l2-tbt|bbo-tbt|mark-price"
              + "|funding-rate|open-interest|liquidation-orders|instruments|index-tickers"
              + "|price-limit|status|opt-summary|estimated-price");
  private static final Pattern DEEP = Pattern.compile("books(-.*|50-.*)?:.*");
  private static final Pattern FAMILY = Pattern.compile("\\w+-\\w+");

  /** Where the book at 10 ms was, which the other two must not meet on a connection. */
  private static final String FASTEST_BOOK = "books-l2-tbt";

  private static final Set<String> OTHER_BOOKS = Set.of("books", "books50-l2-tbt");
  private static final int MOST_REQUESTS_AN_HOUR = 480;
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_BOOKS = 30;

  private final SimulatedClient client;
  private final SimulatedOkxSource source;
  private final boolean isBusiness;
  private final long idleNs;
  private final Deque<Long> requestsAtNs = new ArrayDeque<>();
  private final Set<String> names = new HashSet<>();
  private long nowNs = Long.MIN_VALUE;
  private long saidAtNs = Long.MIN_VALUE;

  SimulatedOkxSession(
      SimulatedClient client, SimulatedOkxSource source, boolean isBusiness, Duration idle) {
    this.client = client;
    this.source = source;
    this.isBusiness = isBusiness;
    this.idleNs = idle.toNanos();
  }

  /** The name under which the simulator knows a stream. */
  static String name(String channel, String about) {
    return about.isEmpty() ? channel : channel + ":" + about;
  }

  @Override
  public void open() {
    client.sendWhole(true);
  }

  @Override
  public boolean admit(long now) {
    nowNs = now;
    saidAtNs = now;
    return true;
  }

  @Override
  public void onTick(long now) {
    saidAtNs = saidAtNs == Long.MIN_VALUE ? now : saidAtNs;
    if (now - saidAtNs > idleNs && names.stream().noneMatch(this::moves)) {
      client.close(4004, "No data received in " + idleNs / 1_000_000_000 + "s");
    }
  }

  private boolean moves(String name) {
    return client.hears(name)
        && source.streams().stream().anyMatch(each -> each.name().equals(name));
  }

  @Override
  public void announceShutdown(long timeMs) {
    client.answer(
        "{\"event\":\"notice\",\"code\":\"64008\",\"msg\":\"The connection will soon be closed for a"
            + " service upgrade. Please reconnect.\",\"connId\":\""
            + CONNECTION_ID
            + "\"}");
  }

  @Override
  public void onText(String text) {
    if (text.equals("ping")) {
      client.answer("pong");
      return;
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      client.close(1009, "Request too long");
      return;
    }
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      error("60012", "Invalid request: " + text, "");
      return;
    }
    String id = request.path("id").asText("");
    String op = request.path("op").asText("");
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      error("60033", "Parameter id error", "");
    } else if (!op.equals("subscribe") && !op.equals("unsubscribe")) {
      error("60019", "Invalid op: " + op, id);
    } else if (!request.path("args").isArray() || request.path("args").isEmpty()) {
      error("60013", "Invalid args", id);
    } else if (isTooOften()) {
      error("60014", "Requests too frequent", id);
    } else {
      for (JsonNode arg : request.path("args")) {
        take(arg, op, id);
      }
    }
  }

  private boolean isTooOften() {
    long hourAgo = nowNs - Duration.ofHours(1).toNanos();
    while (!requestsAtNs.isEmpty() && requestsAtNs.getFirst() < hourAgo) {
      requestsAtNs.removeFirst();
    }
    requestsAtNs.addLast(nowNs);
    return requestsAtNs.size() > MOST_REQUESTS_AN_HOUR;
  }

  private void take(JsonNode arg, String op, String id) {
    String channel = arg.path("channel").asText("");
    String about = arg.path("instId").asText(arg.path("instFamily").asText(""));
    about = about.isEmpty() ? arg.path("instType").asText("") : about;
    String name = name(channel, about);
    boolean isServed = (isBusiness ? BUSINESS : PUBLIC).matcher(channel).matches();
    if (channel.equals("opt-summary") && arg.has("uly")) {
      error("64000", "uly is retired, use instFamily", id);
      return;
    }
    if (!isServed
        || !isThere(channel, arg, about)
        || (op.equals("subscribe") && client.isRefused(name))) {
      error(
          "60018",
          "Subscribe failed, wrong URL or channel:"
              + channel
              + ",instId:"
              + about
              + " doesn't exist. Please use the correct URL, channel and parameters referring to API"
              + " document.",
          id);
      return;
    }
    if (channel.endsWith("l2-tbt") && !source.isOfOldTimes()) {
      error("60011", "Please log in", id);
      return;
    }
    boolean isSubscribe = op.equals("subscribe");
    if (isSubscribe && conflicts(channel, about)) {
      error("64004", channel + " conflicts with another book of " + about, id);
      return;
    }
    ObjectNode answer = JSON.createObjectNode();
    if (!id.isEmpty()) {
      answer.put("id", id);
    }
    answer.put("event", op);
    answer.set("arg", arg);
    answer.put("connId", CONNECTION_ID);
    client.answer(answer.toString());
    if (!isSubscribe) {
      names.remove(name);
      client.unsubscribe(name);
      return;
    }
    names.add(name);
    client.subscribe(name);
    if (names.stream().filter(known -> DEEP.matcher(known).matches()).count() > MOST_BOOKS) {
      client.close(4009, "Too many channels");
    } else if (client.hears(name)) {
      source.book(name).ifPresent(client::answer);
    }
  }

  /** Whether there is what a channel is asked about, under the key that it wants. */
  private boolean isThere(String channel, JsonNode arg, String about) {
    return switch (channel) {
      case "status" -> true;
      case "liquidation-orders" ->
          !arg.has("instId") && !about.equals("SPOT") && SimulatedOkxArg.TYPES.contains(about);
      case "instruments" -> !arg.has("instId") && SimulatedOkxArg.TYPES.contains(about);
      case "opt-summary" ->
          arg.has("instFamily") && !arg.has("instId") && FAMILY.matcher(about).matches();
      case "estimated-price" ->
          Set.of("FUTURES", "OPTION").contains(arg.path("instType").asText())
              && (arg.has("instFamily") || arg.has("instId"));
      case "index-tickers" -> FAMILY.matcher(about).matches();
      default -> source.isListed(about) && arg.has("instId");
    };
  }

  private boolean conflicts(String channel, String about) {
    Set<String> others =
        channel.equals(FASTEST_BOOK)
            ? OTHER_BOOKS
            : OTHER_BOOKS.contains(channel) ? Set.of(FASTEST_BOOK) : Set.of();
    return others.stream().anyMatch(other -> names.contains(name(other, about)));
  }

  private void error(String code, String message, String id) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("event", "error").put("msg", message).put("code", code);
    answer.put("connId", CONNECTION_ID);
    if (!id.isEmpty()) {
      answer.put("id", id);
    }
    client.answer(answer.toString());
  }
}
