package dev.caravan.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.incident.Incident;
import dev.caravan.journal.JournalStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what every viewer of the page sees, in parts, so that a viewer is only sent the parts that
 * changed. Units and names are those of {@link StatusJson}; what is not known is {@code null}.
 */
final class DashboardSections {
  /** Connections shown of a venue; the page says how many there are. */
  static final int MOST_CONNECTIONS = 32;

  private static final int MOST_INCIDENTS = 40;
  private static final JsonFactory FACTORY = new JsonFactory();

  private DashboardSections() {}

  /** Writes one part. */
  @FunctionalInterface
  interface Part {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** The parts by name. */
  static Map<String, byte[]> of(
      DaemonStatus status,
      MachineStatus machine,
      FlushTimes flush,
      List<RouteStatus> routes,
      long viewers) {
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put("glance", bytes(json -> writeGlance(json, status, machine, viewers)));
    sections.put("venues", bytes(json -> writeVenues(json, status)));
    sections.put("journals", bytes(json -> writeJournals(json, status, flush)));
    sections.put(
        "health", bytes(json -> inObject(json, () -> StatusJson.writeHealth(json, status))));
    sections.put("incidents", bytes(json -> writeIncidents(json, status)));
    sections.put(
        "quality",
        bytes(
            json ->
                inObject(
                    json,
                    () -> {
                      StatusJson.writeGaps(json, status);
                      StatusJson.writeLive(json, status);
                    })));
    sections.put("routes", bytes(json -> writeRoutes(json, routes)));
    sections.put("routeCounts", bytes(json -> writeRouteCounts(json, routes)));
    return sections;
  }

  /** What a part writes, as UTF-8. */
  static byte[] bytes(Part part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      part.writeTo(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Fields {
    void write() throws IOException;
  }

  private static void inObject(JsonGenerator json, Fields fields) throws IOException {
    json.writeStartObject();
    fields.write();
    json.writeEndObject();
  }

  private static void writeGlance(
      JsonGenerator json, DaemonStatus status, MachineStatus machine, long viewers)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("software", "caravan " + status.version());
    json.writeNumberField("nowMs", status.at().toEpochMilli());
    json.writeNumberField("uptimeMs", status.uptime().toMillis());
    json.writeStringField("dataDir", status.dataDir());
    json.writeNumberField("viewers", viewers);
    json.writeNumberField("receivedBytes", receivedBytes(status));
    json.writeNumberField(
        "writtenBytes", status.journals().stream().mapToLong(JournalStatus::bytesWritten).sum());
    StatusJson.writeTotals(json, status);
    StatusJson.writeProcess(json, status.process());
    json.writeObjectFieldStart("machine");
    writeKnown(json, "cpuLoad", Math.round(machine.cpuLoad() * 1000) / 1000.0);
    writeKnown(json, "memoryBytes", machine.memoryBytes());
    writeKnown(json, "availableBytes", machine.availableBytes());
    writeKnown(json, "residentBytes", machine.residentBytes());
    writeKnown(json, "receivedBytes", machine.receivedBytes());
    writeKnown(json, "sentBytes", machine.sentBytes());
    json.writeEndObject();
    StatusJson.writeDisk(json, status);
    StatusJson.writeArchive(json, status.archive());
    json.writeEndObject();
  }

  private static long receivedBytes(DaemonStatus status) {
    return status.feeds().stream()
        .flatMap(feed -> feed.streams().stream())
        .mapToLong(StreamStatus::bytes)
        .sum();
  }

  private static void writeKnown(JsonGenerator json, String field, double value)
      throws IOException {
    if (value < 0) {
      json.writeNullField(field);
    } else if (value == Math.rint(value)) {
      json.writeNumberField(field, (long) value);
    } else {
      json.writeNumberField(field, value);
    }
  }

  private static void writeVenues(JsonGenerator json, DaemonStatus status) throws IOException {
    json.writeStartArray();
    for (FeedStatus feed : status.feeds()) {
      json.writeStartObject();
      StatusJson.writeFeedCounts(json, feed);
      json.writeNumberField("gaps", feed.streams().stream().mapToLong(StreamStatus::gaps).sum());
      StatusJson.writeRate(
          json,
          "framesPerSecond",
          feed.streams().stream().mapToDouble(StreamStatus::framesPerSecond).sum());
      writeMedianLatency(json, feed);
      if (feed.clockOffsetNs().isPresent()) {
        json.writeNumberField("clockOffsetMs", feed.clockOffsetNs().getAsLong() / 1_000_000);
      } else {
        json.writeNullField("clockOffsetMs");
      }
      json.writeNumberField("connectionCount", feed.connections().size());
      StatusJson.writeConnections(
          json, feed.connections().stream().limit(MOST_CONNECTIONS).toList());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeMedianLatency(JsonGenerator json, FeedStatus feed) throws IOException {
    long[] latencies =
        feed.streams().stream()
            .filter(stream -> stream.phase() == StreamStatus.Phase.RECEIVING)
            .flatMapToLong(stream -> stream.latencyMs().stream())
            .sorted()
            .toArray();
    if (latencies.length == 0) {
      json.writeNullField("latencyMs");
    } else {
      json.writeNumberField("latencyMs", latencies[latencies.length / 2]);
    }
  }

  private static void writeJournals(JsonGenerator json, DaemonStatus status, FlushTimes flush)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("batchMs", flush.batch().toMillis());
    json.writeNumberField("batchFrames", flush.batchFrames());
    json.writeNumberField("syncMs", flush.sync().toMillis());
    json.writeArrayFieldStart("journals");
    for (JournalStatus journal : status.journals()) {
      StatusJson.writeJournal(json, journal);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeIncidents(JsonGenerator json, DaemonStatus status) throws IOException {
    json.writeStartObject();
    json.writeNumberField("openCount", status.openIncidents().size());
    StatusJson.writeIncidents(json, "open", newest(status.openIncidents()));
    StatusJson.writeIncidents(json, "recent", newest(status.recentIncidents()));
    json.writeEndObject();
  }

  private static List<Incident> newest(List<Incident> incidents) {
    return incidents.stream().limit(MOST_INCIDENTS).toList();
  }

  private static void writeRoutes(JsonGenerator json, List<RouteStatus> routes) throws IOException {
    json.writeStartArray();
    for (RouteStatus route : routes) {
      json.writeStartObject();
      json.writeStringField("id", route.id());
      json.writeStringField("description", route.description());
      json.writeStringField("state", route.state());
      json.writeStringField("from", route.from());
      writeNames(json, "steps", route.steps());
      writeNames(json, "to", route.to());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeNames(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  /** {@code {"id":[exchanges,failed]}} since the start. */
  private static void writeRouteCounts(JsonGenerator json, List<RouteStatus> routes)
      throws IOException {
    json.writeStartObject();
    for (RouteStatus route : routes) {
      json.writeArrayFieldStart(route.id());
      json.writeNumber(route.exchanges());
      json.writeNumber(route.failed());
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
