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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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
  private static final String PURGED = "purged";
  private static final List<String> OPTIONAL = List.of(PURGED, "rebuilt", "notAsWritten");
  private static final ObjectWriter WRITER = MAPPER.writer(new LinePerStream());

  private ManifestFormat() {}

  /** Writes a manifest; the same manifest always gives the same bytes. */
  public static byte[] write(Manifest manifest) {
    return writeAny(manifest);
  }

  /** Writes a manifest of any sort, or a tree of one. */
  public static byte[] writeAny(Object manifest) {
    try {
      byte[] json = WRITER.writeValueAsBytes(manifest);
      byte[] line = Arrays.copyOf(json, json.length + 1);
      line[json.length] = '\n';
      return line;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("manifest not written: " + manifest, e);
    }
  }

  /**
   * Reads a segment's manifest file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws ManifestException if it is no manifest of a version that this software knows
   */
  public static Manifest read(Path file) throws IOException {
    return read(file, Manifest.class, Manifest.FORMAT_VERSION);
  }

  /**
   * Reads a manifest of any sort.
   *
   * @param type a record; {@code purged}, {@code rebuilt} and {@code notAsWritten} may be absent in
   *     the file
   * @param knownVersion the highest {@code formatVersion} that is understood
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws ManifestException if it is no manifest of a version that this software knows
   */
  public static <T> T read(Path file, Class<T> type, int knownVersion) throws IOException {
    JsonNode tree = readTree(file, knownVersion);
    try {
      addLaterKeys(tree);
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      throw new ManifestException("manifest not read: file=" + file + " reason=" + reason(e), e);
    }
  }

  /** What earlier software did not count is not known; everything else has to be there. */
  private static void addLaterKeys(JsonNode manifest) {
    OPTIONAL.forEach(key -> addKey(manifest, key));
    for (JsonNode stream : manifest.path("streams")) {
      addKey(stream, "backfilled");
    }
    addKey(manifest.path("stream"), "backfilled");
  }

  private static void addKey(JsonNode node, String key) {
    if (node instanceof ObjectNode object && !object.has(key)) {
      object.putNull(key);
    }
  }

  /** The same file with {@code purged} as its last key and nothing else changed. */
  public static byte[] purged(Path file, int knownVersion, Manifest.Purged purged)
      throws IOException {
    if (!(readTree(file, knownVersion) instanceof ObjectNode object)) {
      throw new ManifestException("manifest not read: file=" + file + " reason=no object");
    }
    object.remove(PURGED);
    object.set(PURGED, MAPPER.valueToTree(purged));
    return writeAny(object);
  }

  private static JsonNode readTree(Path file, int knownVersion) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new ManifestException("manifest not read: file=" + file + " reason=" + reason(e), e);
    }
    JsonNode tree;
    try {
      tree = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new ManifestException("manifest not read: file=" + file + " reason=" + reason(e), e);
    }
    int version = tree == null ? 0 : tree.path("formatVersion").asInt();
    if (version > knownVersion) {
      throw new NewerManifestException(file, version, knownVersion);
    }
    if (version < 1) {
      throw new ManifestException(
          "manifest not read: file=" + file + " reason=it states no formatVersion");
    }
    return tree;
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
