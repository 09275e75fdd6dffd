package dev.caravan.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a verification as one JSON object.
 *
 * <p>Shape: {@code src/docs/formats.md}, "verify --json". An absent id is {@code null}.
 */
public final class VerificationJson {

  /** The version of the shape. */
  public static final int FORMAT_VERSION = 1;

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private VerificationJson() {}

  /** Writes the object and a newline; leaves the stream open. */
  public static void write(Verification verification, OutputStream out) throws IOException {
    write(verification, List.of(), out);
  }

  /** Writes the object with what was fixed before, and a newline; leaves the stream open. */
  public static void write(Verification verification, List<Fix> fixes, OutputStream out)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("formatVersion", FORMAT_VERSION);
      json.writeStringField("result", verification.result().word());
      json.writeNumberField("segments", verification.segments());
      json.writeNumberField("records", verification.records());
      writeDamage(verification, json);
      writeGaps(verification, json);
      writeStreams(verification, json);
      if (verification.ledger().isPresent()) {
        writeLedger(verification.ledger().get(), json);
      }
      if (!fixes.isEmpty()) {
        writeFixes(fixes, json);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeDamage(Verification verification, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("damage");
    for (Damage damage : verification.damage()) {
      json.writeStartObject();
      json.writeStringField("file", damage.file());
      json.writeNumberField("offset", damage.offset());
      json.writeStringField("reason", damage.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeGaps(Verification verification, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("gaps");
    for (StreamGap gap : verification.gaps()) {
      json.writeStartObject();
      json.writeStringField("venue", gap.venue());
      json.writeStringField("channel", gap.channel());
      json.writeStringField("symbol", gap.symbol());
      writeId(json, "first", gap.hasIds() ? gap.first() : null);
      writeId(json, "last", gap.hasIds() ? gap.last() : null);
      json.writeNumberField("missing", gap.missing());
      json.writeStringField("cause", gap.cause());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeStreams(Verification verification, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("streams");
    for (StreamResult stream : verification.streams()) {
      json.writeStartObject();
      json.writeStringField("venue", stream.venue());
      json.writeStringField("channel", stream.channel());
      json.writeStringField("symbol", stream.symbol());
      json.writeNumberField("records", stream.records());
      writeId(json, "first", stream.first());
      writeId(json, "last", stream.last());
      json.writeNumberField("gaps", stream.gaps());
      json.writeNumberField("missing", stream.missing());
      json.writeNumberField("backfilled", stream.backfilled());
      json.writeNumberField("notKept", stream.notKept());
      json.writeNumberField("repeated", stream.repeated());
      json.writeNumberField("reordered", stream.reordered());
      json.writeNumberField("longestSilenceMs", stream.longestSilenceMs());
      Long rhythmMs = stream.rhythmMs();
      if (rhythmMs != null) {
        json.writeNumberField("rhythmMs", rhythmMs);
      }
      Long absentIntervals = stream.absentIntervals();
      if (absentIntervals != null) {
        json.writeNumberField("absentIntervals", absentIntervals);
      }
      json.writeStringField("proof", stream.proof().word());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeLedger(LedgerVerdict ledger, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("ledger");
    json.writeStringField("venue", ledger.venue());
    json.writeBooleanField("exact", ledger.isExact());
    json.writeNumberField("sent", ledger.sent());
    json.writeNumberField("recorded", ledger.recorded());
    json.writeNumberField("missing", ledger.missing());
    json.writeNumberField("doubled", ledger.doubled());
    json.writeNumberField("unexpected", ledger.unexpected());
    json.writeArrayFieldStart("streams");
    for (LedgerVerdict.Stream stream : ledger.streams()) {
      json.writeStartObject();
      json.writeStringField("channel", stream.channel());
      json.writeStringField("symbol", stream.symbol());
      json.writeNumberField("sent", stream.sent());
      json.writeNumberField("recorded", stream.recorded());
      json.writeNumberField("missing", stream.missing());
      json.writeNumberField("doubled", stream.doubled());
      json.writeNumberField("unexpected", stream.unexpected());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFixes(List<Fix> fixes, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("fixes");
    for (Fix fix : fixes) {
      json.writeStartObject();
      json.writeStringField("file", fix.file());
      json.writeBooleanField("done", fix.isDone());
      json.writeStringField("what", fix.what());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeId(JsonGenerator json, String name, @Nullable Long id)
      throws IOException {
    if (id == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, id.longValue());
    }
  }
}
