package dev.caravan.incident;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Writes a notice for channels other than Telegram: mail, Slack, anything that takes JSON.
 *
 * <p>The bean {@code incidentText} of the routes. Thread-safe.
 */
public final class PlainText {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first line, as the subject of a mail. */
  public String title(Notice notice) {
    return IncidentText.of(notice).title();
  }

  /** All of it. */
  public String text(Notice notice) {
    return IncidentText.of(notice).toString();
  }

  /**
   * What an incoming webhook of Slack takes.
   *
   * <p>Source: docs.slack.dev "Formatting message text", 2026: {@code & < >} are escaped.
   */
  public String slack(Notice notice) {
    String escaped = text(notice).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return JSON.createObjectNode().put("text", escaped).toString();
  }

  /** Text and facts, for a program: times are ISO 8601, {@code closedAt} is null while open. */
  public String json(Notice notice) {
    ObjectNode json = JSON.createObjectNode();
    json.put("event", notice.word());
    json.put("severity", notice.severity().name().toLowerCase(Locale.ROOT));
    json.put("title", title(notice));
    json.put("text", text(notice));
    json.put("repeated", notice.isRepeated());
    ArrayNode incidents = json.putArray("incidents");
    for (IncidentEvent event : notice.events()) {
      Incident incident = event.incident();
      ObjectNode one = incidents.addObject();
      one.put("event", event.kind().name().toLowerCase(Locale.ROOT));
      one.put("id", incident.id());
      one.put("key", incident.key());
      one.put("severity", incident.severity().name().toLowerCase(Locale.ROOT));
      one.put("sentence", incident.sentence());
      one.put("nextStep", incident.nextStep());
      one.put("openedAt", incident.openedAt().toString());
      one.put("closedAt", incident.closedAt().map(Object::toString).orElse(null));
      one.put("times", incident.times());
    }
    return json.toString();
  }
}
