package dev.caravan.incident;

import dev.caravan.incident.Incident.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words a notice: a sign, a headline, and the lines below it; channels only dress it.
 *
 * @param sign one character that says how urgent it is
 * @param prefix what stands before the headline; may be empty
 * @param headline what is wrong, or the title
 */
public record IncidentText(String sign, String prefix, String headline, List<String> lines) {

  private static final int MAX_COLLECTED_LINE = 160;
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public IncidentText {
    lines = List.copyOf(lines);
  }

  /** Says what this notice is about. */
  public static IncidentText of(Notice notice) {
    IncidentText text = notice.isCollected() ? collected(notice) : single(notice.first());
    if (!notice.isRepeated()) {
      return text;
    }
    List<String> lines = new ArrayList<>(text.lines);
    lines.add("(You may have been told this before: the answer to the first message was lost.)");
    return new IncidentText(text.sign, text.prefix, text.headline, lines);
  }

  private static IncidentText single(IncidentEvent event) {
    Incident incident = event.incident();
    return switch (event.kind()) {
      case OPENED -> opened(incident);
      case GROWN ->
          new IncidentText(
              sign(incident.severity()),
              "Grown: ",
              incident.sentence(),
              List.of("open since " + time(incident.openedAt()), next(incident)));
      case CLOSED ->
          new IncidentText(
              "🟢",
              "Over after " + inWords(incident.lasted()) + ": ",
              incident.sentence(),
              List.of(
                  "began "
                      + time(incident.openedAt())
                      + (incident.times() > 1
                          ? ", came and went " + incident.times() + " times"
                          : "")));
      case NOTE ->
          new IncidentText("📋", "", incident.sentence(), incident.nextStep().lines().toList());
    };
  }

  private static IncidentText opened(Incident incident) {
    List<String> lines = new ArrayList<>();
    lines.add("since " + time(incident.openedAt()));
    if (!incident.isOpen()) {
      lines.add("over by now, after " + inWords(incident.lasted()));
    } else if (incident.times() > 1) {
      lines.add(
          "flapping, " + incident.times() + " times lately: told again only when it stays calm");
    }
    lines.add(next(incident));
    return new IncidentText(sign(incident.severity()), "", incident.sentence(), lines);
  }

  /** One line per incident, however many of its events were held back. */
  private static IncidentText collected(Notice notice) {
    Map<Long, Incident> incidents = new LinkedHashMap<>();
    notice.events().forEach(event -> incidents.put(event.incident().id(), event.incident()));
    long open = incidents.values().stream().filter(Incident::isOpen).count();
    List<String> lines = new ArrayList<>();
    for (Incident incident : incidents.values()) {
      String since = time(incident.openedAt());
      lines.add(
          incident.isOpen()
              ? sign(incident.severity()) + " " + cut(incident.sentence()) + " – since " + since
              : "🟢 "
                  + cut(incident.sentence())
                  + " – "
                  + inWords(incident.lasted())
                  + " from "
                  + since);
    }
    return new IncidentText(
        open > 0 ? sign(notice.severity()) : "🟢",
        "",
        "Held back meanwhile: "
            + incidents.size()
            + (incidents.size() == 1 ? " incident, " : " incidents, ")
            + open
            + " still open",
        lines);
  }

  private static String sign(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "🔴";
      case WARNING -> "🟠";
      case INFO -> "🔵";
    };
  }

  private static String next(Incident incident) {
    return "Next: " + incident.nextStep();
  }

  private static String time(Instant instant) {
    return DAY_AND_TIME.format(instant);
  }

  private static String cut(String text) {
    return text.length() <= MAX_COLLECTED_LINE
        ? text
        : text.substring(0, text.offsetByCodePoints(MAX_COLLECTED_LINE - 2, 0)) + "…";
  }

  /** The two largest units: {@code 3 h 12 min}. */
  public static String inWords(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
  }

  /** The first line: what a mail has as its subject. */
  public String title() {
    return sign + " " + prefix + headline;
  }

  /** Everything, without any markup. */
  @Override
  public String toString() {
    return title() + "\n" + String.join("\n", lines);
  }
}
