package dev.caravan.cli;

import static dev.caravan.cli.Shown.ago;
import static dev.caravan.cli.Shown.bytes;
import static dev.caravan.cli.Shown.count;
import static dev.caravan.cli.Shown.duration;
import static dev.caravan.cli.Shown.printable;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Lays the status of a daemon out on one screen: the four answers, what is wrong, then venues,
 * connections, journals and streams.
 */
final class StatusScreen {

  private static final int MOST_STREAMS = 15;
  private static final int MOST_CONNECTIONS = 10;

  private StatusScreen() {}

  /**
   * Prints it.
   *
   * @return whether the daemon is healthy
   */
  static boolean print(JsonNode status, URI address, PrintWriter out) {
    out.printf(
        "%s  pid %d  up %s  %s  %s%n",
        status.path("software").asText(),
        status.path("process").path("pid").asLong(),
        duration(status.path("uptimeMs").asLong()),
        address,
        status.path("dataDir").asText());
    out.printf("%s%n%n", printable(status.path("totals").path("sentence").asText()));
    line(out, "recording", StatusAnswers.recording(status));
    line(out, "missing", StatusAnswers.missing(status));
    line(out, "disk", StatusAnswers.disk(status));
    String label = "last 24 h";
    for (String said : StatusAnswers.lastNight(status)) {
      line(out, label, said);
      label = "";
    }
    for (JsonNode check : status.path("health").path("checks")) {
      if (!check.path("up").asBoolean()) {
        line(out, "problem", check.path("name").asText() + ": " + check.path("reason").asText());
      }
    }
    printVenues(status, out);
    printConnections(status, out);
    printJournals(status, out);
    printAside(status, out);
    printStreams(status, out);
    out.flush();
    return status.path("health").path("ready").asBoolean();
  }

  private static void line(PrintWriter out, String label, String said) {
    out.printf("%-10s %s%n", label, printable(said));
  }

  private static void printVenues(JsonNode status, PrintWriter out) {
    out.printf(
        "%n%-14s %7s %6s %9s %10s %7s %9s %10s%n",
        "venue", "wanted", "acked", "receiving", "frames/s", "gaps", "missing", "last frame");
    for (JsonNode venue : status.path("venues")) {
      double rate = 0;
      long gaps = 0;
      long missing = 0;
      for (JsonNode stream : venue.path("streams")) {
        rate += stream.path("framesPerSecond").asDouble();
        gaps += stream.path("gaps").asLong();
        missing += stream.path("missingIds").asLong();
      }
      long last = StatusAnswers.sinceLastFrame(venue);
      out.printf(
          Locale.ROOT,
          "%-14s %,7d %,6d %,9d %,10.1f %,7d %,9d %10s%s%n",
          venue.path("venue").asText(),
          venue.path("wanted").asLong(),
          venue.path("acknowledged").asLong(),
          venue.path("receiving").asLong(),
          rate,
          gaps,
          missing,
          last == Long.MAX_VALUE ? "never" : ago(last),
          venue.path("reading").asBoolean() ? "" : "  not reading, the disk is behind");
    }
  }

  private static void printConnections(JsonNode status, PrintWriter out) {
    List<JsonNode> connections = new ArrayList<>();
    status.path("venues").forEach(venue -> venue.path("connections").forEach(connections::add));
    // Those that are not well first.
    connections.sort(
        Comparator.comparing(connection -> connection.path("state").asText().equals("live")));
    out.printf(
        "%n%-18s %-11s %8s %8s %14s%n", "connection", "state", "for", "streams", "next swap in");
    for (JsonNode connection :
        connections.subList(0, Math.min(MOST_CONNECTIONS, connections.size()))) {
      JsonNode swap = connection.path("nextSwapMs");
      long attempts = connection.path("attempts").asLong();
      out.printf(
          "%-18s %-11s %8s %8d %14s%s%n",
          connection.path("name").asText(),
          connection.path("state").asText(),
          duration(connection.path("inStateMs").asLong()),
          connection.path("streams").asLong(),
          swap.isNumber() ? duration(swap.asLong()) : "-",
          attempts == 0 ? "" : "  " + count(attempts, "failed attempt"));
    }
    more(connections.size() - MOST_CONNECTIONS, out);
  }

  private static void printJournals(JsonNode status, PrintWriter out) {
    out.printf(
        "%n%-18s %9s %8s %8s %9s %10s %10s%n",
        "journal", "unsynced", "waiting", "to seal", "segments", "open", "written");
    for (JsonNode journal : status.path("journals")) {
      out.printf(
          Locale.ROOT,
          "%-18s %8.1fs %8s %8d %9d %10s %10s%s%n",
          journal.path("name").asText(),
          journal.path("unsyncedMs").asLong() / 1000.0,
          bytes(journal.path("inFlightBytes").asLong()),
          journal.path("sealBacklog").asLong(),
          journal.path("segments").asLong(),
          bytes(journal.path("openBytes").asLong()),
          bytes(journal.path("bytesWritten").asLong()),
          journal.path("problem").asText().isEmpty()
              ? ""
              : "  " + printable(journal.path("problem").asText()));
    }
  }

  private static void printAside(JsonNode status, PrintWriter out) {
    List<String[]> aside = new ArrayList<>();
    for (JsonNode venue : status.path("archive").path("venues")) {
      String lastDay = venue.path("lastDay").isTextual() ? venue.path("lastDay").asText() : "none";
      aside.add(
          new String[] {
            "archive",
            venue.path("venue").asText()
                + "  last day "
                + lastDay
                + ", "
                + count(venue.path("backlogDays").asLong(), "day")
                + " to consolidate"
          });
    }
    if (!status.path("archive").path("working").asText().isEmpty()) {
      aside.add(new String[] {"", status.path("archive").path("working").asText()});
    }
    for (JsonNode invalid : status.path("invalid")) {
      aside.add(
          new String[] {
            "invalid",
            invalid.path("venue").asText()
                + "  "
                + invalid.path("channel").asText()
                + "  "
                + invalid.path("reason").asText()
                + "  "
                + count(invalid.path("count").asLong(), "frame")
                + " kept away from live state, recorded all the same"
          });
    }
    for (JsonNode tap : status.path("taps")) {
      if (tap.path("dropped").asLong() > 0) {
        aside.add(
            new String[] {
              "tap",
              tap.path("name").asText()
                  + "  "
                  + count(tap.path("dropped").asLong(), "burst")
                  + " dropped, recorded all the same"
            });
      }
    }
    if (!aside.isEmpty()) {
      out.println();
      aside.forEach(pair -> line(out, pair[0], pair[1]));
    }
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
    for (JsonNode stream : streams.subList(0, Math.min(MOST_STREAMS, streams.size()))) {
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
          ago(stream.path("silenceMs").asLong()),
          stream.path("gaps").asLong(),
          retry.isEmpty() ? "" : "  " + printable(retry));
    }
    more(streams.size() - MOST_STREAMS, out);
  }

  private static void more(int left, PrintWriter out) {
    if (left > 0) {
      out.printf("… and %d more; the dashboard has them all%n", left);
    }
  }
}
