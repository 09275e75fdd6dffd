package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the totals in one small file of JSON, replaced as a whole.
 *
 * <p>Not synced: what a power cut takes is a minute of a count. Not thread-safe.
 */
final class TallyFile {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(TallyFile.class);

  private final Path path;

  TallyFile(Path path) {
    this.path = path;
  }

  /** Empty where there is none, or it cannot be read: counting begins anew. */
  Optional<Totals> read() {
    try {
      JsonNode json = JSON.readTree(Files.readString(path));
      Map<String, Long> gaps = new TreeMap<>();
      json.required("gaps")
          .properties()
          .forEach(gap -> gaps.put(gap.getKey(), gap.getValue().asLong()));
      return Optional.of(
          new Totals(
              Instant.parse(json.required("since").asText()),
              Instant.parse(json.required("countedAt").asText()),
              json.required("wanted").asLong(),
              json.required("wantedSeconds").asDouble(),
              json.required("recordedSeconds").asDouble(),
              json.required("frames").asLong(),
              json.required("bytes").asLong(),
              json.required("starts").asInt(),
              gaps,
              json.required("missingIds").asLong()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.warn("tally not read, counted anew file={} reason={}", path, e.toString());
      return Optional.empty();
    }
  }

  void write(Totals totals) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("since", totals.since().toString());
    json.put("countedAt", totals.countedAt().toString());
    json.put("wanted", totals.wanted());
    json.put("wantedSeconds", totals.wantedSeconds());
    json.put("recordedSeconds", totals.recordedSeconds());
    json.put("frames", totals.frames());
    json.put("bytes", totals.bytes());
    json.put("starts", totals.starts());
    ObjectNode gaps = json.putObject("gaps");
    new TreeMap<>(totals.gaps()).forEach(gaps::put);
    json.put("missingIds", totals.missingIds());
    Path part = path.resolveSibling(path.getFileName() + ".part");
    Files.write(part, (json + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
