package dev.caravan.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads and writes manifests as JSON, one stream a line.
 *
 * <p>Thread-safe.
 */
public final class ManifestFormat {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final ObjectWriter WRITER = MAPPER.writer(new LinePerStream());

  private ManifestFormat() {}

  /** Writes a manifest; the same manifest always gives the same bytes. */
  public static byte[] write(Manifest manifest) {
    try {
      byte[] json = WRITER.writeValueAsBytes(manifest);
      byte[] line = Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("manifest not written: number=" + manifest.number(), e);
    }
  }

  /**
   * Reads a manifest file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws ManifestException if it is no manifest of a version that this software knows
   */
  public static Manifest read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      JsonNode tree = MAPPER.readTree(bytes);
      int version = tree == null ? 0 : tree.path("formatVersion").asInt();
      if (version != Manifest.FORMAT_VERSION) {
        throw new ManifestException(
            "manifest not read: file=%s formatVersion=%d known=%d; read it with the software that wrote it"
                .formatted(file, version, Manifest.FORMAT_VERSION));
      }
      addLaterKeys(tree);
      return MAPPER.treeToValue(tree, Manifest.class);
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      throw new ManifestException("manifest not read: file=" + file + " reason=" + reason(e), e);
    }
  }

  /** What earlier software did not count is not known; everything else has to be there. */
  private static void addLaterKeys(JsonNode manifest) {
    for (JsonNode stream : manifest.path("streams")) {
      if (stream instanceof ObjectNode object && !object.has("backfilled")) {
        object.putNull("backfilled");
      }
    }
  }

  private static String reason(Exception e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  /** Breaks lines down to the elements of the top-level lists and leaves these on one line each. */
  private static final class LinePerStream extends DefaultPrettyPrinter {
    @Serial private static final long serialVersionUID = 1;
    private static final int DEPTH = 2;

    LinePerStream() {
      super(
          Separators.createDefaultInstance()
              .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
              .withObjectEmptySeparator("")
              .withArrayEmptySeparator(""));
      Indenter outer =
          new Indenter() {
            private final Indenter lines = new DefaultIndenter("  ", "\n");

            @Override
            public void writeIndentation(JsonGenerator generator, int level) throws IOException {
              if (level <= DEPTH) {
                lines.writeIndentation(generator, level);
              }
            }

            @Override
            public boolean isInline() {
              return false;
            }
          };
      indentObjectsWith(outer);
      indentArraysWith(outer);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new LinePerStream();
    }

    @Override
    public void writeEndObject(JsonGenerator generator, int entries) throws IOException {
      if (_nesting > DEPTH) {
        _nesting--;
        generator.writeRaw('}');
      } else {
        super.writeEndObject(generator, entries);
      }
    }

    @Override
    public void writeEndArray(JsonGenerator generator, int entries) throws IOException {
      if (_nesting > DEPTH) {
        _nesting--;
        generator.writeRaw(']');
      } else {
        super.writeEndArray(generator, entries);
      }
    }
  }
}
