package dev.caravan.cli;

import static dev.caravan.cli.Shown.ago;
import static dev.caravan.cli.Shown.bytes;
import static dev.caravan.cli.Shown.count;
import static dev.caravan.cli.Shown.duration;
import static dev.caravan.cli.Shown.printable;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Answers the four questions of whoever looks: is it recording, is anything missing, how full is
 * the disk, what happened last night.
 */
final class StatusAnswers {

  private static final Duration LAST_NIGHT = Duration.ofHours(24);
  private static final int MOST_INCIDENTS = 12;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private StatusAnswers() {}

  static String recording(JsonNode status) {
    JsonNode totals = status.path("totals");
    long receiving = totals.path("receiving").asLong();
    String paused = paused(status);
    String word =
        !paused.isEmpty() || receiving == 0
            ? "NO"
            : receiving < totals.path("wanted").asLong() ? "PARTLY" : "yes";
    long last = Long.MAX_VALUE;
    for (JsonNode venue : status.path("venues")) {
      last = Math.min(last, sinceLastFrame(venue));
    }
    return String.format(
        Locale.ROOT,
        "%s, %,d of %,d streams, %,.1f frames a second, %,d in all, last one %s%s",
        word,
        receiving,
        totals.path("wanted").asLong(),
        totals.path("framesPerSecond").asDouble(),
        totals.path("frames").asLong(),
        last == Long.MAX_VALUE ? "never" : ago(last),
        paused);
  }

  private static String paused(JsonNode status) {
    for (JsonNode journal : status.path("journals")) {
      if (journal.path("paused").asBoolean()) {
        return "; WRITING IS PAUSED, the disk being full";
      }
    }
    return "";
  }

  /** How long ago a venue's newest frame came; the largest number where none ever did. */
  static long sinceLastFrame(JsonNode venue) {
    long last = Long.MAX_VALUE;
    for (JsonNode stream : venue.path("streams")) {
      if (stream.path("frames").asLong() > 0) {
        last = Math.min(last, stream.path("silenceMs").asLong());
      }
    }
    return last;
  }

  static String missing(JsonNode status) {
    JsonNode totals = status.path("totals");
    long gaps = totals.path("gaps").asLong();
    Map<String, Long> byCause = new TreeMap<>();
    for (JsonNode gap : status.path("gapsByCause")) {
      byCause.merge(gap.path("cause").asText(), gap.path("gaps").asLong(), Long::sum);
    }
    long notKept = 0;
    for (JsonNode journal : status.path("journals")) {
      notKept += journal.path("notKeptFrames").asLong();
    }
    String lost =
        notKept == 0 ? "" : "; " + count(notKept, "frame") + " not kept, the disk being full";
    if (gaps == 0 && byCause.isEmpty()) {
      return "nothing since the start, as far as ids tell" + lost;
    }
    String causes =
        byCause.entrySet().stream()
            .map(cause -> printable(cause.getKey()) + " " + cause.getValue())
            .collect(Collectors.joining(", "));
    return count(gaps, "gap")
        + " with "
        + count(totals.path("missingIds").asLong(), "missing id")
        + " since the start"
        + (causes.isEmpty() ? "" : " (" + causes + ")")
        + lost
        + "; verify says what was filled";
  }

  static String disk(JsonNode status) {
    JsonNode disk = status.path("disk");
    long free = disk.path("freeBytes").asLong();
    long total = disk.path("totalBytes").asLong();
    JsonNode hours = disk.path("hoursToFull");
    String forecast =
        hours.isNumber()
            ? ", down to the reserve of "
                + bytes(disk.path("reserveBytes").asLong())
                + " in "
                + duration((long) (hours.asDouble() * 3_600_000))
            : ", no forecast yet";
    return String.format(
        Locale.ROOT,
        "%.0f%% used, %s free of %s%s",
        total == 0 ? 0 : 100.0 * (total - free) / total,
        bytes(free),
        bytes(total),
        forecast);
  }

  /** A head and a line for each incident that was open within the last day, newest first. */
  static List<String> lastNight(JsonNode status) {
    long nowMs = status.path("nowMs").asLong();
    List<JsonNode> incidents = new ArrayList<>();
    status.path("incidents").path("open").forEach(incidents::add);
    int open = incidents.size();
    for (JsonNode closed : status.path("incidents").path("recent")) {
      if (nowMs - closed.path("closedAtMs").asLong() < LAST_NIGHT.toMillis()) {
        incidents.add(closed);
      }
    }
    incidents.sort(
        Comparator.comparing((JsonNode incident) -> -incident.path("openedAtMs").asLong()));
    boolean isFresh = status.path("uptimeMs").asLong() < LAST_NIGHT.toMillis();
    String started =
        isFresh ? "; started " + TIME.format(at(status.path("startedAtMs"))) + " UTC" : "";
    List<String> lines = new ArrayList<>();
    lines.add(
        incidents.isEmpty()
            ? "no incident" + started
            : count(incidents.size(), "incident") + ", " + open + " open" + started);
    for (JsonNode incident : incidents.subList(0, Math.min(MOST_INCIDENTS, incidents.size()))) {
      boolean isOpen = !incident.path("closedAtMs").isNumber();
      long endMs = isOpen ? nowMs : incident.path("closedAtMs").asLong();
      lines.add(
          String.format(
              "%s  %-8s %s %s: %s",
              TIME.format(at(incident.path("openedAtMs"))),
              incident.path("severity").asText(),
              isOpen ? "open for" : "over after",
              duration(endMs - incident.path("openedAtMs").asLong()),
              printable(incident.path("sentence").asText())));
      if (isOpen && !incident.path("nextStep").asText().isEmpty()) {
        lines.add("           " + printable(incident.path("nextStep").asText()));
      }
    }
    if (incidents.size() > MOST_INCIDENTS) {
      lines.add("… and " + (incidents.size() - MOST_INCIDENTS) + " more; incidents/ has them all");
    }
    return lines;
  }

  private static Instant at(JsonNode epochMs) {
    return Instant.ofEpochMilli(epochMs.asLong());
  }
}
