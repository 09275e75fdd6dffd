package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.NewerFormatException;
import dev.caravan.journal.Recovery;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.NewerManifestException;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import dev.caravan.verify.Damage;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerificationJson;
import dev.caravan.verify.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every format that was ever written is read, and one that is not known yet is refused politely.
 */
class FrozenFormatsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SAMPLES = Path.of("src/test/resources/formats");

  @TempDir Path data;

  @ParameterizedTest
  @ValueSource(ints = 1)
  void shouldReadEveryOlderFormat(int version) throws IOException {
    Path sample = SAMPLES.resolve("" + version);
    List<Unreadable> problems = new ArrayList<>();

    List<String> lines = lines(sample.resolve("data"), problems);

    assertEquals(Files.readAllLines(sample.resolve("cat.jsonl")), lines);
    assertEquals(List.of(), problems);
  }

  @ParameterizedTest
  @ValueSource(ints = 1)
  void shouldVerifyEveryOlderFormat(int version) throws IOException {
    Path sample = SAMPLES.resolve("" + version);
    ByteArrayOutputStream json = new ByteArrayOutputStream();

    VerificationJson.write(new Verifier(TestMapping::of).verify(sample.resolve("data")), json);

    JsonNode expected = MAPPER.readTree(sample.resolve("verify.json").toFile());
    assertHolds(expected, MAPPER.readTree(json.toByteArray()), "");
  }

  /** Later versions may say more, but nothing else. */
  private static void assertHolds(JsonNode expected, JsonNode found, String path) {
    if (expected.isObject()) {
      for (Map.Entry<String, JsonNode> field : expected.properties()) {
        assertHolds(field.getValue(), found.path(field.getKey()), path + "/" + field.getKey());
      }
    } else if (expected.isArray()) {
      assertEquals(expected.size(), found.size(), path);
      for (int i = 0; i < expected.size(); i++) {
        assertHolds(expected.get(i), found.get(i), path + "/" + i);
      }
    } else {
      assertEquals(expected, found, path);
    }
  }

  @Test
  void shouldRefuseASegmentOfALaterFormatAndReadTheOthers() throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    Path later = journal.begin().trades(2).write();
    journal.begin().trades(3).write();
    String text = Files.readString(later);
    Files.writeString(later, text.replaceFirst("\"format\":1", "\"format\":2"));
    List<Unreadable> problems = new ArrayList<>();

    List<String> lines = lines(data, problems);

    assertEquals(2, lines.size());
    assertEquals(1, problems.size());
    assertPolite(problems.get(0).reason(), later, "format=2 known=1");
    Verification verification = new Verifier(TestMapping::of).verify(data);
    Damage first = verification.damage().get(0);
    assertPolite(first.reason(), later, "format=2 known=1");
  }

  @Test
  void shouldNotStartBehindASegmentOfALaterFormat() throws IOException {
    TestJournal journal = new TestJournal(data);
    Path later = journal.begin().trades(1).write();
    byte[] bytes =
        Files.readString(later)
            .replaceFirst("\"format\":1", "\"format\":12")
            .getBytes(StandardCharsets.UTF_8);
    Files.write(later, bytes);
    JournalDirectory folder = journal.folder();

    NewerFormatException refused =
        assertThrows(
            NewerFormatException.class, () -> new Recovery(folder, SegmentFiles.system()).run());

    assertPolite(String.valueOf(refused.getMessage()), later, "format=12 known=1");
    assertEquals(bytes.length, Files.size(later));
  }

  @Test
  void shouldRefuseAManifestOfALaterVersion() throws IOException {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    Path manifest = journal.folder().manifest(TestJournal.segment(1));
    String json = Files.readString(manifest);
    Files.writeString(manifest, json.replaceFirst("\"formatVersion\": 1", "\"formatVersion\": 3"));

    NewerManifestException refused =
        assertThrows(NewerManifestException.class, () -> ManifestFormat.read(manifest));

    assertPolite(String.valueOf(refused.getMessage()), manifest, "formatVersion=3 known=1");
  }

  private static void assertPolite(String said, Path file, String versions) {
    assertTrue(said.contains("file=" + file), said);
    assertTrue(said.contains(versions), said);
    assertTrue(said.contains("upgrade to read it"), said);
  }

  private static List<String> lines(Path data, List<Unreadable> problems) throws IOException {
    List<String> lines = new ArrayList<>();
    try (RecordSource source = RecordSource.open(data, RecordFilter.ALL, problems::add)) {
      while (source.next()) {
        lines.add(
            new String(
                source.lineBytes(),
                source.lineFrom(),
                source.lineLength(),
                StandardCharsets.UTF_8));
      }
    }
    return lines;
  }
}
