package dev.caravan.venue.coinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedSession;
import java.util.Locale;
import java.util.Set;

/**
 * Speaks with one client: one topic a request; an unknown pair is acknowledged and then refused
 * without its name; a connection stays open after every error, but the 21st of an address is closed
 * at once.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 and 2. Not thread-safe.
 */
final class SimulatedCoinoneSession implements SimulatedSession {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> CHANNELS = Set.of("ORDERBOOK", "TRADE", "TICKER", "CHART");
  private static final int MOST_CONNECTIONS = 20;
  private static final int TOO_MANY_CONNECTIONS = 4290;
  private static final int INVALID_REQUEST = 160010;
  private static final int INVALID_TYPE = 160011;
  private static final int INVALID_TOPIC = 160012;

  private final SimulatedClient client;
  private final Set<String> pairs;

  SimulatedCoinoneSession(SimulatedClient client, Set<String> pairs) {
    this.client = client;
    this.pairs = pairs;
  }

  @Override
  public void open() {
    if (client.place() > MOST_CONNECTIONS) {
      client.close(TOO_MANY_CONNECTIONS, "");
      return;
    }
    client.answer(
        "{\"response_type\":\"CONNECTED\",\"data\":"
            + "{\"session_id\":\"00000000-0000-0000-0000-000000000001\"}}");
  }

  /** The venue publishes no limit. */
  @Override
  public boolean admit(long nowNs) {
    return true;
  }

  @Override
  public void onText(String text) {
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      error(INVALID_REQUEST, "Invalid Request", "");
      return;
    }
    if (request == null || !request.isObject()) {
      error(INVALID_REQUEST, "Invalid Request", "");
      return;
    }
    switch (request.path("request_type").asText()) {
      case "PING" -> client.answer("{\"response_type\":\"PONG\"}");
      case "SUBSCRIBE" -> change(request, true);
      case "UNSUBSCRIBE" -> change(request, false);
      default -> error(INVALID_TYPE, "Invalid Type", "request_type");
    }
  }

  private void change(JsonNode request, boolean isSubscribe) {
    String channel = request.path("channel").asText();
    JsonNode topic = request.path("topic");
    if (!CHANNELS.contains(channel)) {
      error(INVALID_TYPE, "Invalid Type", "channel");
      return;
    }
    if (!topic.path("quote_currency").isTextual() || !topic.path("target_currency").isTextual()) {
      error(INVALID_REQUEST, "Invalid Request", "");
      return;
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.put("response_type", isSubscribe ? "SUBSCRIBED" : "UNSUBSCRIBED");
    answer.put("channel", channel);
    answer.set("data", topic);
    client.answer(answer.toString());
    String pair =
        topic.path("quote_currency").asText() + "-" + topic.path("target_currency").asText();
    String known = pair.toUpperCase(Locale.ROOT);
    String interval = topic.path("interval").asText();
    String name = (channel.equals("CHART") ? channel + "_" + interval : channel) + "/" + known;
    if (!isSubscribe) {
      client.unsubscribe(name);
    } else if (!pairs.contains(known) || client.isRefused(name)) {
      error(INVALID_TOPIC, "Invalid Topic", "");
    } else {
      client.subscribe(name);
    }
  }

  private void error(int code, String message, String field) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("response_type", "ERROR").put("error_code", code).put("message", message);
    if (!field.isEmpty()) {
      answer.put("field", field);
    }
    client.answer(answer.toString());
  }
}
