package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentName;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which time a sealed segment covers, from the first lines of its manifest.
 *
 * @param name of the segment
 * @param manifest its file
 * @param compressed its content; empty where it was purged
 * @param plainBytes length of the plain content
 * @param sha256 of the plain content
 * @param records how many it holds
 * @param offenders lines that are no records, or contradict themselves
 * @param firstNs earliest receive time
 * @param lastNs latest receive time
 */
record SegmentSpan(
    SegmentName name,
    Path manifest,
    Optional<Path> compressed,
    long plainBytes,
    String sha256,
    long records,
    long offenders,
    long firstNs,
    long lastNs) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int ENOUGH = 1 << 12;

  boolean overlaps(UtcDay day) {
    return records > 0 && firstNs < day.endNs() && lastNs >= day.startNs();
  }

  long number() {
    return name.number();
  }

  /** Reads the manifest of a sealed segment as far as its list of offenders. */
  static SegmentSpan read(SegmentFile segment) throws IOException {
    Path file = segment.manifest().orElseThrow();
    long plainBytes = -1;
    String sha256 = "";
    long records = -1;
    long offenders = -1;
    long firstNs = Long.MAX_VALUE;
    long lastNs = Long.MIN_VALUE;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), ENOUGH);
        JsonParser json = JSON.createParser(in)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME && offenders < 0) {
        String key = json.currentName();
        JsonToken value = json.nextToken();
        switch (key) {
          case "formatVersion" -> {
            if (json.getIntValue() != Manifest.FORMAT_VERSION) {
              throw new ManifestException(
                  "manifest not read: file=%s formatVersion=%d known=%d; use the software that wrote it"
                      .formatted(file, json.getIntValue(), Manifest.FORMAT_VERSION));
            }
          }
          case "plain" -> {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
              String of = json.currentName();
              json.nextToken();
              if (of.equals("bytes")) {
                plainBytes = json.getLongValue();
              } else if (of.equals("sha256")) {
                sha256 = requireNonNull(json.getText(), "sha256");
              }
            }
          }
          case "records" -> records = json.getLongValue();
          case "offenderCount" -> offenders = json.getLongValue();
          case "firstReceiveTimeNs" ->
              firstNs = value == JsonToken.VALUE_NULL ? firstNs : json.getLongValue();
          case "lastReceiveTimeNs" ->
              lastNs = value == JsonToken.VALUE_NULL ? lastNs : json.getLongValue();
          default -> json.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw new ManifestException(
          "manifest not read: file=" + file + " reason=" + e.getOriginalMessage(), e);
    }
    if (plainBytes < 0 || sha256.isEmpty() || records < 0 || offenders < 0) {
      throw new ManifestException(
          "manifest not read: file=" + file + " reason=it does not say what the segment holds");
    }
    return new SegmentSpan(
        segment.name(),
        file,
        segment.compressed(),
        plainBytes,
        sha256,
        records,
        offenders,
        firstNs,
        lastNs);
  }
}
