package dev.caravan.venue.ticketed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Speaks with one client: a request replaces what was asked for before and is not acknowledged, an
 * error is followed by Close, codes that are not known or not in upper case are passed over.
 *
 * <p>Five messages a second and a hundred a minute are taken. Source: protocol sheets of
 * 2026-11-20, sections 1 and 2. Not thread-safe.
 */
final class SimulatedTicketedSession implements SimulatedSession {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PER_SECOND = 5;
  private static final int PER_MINUTE = 100;
  private static final int NORMAL = 1000;
  private static final int POLICY_VIOLATION = 1008;

  private final SimulatedClient client;
  private final Set<String> types;
  private final boolean listsSubscriptions;
  private final Deque<Long> heardNs = new ArrayDeque<>();
  private long nowNs;

  /**
   * Begins to speak.
   *
   * @param types what can be asked for
   * @param listsSubscriptions whether it tells what is subscribed
   */
  SimulatedTicketedSession(SimulatedClient client, Set<String> types, boolean listsSubscriptions) {
    this.client = client;
    this.types = new TreeSet<>(types);
    this.listsSubscriptions = listsSubscriptions;
  }

  @Override
  public void open() {
    // Says nothing before it is asked.
  }

  /** Pings and pongs are no messages; see {@link #onText}. */
  @Override
  public boolean admit(long now) {
    nowNs = now;
    return true;
  }

  private boolean isTooMuch() {
    heardNs.addLast(nowNs);
    while (nowNs - heardNs.getFirst() >= TimeUnit.MINUTES.toNanos(1)) {
      heardNs.removeFirst();
    }
    long lastSecond =
        heardNs.stream().filter(at -> nowNs - at < TimeUnit.SECONDS.toNanos(1)).count();
    return heardNs.size() > PER_MINUTE || lastSecond > PER_SECOND;
  }

  @Override
  public void onText(String text) {
    if (isTooMuch()) {
      client.close(POLICY_VIOLATION, "Too many requests");
      return;
    }
    if (text.equals("PING")) {
      client.answerBinary("{\"status\":\"UP\"}");
      return;
    }
    JsonNode request;
    try {
      request = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      error("WRONG_FORMAT", "Format 이 맞지 않습니다.");
      return;
    }
    if (request == null || !request.isArray()) {
      error("WRONG_FORMAT", "Format 이 맞지 않습니다.");
    } else if (listsSubscriptions && request.findValue("method") != null) {
      list(request);
    } else {
      subscribe(request);
    }
  }

  private void subscribe(JsonNode request) {
    if (!request.path(0).path("ticket").isTextual()) {
      error("NO_TICKET", "티켓이 존재하지 않거나, 유효하지 않습니다.");
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    boolean hasType = false;
    for (JsonNode part : request) {
      if (!part.has("type")) {
        continue;
      }
      hasType = true;
      String type = part.path("type").asText();
      if (!types.contains(type)) {
        error("INVALID_PARAM", type + " 은 지원하지 않는 타입입니다.");
        return;
      }
      if (part.path("codes").isEmpty()) {
        error("NO_CODES", "코드가 존재하지 않습니다.");
        return;
      }
      for (JsonNode code : part.path("codes")) {
        if (code.asText().equals(code.asText().toUpperCase(Locale.ROOT))) {
          names.add(type + "/" + code.asText().replaceFirst("\\.\\d+$", ""));
        }
      }
    }
    if (!hasType) {
      error("NO_TYPE", "타입이 존재하지 않습니다.");
    } else if (names.stream().anyMatch(client::isRefused)) {
      error("INVALID_PARAM", "지원하지 않는 타입입니다.");
    } else {
      replace(names);
    }
  }

  private void replace(Set<String> names) {
    List<String> before = new ArrayList<>(client.subscriptions());
    before.stream().filter(name -> !names.contains(name)).forEach(client::unsubscribe);
    names.forEach(client::subscribe);
  }

  private void list(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("method", "LIST_SUBSCRIPTIONS");
    ArrayNode result = answer.putArray("result");
    for (String type : types) {
      List<String> codes =
          client.subscriptions().stream()
              .filter(name -> name.startsWith(type + "/"))
              .map(name -> name.substring(type.length() + 1))
              .toList();
      if (!codes.isEmpty()) {
        ArrayNode named = result.addObject().put("type", type).putArray("codes");
        codes.forEach(named::add);
      }
    }
    JsonNode ticket = request.findValue("ticket");
    answer.put("ticket", ticket == null ? "" : ticket.asText());
    client.answerBinary(answer.toString());
  }

  private void error(String name, String message) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("error").put("name", name).put("message", message);
    client.answerBinary(answer.toString());
    client.close(NORMAL, "");
  }
}
