package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Lays the status of a daemon out on one screen: verdict, numbers, what is wrong, then the streams.
 */
final class StatusScreen {

  private static final int MAX_STREAMS = 25;

  private StatusScreen() {}

  /**
   * Prints it.
   *
   * @return whether the daemon is ready
   */
  static boolean print(JsonNode status, URI address, PrintWriter out) {
    JsonNode totals = status.path("totals");
    boolean isReady = status.path("health").path("ready").asBoolean();
    out.printf(
        "%s  pid %d  up %s  %s%n",
        status.path("software").asText(),
        status.path("process").path("pid").asLong(),
        duration(status.path("uptimeMs").asLong()),
        address);
    out.printf("%s%n%n", totals.path("sentence").asText());
    out.printf(
        Locale.ROOT,
        "streams   %d wanted  %d acknowledged  %d receiving%n",
        totals.path("wanted").asLong(),
        totals.path("acknowledged").asLong(),
        totals.path("receiving").asLong());
    out.printf(
        Locale.ROOT,
        "frames    %,.1f a second  %,d in all  %,d gaps  %,d missing ids%n",
        totals.path("framesPerSecond").asDouble(),
        totals.path("frames").asLong(),
        totals.path("gaps").asLong(),
        totals.path("missingIds").asLong());
    for (JsonNode invalid : status.path("invalid")) {
      out.printf(
          Locale.ROOT,
          "invalid   %s  %s  %s  %,d kept away from live state%n",
          invalid.path("venue").asText(),
          printable(invalid.path("channel").asText()),
          invalid.path("reason").asText(),
          invalid.path("count").asLong());
    }
    for (JsonNode tap : status.path("taps")) {
      if (tap.path("dropped").asLong() > 0) {
        out.printf(
            Locale.ROOT,
            "tap       %s  %,d bursts dropped, recorded all the same%n",
            tap.path("name").asText(),
            tap.path("dropped").asLong());
      }
    }
    for (JsonNode journal : status.path("journals")) {
      out.printf(
          Locale.ROOT,
          "journal   %s  %s  %s open  %s written  %d to seal  unsynced %.1fs%n",
          journal.path("name").asText(),
          journal.path("openSegment").asText(),
          bytes(journal.path("openBytes").asLong()),
          bytes(journal.path("bytesWritten").asLong()),
          journal.path("sealBacklog").asLong(),
          journal.path("unsyncedMs").asLong() / 1000.0);
      if (journal.path("notKeptFrames").asLong() > 0) {
        out.printf(
            Locale.ROOT,
            "          %,d frames not kept, the disk being full%s%n",
            journal.path("notKeptFrames").asLong(),
            journal.path("paused").asBoolean() ? "; WRITING IS PAUSED" : "");
      }
    }
    for (JsonNode venue : status.path("archive").path("venues")) {
      out.printf(
          "archive   %s  last day %s  %d days to consolidate%n",
          venue.path("venue").asText(),
          venue.path("lastDay").asText("none").replace("null", "none"),
          venue.path("backlogDays").asLong());
    }
    if (!status.path("archive").path("working").asText().isEmpty()) {
      out.printf("          %s%n", status.path("archive").path("working").asText());
    }
    JsonNode disk = status.path("disk");
    out.printf(
        Locale.ROOT,
        "disk      %s free of %s%s in %s%n",
        bytes(disk.path("freeBytes").asLong()),
        bytes(disk.path("totalBytes").asLong()),
        disk.path("hoursToFull").isNumber()
            ? String.format(
                Locale.ROOT, ", full in %.1f hours", disk.path("hoursToFull").asDouble())
            : "",
        status.path("dataDir").asText());
    for (JsonNode venue : status.path("venues")) {
      for (JsonNode connection : venue.path("connections")) {
        out.printf(
            "connected %s  %s for %s  %d streams%n",
            connection.path("name").asText(),
            connection.path("state").asText(),
            duration(connection.path("inStateMs").asLong()),
            connection.path("streams").asLong());
      }
    }
    for (JsonNode check : status.path("health").path("checks")) {
      if (!check.path("up").asBoolean()) {
        out.printf(
            "problem   %s: %s%n", check.path("name").asText(), check.path("reason").asText());
      }
    }
    for (JsonNode incident : status.path("incidents").path("open")) {
      out.printf(
          "incident  %s, open for %s: %s%n          %s%n",
          incident.path("severity").asText(),
          duration(status.path("nowMs").asLong() - incident.path("openedAtMs").asLong()),
          incident.path("sentence").asText(),
          incident.path("nextStep").asText());
    }
    printStreams(status, out);
    out.flush();
    return isReady;
  }

  private static void printStreams(JsonNode status, PrintWriter out) {
    List<JsonNode> streams = new ArrayList<>();
    status.path("venues").forEach(venue -> venue.path("streams").forEach(streams::add));
    // Troubled streams first, then the most silent ones.
    streams.sort(
        Comparator.comparing((JsonNode stream) -> stream.path("phase").asText().equals("receiving"))
            .thenComparing(stream -> -stream.path("silenceMs").asLong()));
    out.printf(
        "%n%-32s %-13s %10s %9s %10s %6s%n",
        "stream", "phase", "frames/s", "latency", "last", "gaps");
    for (JsonNode stream : streams.subList(0, Math.min(MAX_STREAMS, streams.size()))) {
      String retry = stream.path("retry").path("sentence").asText("");
      JsonNode latency = stream.path("latencyMs");
      out.printf(
          Locale.ROOT,
          "%-32s %-13s %10.1f %9s %10s %6d%s%n",
          printable(stream.path("channel").asText() + "/" + stream.path("symbol").asText()),
          stream.path("phase").asText()
              + (stream.path("servedByRest").asBoolean() ? " (REST)" : ""),
          stream.path("framesPerSecond").asDouble(),
          latency.isNumber() ? latency.asLong() + " ms" : "-",
          String.format(Locale.ROOT, "%.1fs ago", stream.path("silenceMs").asLong() / 1000.0),
          stream.path("gaps").asLong(),
          retry.isEmpty() ? "" : "  " + retry);
    }
    if (streams.size() > MAX_STREAMS) {
      out.printf("… and %d more; the dashboard has them all%n", streams.size() - MAX_STREAMS);
    }
  }

  /** A venue's text must not command the terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  static String duration(long millis) {
    long seconds = millis / 1000;
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    return seconds < 172_800
        ? seconds / 3600 + "h " + seconds % 3600 / 60 + "m"
        : seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
  }

  static String bytes(long bytes) {
    if (bytes < 10_000) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : List.of("kB", "MB", "GB", "TB")) {
      if (value < 1000) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
