package dev.caravan.venue.binance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks Binance's control messages with one client.
 *
 * <p>An acknowledgement proves the syntax only: a stream that does not exist is acknowledged and
 * silent. A request is taken as a whole or not at all.
 *
 * <p>Source: section 3 of the sheets of both venues. Not thread-safe.
 */
final class SimulatedBinanceSession implements SimulatedSession {

  static final int MAX_STREAMS = 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final Pattern STREAM_NAME =
      Pattern.compile(
          "[^@\\s#]+@[A-Za-z][A-Za-z0-9_]*(@[A-Za-z0-9+:]+)?|![A-Za-z0-9_]+(@arr)?(@1s)?");
  private static final Pattern TEXT_ID = Pattern.compile("[A-Za-z0-9_-]{1,36}");
  private static final String METHODS =
      "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";
  private static final int POLICY_VIOLATION = 1008;

  private final SimulatedClient client;
  private final List<String> streamsInUrl;
  private final SimulatedRules rules;
  private final String route;
  private final SimulatedIncomingLimit limit;

  /** Acknowledged names of streams that are never delivered on this route. */
  private final Set<String> misrouted = new LinkedHashSet<>();

  private boolean isCombined;

  SimulatedBinanceSession(
      SimulatedClient client,
      SimulatedRules rules,
      String route,
      boolean isCombined,
      List<String> streamsInUrl) {
    this.client = client;
    this.rules = rules;
    this.route = route;
    this.limit =
        new SimulatedIncomingLimit(rules.messagesPerSecond(), rules.sustainedMessagesPerSecond());
    this.isCombined = isCombined;
    this.streamsInUrl = List.copyOf(streamsInUrl);
  }

  @Override
  public void open() {
    client.sendWhole(isCombined);
    if (streamsInUrl.isEmpty()) {
      return;
    }
    List<String> taken = new ArrayList<>();
    for (String name : streamsInUrl) {
      if (client.isRefused(name)) {
        refuse(name, null);
      } else {
        taken.add(name);
      }
    }
    // Acknowledged by the connection itself: no answer.
    if (fits(taken, null)) {
      taken.forEach(this::take);
    }
  }

  @Override
  public boolean admit(long nowNs) {
    if (limit.admit(nowNs)) {
      return true;
    }
    client.close(POLICY_VIOLATION, "Too many requests");
    return false;
  }

  /** Source: section 2 of protocols/binance-spot.md, {@code serverShutdown}. */
  @Override
  public void announceShutdown(long timeMs) {
    String notice = "{\"e\":\"serverShutdown\",\"E\":" + timeMs + "}";
    client.answer(isCombined ? "{\"stream\":\"!serverShutdown\",\"data\":" + notice + "}" : notice);
  }

  @Override
  public void onText(String text) {
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      long column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
      error(3, "Invalid JSON: expected value at line " + line + " column " + column, null);
      return;
    }
    if (request == null || !request.isObject()) {
      error(3, "Invalid JSON: expected value at line 1 column 1", null);
      return;
    }
    JsonNode id = request.get("id");
    if (!isUsableId(id)) {
      error(2, "Invalid request: request ID must be an unsigned integer", null);
      return;
    }
    JsonNode method = request.get("method");
    if (method == null) {
      error(2, "Invalid request: missing field `method` at line 1 column " + text.length(), id);
      return;
    }
    JsonNode params = request.path("params");
    switch (method.asText()) {
      case "SUBSCRIBE" -> subscribe(params, id);
      case "UNSUBSCRIBE" -> unsubscribe(params, id);
      case "LIST_SUBSCRIPTIONS" -> list(id);
      case "SET_PROPERTY" -> setProperty(params, id);
      case "GET_PROPERTY" -> getProperty(params, id);
      default ->
          error(
              2,
              "Invalid request: unknown variant `"
                  + method.asText()
                  + "`, expected one of "
                  + METHODS
                  + " at line 1 column "
                  + Math.max(1, text.indexOf(method.asText()) + method.asText().length() + 1),
              id);
    }
  }

  private static boolean isUsableId(@Nullable JsonNode id) {
    return id != null
        && (id.isNull()
            || (id.isIntegralNumber() && id.canConvertToLong())
            || (id.isTextual() && TEXT_ID.matcher(id.asText()).matches()));
  }

  private void subscribe(JsonNode params, JsonNode id) {
    List<String> names = names(params);
    if (names.isEmpty()) {
      invalidStream(id);
      return;
    }
    for (String name : names) {
      if (client.isRefused(name)) {
        refuse(name, id);
        return;
      }
    }
    if (fits(names, id)) {
      names.forEach(this::take);
      result(JSON.nullNode(), id);
    }
  }

  /** A stream of another route is acknowledged and silent. */
  private void take(String name) {
    if (rules.isDelivered(route, name)) {
      client.subscribe(name);
    } else {
      misrouted.add(name);
    }
  }

  private void leave(String name) {
    misrouted.remove(name);
    client.unsubscribe(name);
  }

  private boolean isTaken(String name) {
    return client.isSubscribed(name) || misrouted.contains(name);
  }

  /** One too many is answered by an error and the end of the connection. */
  private boolean fits(List<String> names, @Nullable JsonNode id) {
    long added = names.stream().distinct().filter(name -> !isTaken(name)).count();
    if (client.subscriptions().size() + misrouted.size() + added <= MAX_STREAMS) {
      return true;
    }
    error(4, "Too many subscriptions", id);
    client.close(POLICY_VIOLATION, "Too many subscriptions");
    return false;
  }

  private void unsubscribe(JsonNode params, JsonNode id) {
    List<String> names = names(params);
    if (names.isEmpty()) {
      invalidStream(id);
      return;
    }
    names.forEach(this::leave);
    result(JSON.nullNode(), id);
  }

  /** The names of a request; none if one of them is no stream name. */
  private List<String> names(JsonNode params) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : params) {
      if (!params.isArray() || !name.isTextual() || !isStreamName(name.asText())) {
        return List.of();
      }
      names.add(name.asText());
    }
    return names;
  }

  private boolean isStreamName(String name) {
    boolean isWhole = !name.startsWith("!") && rules.isOfVenue(name);
    return isWhole || STREAM_NAME.matcher(name).matches();
  }

  private void invalidStream(JsonNode id) {
    error(2, "Invalid request: invalid stream", id);
    client.close(POLICY_VIOLATION, "Invalid request");
  }

  private void refuse(String name, @Nullable JsonNode id) {
    ObjectNode error = JSON.createObjectNode();
    error.put("code", 2).put("msg", "Invalid request: invalid stream").put("data", name);
    answerError(error, id);
  }

  private void list(JsonNode id) {
    ArrayNode names = JSON.createArrayNode();
    client.subscriptions().forEach(names::add);
    misrouted.forEach(names::add);
    result(names, id);
  }

  private void setProperty(JsonNode params, JsonNode id) {
    if (params.size() > 2) {
      error(2, "Invalid request: too many parameters", id);
    } else if (!params.path(0).isTextual()) {
      error(2, "Invalid request: property name must be a string", id);
    } else if (!params.path(0).asText().equals("combined")) {
      error(0, "Unknown property", id);
    } else if (!params.path(1).isBoolean()) {
      error(1, "Invalid value type: expected Boolean", id);
    } else {
      isCombined = params.path(1).asBoolean();
      client.sendWhole(isCombined);
      result(JSON.nullNode(), id);
    }
  }

  private void getProperty(JsonNode params, JsonNode id) {
    if (params.size() > 1) {
      error(2, "Invalid request: too many parameters", id);
    } else if (!params.path(0).isTextual()) {
      error(2, "Invalid request: property name must be a string", id);
    } else if (!params.path(0).asText().equals("combined")) {
      error(0, "Unknown property", id);
    } else {
      result(JSON.getNodeFactory().booleanNode(isCombined), id);
    }
  }

  private void result(JsonNode result, JsonNode id) {
    ObjectNode answer = JSON.createObjectNode();
    answer.set("result", result);
    answer.set("id", id);
    client.answer(answer.toString());
  }

  private void error(int code, String message, @Nullable JsonNode id) {
    answerError(JSON.createObjectNode().put("code", code).put("msg", message), id);
  }

  /** An id that could not be read is left out. */
  private void answerError(ObjectNode error, @Nullable JsonNode id) {
    ObjectNode answer = JSON.createObjectNode();
    answer.set("error", error);
    if (id != null) {
      answer.set("id", id);
    }
    client.answer(answer.toString());
  }
}
