package dev.caravan.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent.Kind;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One line of the incident file, in its two forms: a value and a line of JSON.
 *
 * <p>Shape, one object with one member a line:
 *
 * <pre>
 * {"incidents":{"format":1,"nextId":1}}
 * {"consumer":{"name":"notify","events":["opened","closed"]}}
 * {"opened":{"id":1,"key":"…","severity":"critical","atNs":…,"sentence":"…","nextStep":"…","times":1}}
 * {"grown":{"id":1,"part":1,"atNs":…,"sentence":"…"}}
 * {"closed":{"id":1,"atNs":…,"times":3}}
 * {"noted":{"id":2,"key":"note/digest","atNs":…,"title":"…","text":"…"}}
 * {"muted":{"fromNs":…,"untilNs":…}}
 * {"attempted":{"consumer":"notify","event":"opened","id":1,"part":0,"failed":true, only if so}}
 * {"delivered":{"consumer":"notify","event":"opened","id":1,"part":0,"atNs":…,"dropped":"reason, only if so"}}
 * </pre>
 *
 * <p>{@code part} counts the times an incident has grown; it and {@code times} may be missing.
 */
sealed interface IncidentLine {

  /** The first line: the number of the next incident when the file was begun. */
  record Header(long nextId) implements IncidentLine {}

  /** A consumer is told these events from here on; a new one also what is open. */
  record Consumer(String name, Set<Kind> events) implements IncidentLine {
    public Consumer {
      events = Set.copyOf(events);
    }
  }

  /** An incident began. */
  record Opened(
      long id,
      String key,
      Severity severity,
      Instant at,
      String sentence,
      String nextStep,
      int times)
      implements IncidentLine {}

  /** An open incident concerns many more than before. */
  record Grown(long id, int part, Instant at, String sentence) implements IncidentLine {}

  /** An incident ended. */
  record Closed(long id, Instant at, int times) implements IncidentLine {}

  /** A text to be told once. */
  record Noted(long id, String key, Instant at, String title, String text)
      implements IncidentLine {}

  /** Nobody is told anything from the one time to the other. */
  record Muted(Instant from, Instant until) implements IncidentLine {}

  /**
   * A consumer is being told this event, or has not been after all.
   *
   * @param failed whether it is certain that it was not told
   */
  record Attempted(String consumer, Ref event, boolean failed) implements IncidentLine {}

  /** Names one event. */
  record Ref(long id, Kind kind, int part) {
    Ref(long id, Kind kind) {
      this(id, kind, 0);
    }
  }

  /**
   * A consumer need not be told this event again.
   *
   * @param dropped why it was given up; empty if it was delivered
   */
  record Delivered(String consumer, Ref event, Instant at, Optional<String> dropped)
      implements IncidentLine {}

  /** Mirrors {@link #parse}. */
  default String write() {
    ObjectNode line = Json.MAPPER.createObjectNode();
    if (this instanceof Header header) {
      line.putObject("incidents").put("format", 1).put("nextId", header.nextId);
    } else if (this instanceof Consumer consumer) {
      var events = line.putObject("consumer").put("name", consumer.name).putArray("events");
      consumer.events.stream().sorted().forEach(kind -> events.add(lower(kind)));
    } else if (this instanceof Opened opened) {
      line.putObject("opened")
          .put("id", opened.id)
          .put("key", opened.key)
          .put("severity", lower(opened.severity))
          .put("atNs", Json.nanos(opened.at))
          .put("sentence", opened.sentence)
          .put("nextStep", opened.nextStep)
          .put("times", opened.times);
    } else if (this instanceof Grown grown) {
      line.putObject("grown")
          .put("id", grown.id)
          .put("part", grown.part)
          .put("atNs", Json.nanos(grown.at))
          .put("sentence", grown.sentence);
    } else if (this instanceof Closed closed) {
      line.putObject("closed")
          .put("id", closed.id)
          .put("atNs", Json.nanos(closed.at))
          .put("times", closed.times);
    } else if (this instanceof Noted noted) {
      line.putObject("noted")
          .put("id", noted.id)
          .put("key", noted.key)
          .put("atNs", Json.nanos(noted.at))
          .put("title", noted.title)
          .put("text", noted.text);
    } else if (this instanceof Muted muted) {
      line.putObject("muted")
          .put("fromNs", Json.nanos(muted.from))
          .put("untilNs", Json.nanos(muted.until));
    } else if (this instanceof Attempted attempted) {
      ObjectNode body =
          Json.event(line.putObject("attempted"), attempted.consumer, attempted.event);
      if (attempted.failed) {
        body.put("failed", true);
      }
    } else if (this instanceof Delivered delivered) {
      ObjectNode body =
          Json.event(line.putObject("delivered"), delivered.consumer, delivered.event)
              .put("atNs", Json.nanos(delivered.at));
      delivered.dropped.ifPresent(reason -> body.put("dropped", reason));
    }
    try {
      return Json.MAPPER.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("incident line not writable: " + e.getOriginalMessage(), e);
    }
  }

  /** Empty for anything that is not such a line. */
  static Optional<IncidentLine> parse(String text) {
    try {
      JsonNode line = Json.MAPPER.readTree(text);
      String kind = line.isObject() && line.size() == 1 ? line.fieldNames().next() : "";
      JsonNode body = line.path(kind);
      return switch (kind) {
        case "incidents" -> Optional.of(new Header(Json.number(body, "nextId")));
        case "consumer" -> {
          Set<Kind> events = EnumSet.noneOf(Kind.class);
          body.required("events").forEach(event -> events.add(kind(event.asText())));
          yield Optional.of(new Consumer(Json.text(body, "name"), events));
        }
        case "opened" ->
            Optional.of(
                new Opened(
                    Json.number(body, "id"),
                    Json.text(body, "key"),
                    Severity.valueOf(Json.text(body, "severity").toUpperCase(Locale.ROOT)),
                    Json.instant(body, "atNs"),
                    Json.text(body, "sentence"),
                    Json.text(body, "nextStep"),
                    body.path("times").asInt(1)));
        case "grown" ->
            Optional.of(
                new Grown(
                    Json.number(body, "id"),
                    Math.toIntExact(Json.number(body, "part")),
                    Json.instant(body, "atNs"),
                    Json.text(body, "sentence")));
        case "closed" ->
            Optional.of(
                new Closed(
                    Json.number(body, "id"),
                    Json.instant(body, "atNs"),
                    body.path("times").asInt(1)));
        case "noted" ->
            Optional.of(
                new Noted(
                    Json.number(body, "id"),
                    Json.text(body, "key"),
                    Json.instant(body, "atNs"),
                    Json.text(body, "title"),
                    Json.text(body, "text")));
        case "muted" ->
            Optional.of(new Muted(Json.instant(body, "fromNs"), Json.instant(body, "untilNs")));
        case "attempted" ->
            Optional.of(
                new Attempted(
                    Json.text(body, "consumer"),
                    Json.ref(body),
                    body.path("failed").asBoolean(false)));
        case "delivered" ->
            Optional.of(
                new Delivered(
                    Json.text(body, "consumer"),
                    Json.ref(body),
                    Json.instant(body, "atNs"),
                    Optional.ofNullable(body.path("dropped").textValue())));
        default -> Optional.empty();
      };
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Kind kind(String text) {
    return Kind.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Reads and writes members; refuses missing ones with {@link IllegalArgumentException}. */
  final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long NANOS = 1_000_000_000L;

    private Json() {}

    static long number(JsonNode body, String name) {
      JsonNode value = body.required(name);
      if (!value.isIntegralNumber() || !value.canConvertToLong()) {
        throw new IllegalArgumentException("not an integer: " + name);
      }
      return value.longValue();
    }

    static String text(JsonNode body, String name) {
      JsonNode value = body.required(name);
      if (!value.isTextual()) {
        throw new IllegalArgumentException("not a text: " + name);
      }
      return value.textValue();
    }

    static ObjectNode event(ObjectNode body, String consumer, Ref event) {
      body.put("consumer", consumer)
          .put("event", IncidentLine.lower(event.kind))
          .put("id", event.id);
      if (event.part > 0) {
        body.put("part", event.part);
      }
      return body;
    }

    static Ref ref(JsonNode body) {
      return new Ref(
          number(body, "id"), IncidentLine.kind(text(body, "event")), body.path("part").asInt(0));
    }

    static Instant instant(JsonNode body, String name) {
      long nanos = number(body, name);
      return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }

    static long nanos(Instant instant) {
      return instant.getEpochSecond() * NANOS + instant.getNano();
    }
  }
}
