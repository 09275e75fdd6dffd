package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.cli.VenuePlan.ChannelPlan;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Puts plans into lines for a person, or into JSON for a program. */
final class PlanReport {

  private static final double GB = 1e9;
  private static final String COLUMNS = "  %-16s %8s %11s %11s %14s";

  private PlanReport() {}

  static List<String> lines(List<VenuePlan> venues, DiskPlan disk) {
    List<String> lines = new ArrayList<>();
    for (VenuePlan venue : venues) {
      lines.add(venue.venue());
      lines.add(
          "  streams        "
              + venue.streams()
              + " ("
              + venue.symbols()
              + " symbols, "
              + venue.channels().size()
              + " channels)");
      lines.add(
          "  connections    "
              + venue.connections().size()
              + perConnection(venue)
              + (venue.lines() == 1 ? "" : ", each on " + venue.lines() + " lines")
              + ", at most "
              + venue.streamsPerConnection()
              + " allowed");
      lines.add(
          "  subscribing    "
              + venue.requests()
              + (venue.requests() == 1 ? " request, " : " requests, the last after ")
              + (venue.requests() == 1 ? "at once" : seconds(venue.subscribeTime()))
              + " by the venue's pace, network on top");
      lines.add("  REST at start  " + rest(venue));
      lines.add("");
      lines.add(
          format(COLUMNS, "channel", "streams", "messages/s", "GB/day raw", "GB/day zstd")
              + "  origin of the estimate");
      for (ChannelPlan channel : venue.channels()) {
        lines.add(channel(channel));
      }
      lines.add(
          format(
              COLUMNS,
              "sum",
              venue.streams(),
              number(venue.messagesPerSecond()),
              gigabytes(venue.rawBytesPerDay()),
              gigabytes(venue.compressedBytesPerDay())));
      lines.add("");
      venue.notes().forEach(note -> lines.add("  note: " + note));
      if (!venue.notes().isEmpty()) {
        lines.add("");
      }
    }
    lines.add(disk(venues, disk));
    lines.add("Rates are estimates; markets differ by ten times from day to day.");
    return lines;
  }

  private static String perConnection(VenuePlan venue) {
    IntSummaryStatistics streams =
        venue.connections().stream().mapToInt(Integer::intValue).summaryStatistics();
    if (streams.getCount() == 0) {
      return "";
    }
    return streams.getMin() == streams.getMax()
        ? " with " + streams.getMax() + " streams" + (streams.getCount() == 1 ? "" : " each")
        : " with " + streams.getMin() + " to " + streams.getMax() + " streams each";
  }

  private static String rest(VenuePlan venue) {
    if (venue.restPerMinute() == 0) {
      return "none of this venue is known";
    }
    String time =
        venue.restTime().isZero()
            ? "at once"
            : "spread over " + venue.restTime().toMinutes() + " minutes";
    return "weight " + venue.restWeight() + " of " + venue.restPerMinute() + " a minute, " + time;
  }

  private static String channel(ChannelPlan channel) {
    boolean isUnknown = channel.unknown() == channel.streams();
    String origin = String.join("; ", channel.origins());
    if (channel.unknown() > 0) {
      String missing = "nothing known of " + channel.unknown() + " streams, not in the sum";
      origin = origin.isEmpty() ? missing : origin + "; " + missing;
    }
    return format(
            COLUMNS,
            channel.channel(),
            channel.streams(),
            isUnknown ? "?" : number(channel.messagesPerSecond()),
            isUnknown ? "?" : gigabytes(channel.rawBytesPerDay()),
            isUnknown ? "?" : gigabytes(channel.compressedBytesPerDay()))
        + "  "
        + origin;
  }

  private static String disk(List<VenuePlan> venues, DiskPlan disk) {
    double raw = venues.stream().mapToDouble(VenuePlan::rawBytesPerDay).sum();
    double compressed = venues.stream().mapToDouble(VenuePlan::compressedBytesPerDay).sum();
    return "disk: folder="
        + disk.folder()
        + " free="
        + gigabytes(disk.freeBytes())
        + " GB reserve="
        + gigabytes(disk.reserveBytes())
        + " GB; full after "
        + hours(disk.hoursUntilFull(compressed))
        + " as sealed segments, "
        + hours(disk.hoursUntilFull(raw))
        + " if nothing were compressed";
  }

  static String json(List<VenuePlan> venues, DiskPlan disk) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("formatVersion", 1);
      json.writeArrayFieldStart("venues");
      for (VenuePlan venue : venues) {
        write(json, venue);
      }
      json.writeEndArray();
      double raw = venues.stream().mapToDouble(VenuePlan::rawBytesPerDay).sum();
      double compressed = venues.stream().mapToDouble(VenuePlan::compressedBytesPerDay).sum();
      json.writeObjectFieldStart("disk");
      json.writeStringField("folder", disk.folder().toString());
      json.writeNumberField("freeBytes", disk.freeBytes());
      json.writeNumberField("reserveBytes", disk.reserveBytes());
      writeHours(json, "hoursUntilFullRaw", disk.hoursUntilFull(raw));
      writeHours(json, "hoursUntilFullCompressed", disk.hoursUntilFull(compressed));
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, VenuePlan venue) throws IOException {
    json.writeStartObject();
    json.writeStringField("venue", venue.venue());
    json.writeNumberField("symbols", venue.symbols());
    json.writeNumberField("streams", venue.streams());
    json.writeNumberField("connections", venue.connections().size());
    json.writeArrayFieldStart("streamsPerConnection");
    for (int streams : venue.connections()) {
      json.writeNumber(streams);
    }
    json.writeEndArray();
    json.writeNumberField("lines", venue.lines());
    json.writeNumberField("requests", venue.requests());
    json.writeNumberField("subscribeMs", venue.subscribeTime().toMillis());
    json.writeNumberField("restWeight", venue.restWeight());
    json.writeNumberField("restWeightPerMinute", venue.restPerMinute());
    writeTraffic(
        json, venue.messagesPerSecond(), venue.rawBytesPerDay(), venue.compressedBytesPerDay());
    json.writeArrayFieldStart("channels");
    for (ChannelPlan channel : venue.channels()) {
      json.writeStartObject();
      json.writeStringField("channel", channel.channel());
      json.writeNumberField("streams", channel.streams());
      json.writeNumberField("streamsWithoutEstimate", channel.unknown());
      writeTraffic(
          json,
          channel.messagesPerSecond(),
          channel.rawBytesPerDay(),
          channel.compressedBytesPerDay());
      writeTexts(json, "origins", channel.origins());
      json.writeEndObject();
    }
    json.writeEndArray();
    writeTexts(json, "notes", venue.notes());
    json.writeEndObject();
  }

  private static void writeTraffic(
      JsonGenerator json, double messages, double raw, double compressed) throws IOException {
    json.writeNumberField("messagesPerSecond", Math.round(messages * 1000) / 1000.0);
    json.writeNumberField("rawBytesPerDay", Math.round(raw));
    json.writeNumberField("compressedBytesPerDay", Math.round(compressed));
  }

  private static void writeHours(JsonGenerator json, String field, OptionalDouble hours)
      throws IOException {
    if (hours.isPresent()) {
      json.writeNumberField(field, Math.round(hours.getAsDouble() * 10) / 10.0);
    } else {
      json.writeNullField(field);
    }
  }

  private static void writeTexts(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static String hours(OptionalDouble hours) {
    if (hours.isEmpty()) {
      return "never (nothing is expected)";
    }
    double value = hours.getAsDouble();
    return format(value < 100 ? "%.1f hours" : "%.0f hours", value)
        + (value < 48 ? "" : format(" (%.0f days)", value / 24));
  }

  private static String seconds(Duration time) {
    return format("%.1f s", time.toMillis() / 1000.0);
  }

  private static String gigabytes(double bytes) {
    return format(bytes < 10 * GB ? "%.2f" : "%.0f", bytes / GB);
  }

  private static String number(double value) {
    return format(value < 10 ? "%.1f" : "%.0f", value);
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
