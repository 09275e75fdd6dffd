package dev.caravan.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.archive.ArchiveStatus;
import dev.caravan.incident.Incident;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.ReadCount;
import dev.caravan.stream.ConnectionStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * Writes a snapshot as the JSON that {@code /status.json} serves, the page draws and the {@code
 * status} command prints.
 *
 * <p>Shape: times are epoch milliseconds ({@code …Ms}), sizes bytes, rates per second. {@code
 * lastId} is a string, since a number above 2^53 would lose digits in a browser. What is not known
 * is {@code null}. Keys are only added within one {@code formatVersion}.
 */
public final class StatusJson {
  static final int FORMAT_VERSION = 1;

  private final JsonFactory factory = new JsonFactory();

  /** The snapshot as UTF-8; {@code viewers} are the pages that watch it now. */
  public byte[] write(DaemonStatus status, RateHistory history, long viewers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
    try (JsonGenerator json = factory.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("formatVersion", FORMAT_VERSION);
      json.writeStringField("software", "caravan " + status.version());
      json.writeNumberField("nowMs", status.at().toEpochMilli());
      json.writeNumberField("startedAtMs", status.startedAt().toEpochMilli());
      json.writeNumberField("uptimeMs", status.uptime().toMillis());
      json.writeStringField("dataDir", status.dataDir());
      json.writeNumberField("viewers", viewers);
      writeTotals(json, status);
      writeHealth(json, status);
      writeProcess(json, status.process());
      writeDisk(json, status);
      json.writeArrayFieldStart("venues");
      for (FeedStatus feed : status.feeds()) {
        writeFeed(json, feed);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("journals");
      for (JournalStatus journal : status.journals()) {
        writeJournal(json, journal);
      }
      json.writeEndArray();
      writeArchive(json, status.archive());
      json.writeObjectFieldStart("incidents");
      writeIncidents(json, "open", status.openIncidents());
      writeIncidents(json, "recent", status.recentIncidents());
      json.writeEndObject();
      writeGaps(json, status);
      writeLive(json, status);
      writeHistory(json, history);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static void writeTotals(JsonGenerator json, DaemonStatus status) throws IOException {
    Verdict verdict = Verdict.of(status);
    json.writeObjectFieldStart("totals");
    json.writeStringField("verdict", lower(verdict.state()));
    json.writeStringField("sentence", verdict.sentence());
    json.writeNumberField("wanted", status.wanted());
    json.writeNumberField("acknowledged", status.acknowledged());
    json.writeNumberField("receiving", status.receiving());
    writeRate(json, "framesPerSecond", status.framesPerSecond());
    json.writeNumberField("frames", status.framesTotal());
    json.writeNumberField("gaps", status.gaps());
    json.writeNumberField("missingIds", status.missingIds());
    json.writeNumberField("incidentsOpen", status.openIncidents().size());
    json.writeEndObject();
  }

  static void writeHealth(JsonGenerator json, DaemonStatus status) throws IOException {
    json.writeObjectFieldStart("health");
    json.writeBooleanField("live", status.isLive());
    json.writeBooleanField("ready", status.isReady());
    json.writeArrayFieldStart("checks");
    for (CheckResult check : status.checks()) {
      json.writeStartObject();
      json.writeStringField("name", check.name());
      json.writeBooleanField("up", check.up());
      json.writeStringField("reason", check.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeProcess(JsonGenerator json, ProcessStatus process) throws IOException {
    json.writeObjectFieldStart("process");
    json.writeNumberField("pid", process.pid());
    json.writeNumberField("cpus", process.cpus());
    if (process.cpuLoad() < 0) {
      json.writeNullField("cpuLoad");
    } else {
      json.writeNumberField("cpuLoad", Math.round(process.cpuLoad() * 10_000) / 10_000.0);
    }
    json.writeNumberField("heapUsedBytes", process.heapUsedBytes());
    json.writeNumberField("heapMaxBytes", process.heapMaxBytes());
    json.writeNumberField("threads", process.threads());
    json.writeNumberField("openFiles", process.openFiles());
    json.writeEndObject();
  }

  static void writeArchive(JsonGenerator json, ArchiveStatus archive) throws IOException {
    json.writeObjectFieldStart("archive");
    json.writeStringField("working", archive.working());
    json.writeStringField("problem", archive.problem());
    json.writeArrayFieldStart("venues");
    for (ArchiveStatus.Venue venue : archive.venues()) {
      json.writeStartObject();
      json.writeStringField("venue", venue.venue());
      json.writeStringField("lastDay", venue.lastDay().map(LocalDate::toString).orElse(null));
      json.writeNumberField("backlogDays", venue.backlogDays());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeDisk(JsonGenerator json, DaemonStatus status) throws IOException {
    json.writeObjectFieldStart("disk");
    json.writeNumberField("freeBytes", status.freeDiskBytes());
    json.writeNumberField("totalBytes", status.totalDiskBytes());
    json.writeNumberField("reserveBytes", status.reserveDiskBytes());
    if (status.hoursToFullDisk().isPresent()) {
      writeRate(json, "hoursToFull", status.hoursToFullDisk().getAsDouble());
    } else {
      json.writeNullField("hoursToFull");
    }
    json.writeEndObject();
  }

  private static void writeFeed(JsonGenerator json, FeedStatus feed) throws IOException {
    json.writeStartObject();
    writeFeedCounts(json, feed);
    json.writeNumberField("frames", feed.framesTotal());
    writeConnections(json, feed.connections());
    json.writeArrayFieldStart("streams");
    for (StreamStatus stream : feed.streams()) {
      writeStream(json, stream, feed.servedByRest().contains(stream.stream()));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeFeedCounts(JsonGenerator json, FeedStatus feed) throws IOException {
    json.writeStringField("venue", feed.venue());
    json.writeBooleanField("attached", feed.attached());
    json.writeBooleanField("reading", feed.reading());
    json.writeStringField("problem", feed.problem());
    json.writeNumberField("wanted", feed.streams().size());
    json.writeNumberField("acknowledged", feed.acknowledged());
    json.writeNumberField("receiving", feed.count(StreamStatus.Phase.RECEIVING));
    json.writeNumberField("servedByRest", feed.servedByRest().size());
    json.writeNumberField("unrecognised", feed.unrecognised());
  }

  static void writeConnections(JsonGenerator json, List<ConnectionStatus> connections)
      throws IOException {
    json.writeArrayFieldStart("connections");
    for (ConnectionStatus connection : connections) {
      json.writeStartObject();
      json.writeStringField("name", connection.name());
      json.writeStringField("state", connection.state());
      json.writeNumberField("streams", connection.streams());
      json.writeNumberField("inStateMs", connection.inState().toMillis());
      json.writeNumberField("attempts", connection.attempts());
      if (connection.nextSwap().isPresent()) {
        json.writeNumberField("nextSwapMs", connection.nextSwap().get().toMillis());
      } else {
        json.writeNullField("nextSwapMs");
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeStream(JsonGenerator json, StreamStatus stream, boolean isServedByRest)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("channel", stream.stream().channel());
    json.writeStringField("symbol", stream.stream().symbol());
    json.writeStringField("phase", lower(stream.phase()));
    json.writeBooleanField("servedByRest", isServedByRest);
    json.writeNumberField("frames", stream.frames());
    json.writeNumberField("bytes", stream.bytes());
    writeRate(json, "framesPerSecond", stream.framesPerSecond());
    if (stream.latencyMs().isPresent()) {
      json.writeNumberField("latencyMs", stream.latencyMs().getAsLong());
    } else {
      json.writeNullField("latencyMs");
    }
    if (stream.lastReceiveTimeNs() > 0) {
      json.writeNumberField("lastReceiveTimeMs", stream.lastReceiveTimeNs() / 1_000_000);
    } else {
      json.writeNullField("lastReceiveTimeMs");
    }
    json.writeNumberField("silenceMs", stream.silence().toMillis());
    json.writeNumberField("staleAfterMs", stream.staleAfter().toMillis());
    json.writeNumberField("gaps", stream.gaps());
    json.writeNumberField("missingIds", stream.missingIds());
    json.writeNumberField("repeated", stream.repeated());
    json.writeNumberField("reordered", stream.reordered());
    if (stream.lastId() >= 0) {
      json.writeStringField("lastId", Long.toString(stream.lastId()));
    } else {
      json.writeNullField("lastId");
    }
    if (stream.retry().isPresent()) {
      StreamStatus.Retry retry = stream.retry().get();
      json.writeObjectFieldStart("retry");
      json.writeNumberField("tries", retry.tries());
      json.writeNumberField("nextMs", retry.next().toMillis());
      json.writeStringField("sentence", retry.toString());
      json.writeEndObject();
    } else {
      json.writeNullField("retry");
    }
    json.writeEndObject();
  }

  static void writeJournal(JsonGenerator json, JournalStatus journal) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", journal.name());
    json.writeStringField("openSegment", journal.openSegment());
    json.writeNumberField("openBytes", journal.openBytes());
    json.writeNumberField("segments", journal.segments());
    json.writeNumberField("sealBacklog", journal.sealBacklog());
    json.writeNumberField("inFlightBytes", journal.inFlightBytes());
    json.writeNumberField("unsyncedMs", journal.unsyncedAge().toMillis());
    json.writeNumberField("recordsWritten", journal.recordsWritten());
    json.writeNumberField("wrappedFrames", journal.wrappedFrames());
    json.writeNumberField("bytesWritten", journal.bytesWritten());
    json.writeNumberField("lastBatchRecords", journal.lastBatchRecords());
    json.writeNumberField("notKeptFrames", journal.notKeptFrames());
    json.writeBooleanField("paused", journal.isPaused());
    json.writeStringField("problem", journal.problem());
    json.writeEndObject();
  }

  static void writeIncidents(JsonGenerator json, String field, List<Incident> incidents)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Incident incident : incidents) {
      json.writeStartObject();
      json.writeNumberField("id", incident.id());
      json.writeStringField("key", incident.key());
      json.writeStringField("severity", lower(incident.severity()));
      json.writeNumberField("openedAtMs", incident.openedAt().toEpochMilli());
      if (incident.closedAt().isPresent()) {
        json.writeNumberField("closedAtMs", incident.closedAt().get().toEpochMilli());
      } else {
        json.writeNullField("closedAtMs");
      }
      json.writeStringField("sentence", incident.sentence());
      json.writeStringField("nextStep", incident.nextStep());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void writeGaps(JsonGenerator json, DaemonStatus status) throws IOException {
    json.writeArrayFieldStart("gapsByCause");
    for (GapCount gap : status.gapsByCause()) {
      json.writeStartObject();
      json.writeStringField("venue", gap.venue());
      json.writeStringField("channel", gap.channel());
      json.writeStringField("cause", gap.cause());
      json.writeNumberField("gaps", gap.gaps());
      json.writeNumberField("missingIds", gap.missingIds());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeInvalid(
      JsonGenerator json, DaemonStatus status, String field, boolean isOddity) throws IOException {
    json.writeArrayFieldStart(field);
    for (InvalidCount invalid : status.invalid()) {
      if (invalid.reason().isOddity() == isOddity) {
        json.writeStartObject();
        json.writeStringField("venue", invalid.venue());
        json.writeStringField("channel", invalid.channel());
        json.writeStringField("reason", invalid.reason().label());
        json.writeNumberField("count", invalid.count());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  static void writeLive(JsonGenerator json, DaemonStatus status) throws IOException {
    writeInvalid(json, status, "invalid", false);
    writeInvalid(json, status, "oddities", true);
    json.writeArrayFieldStart("read");
    for (ReadCount live : status.read()) {
      json.writeStartObject();
      json.writeStringField("venue", live.venue());
      json.writeNumberField("read", live.read());
      json.writeNumberField("skipped", live.skipped());
      json.writeNumberField("share", live.share());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("taps");
    for (TapStatus tap : status.taps()) {
      json.writeStartObject();
      json.writeStringField("name", tap.name());
      json.writeNumberField("dropped", tap.dropped());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** {@code [[epochMs, framesPerSecond], …]}, oldest first. */
  private static void writeHistory(JsonGenerator json, RateHistory history) throws IOException {
    json.writeArrayFieldStart("history");
    for (RateHistory.Sample sample : history.samples()) {
      json.writeStartArray();
      json.writeNumber(sample.epochMs());
      json.writeNumber(tenths(sample.framesPerSecond()));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  static void writeRate(JsonGenerator json, String field, double rate) throws IOException {
    json.writeNumberField(field, tenths(rate));
  }

  /** A rate with one decimal; 0 where it is not a number, which JSON could not say. */
  private static double tenths(double rate) {
    return Double.isFinite(rate) ? Math.round(rate * 10) / 10.0 : 0;
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
