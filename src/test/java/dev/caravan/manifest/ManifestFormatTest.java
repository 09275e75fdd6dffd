package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFormatTest {

  @TempDir Path folder;

  @Test
  void shouldReadWhatItWrote() throws IOException {
    Path file = folder.resolve("000041.manifest.json");
    Files.write(file, ManifestFormat.write(manifest()));

    assertEquals(manifest(), ManifestFormat.read(file));
  }

  @Test
  void shouldWriteAGapWithoutIdsAsNull() throws IOException {
    String text = new String(ManifestFormat.write(manifest()), StandardCharsets.UTF_8);
    Path file = folder.resolve("000041.manifest.json");
    Files.writeString(
        file, text.replace("\"first\": 3,\"last\": 4,", "\"first\": null,\"last\": null,"));

    Manifest read = ManifestFormat.read(file);

    assertEquals(List.of(new Gap(-1, -1, 2, "venue")), read.streams().get(1).gaps());
    assertEquals(
        Files.readString(file), new String(ManifestFormat.write(read), StandardCharsets.UTF_8));
  }

  @Test
  void shouldKeepEachStreamOnOneLine() {
    String text = new String(ManifestFormat.write(manifest()), StandardCharsets.UTF_8);

    assertEquals(
        """
        {
          "formatVersion": 1,
          "number": 41,
          "journal": "raw/binance-spot",
          "startedAtNs": 1795165200000000000,
          "software": "caravan 0.1.0",
          "plain": {
            "file": "000041-2026-11-20T12-00-00.000Z.jsonl",
            "bytes": 4096,
            "sha256": "aa"
          },
          "compressed": {
            "file": "000041-2026-11-20T12-00-00.000Z.jsonl.zst",
            "bytes": 512,
            "sha256": "bb"
          },
          "previousSha256": "cc",
          "continuesFrom": 40,
          "records": 12,
          "frames": 11,
          "textFrames": 1,
          "bytesFrames": 0,
          "firstReceiveTimeNs": 1795165200000000001,
          "lastReceiveTimeNs": 1795165200000000009,
          "offenderCount": 1,
          "offenders": [
            {"offset": 77,"reason": "not JSON"}
          ],
          "streams": [
            {"channel": "-","symbol": "","records": 1,"events": 0,"firstId": null,"lastId": null,"highestId": null,"gaps": [],"repeated": 0,"reordered": 0,"dropped": 0,"backfilled": 0},
            {"channel": "trade","symbol": "BTCUSDT","records": 10,"events": 1,"firstId": 1,"lastId": 12,"highestId": 12,"gaps": [{"first": 3,"last": 4,"missing": 2,"cause": "venue"}],"repeated": 0,"reordered": 0,"dropped": 0,"backfilled": 2}
          ]
        }
        """,
        text);
  }

  @Test
  void shouldReadAManifestThatDoesNotCountBackfills() throws IOException {
    String text = new String(ManifestFormat.write(manifest()), StandardCharsets.UTF_8);
    Path file = folder.resolve("m");
    Files.writeString(file, text.replaceAll(",\"backfilled\": \\d", ""));

    Manifest old = ManifestFormat.read(file);

    assertNull(old.streams().get(1).backfilled());
    assertEquals(manifest().streams().get(1).gaps(), old.streams().get(1).gaps());
  }

  @Test
  void shouldSayWhereThePurgedRecordsAreAndChangeNothingElse() throws IOException {
    Path file = folder.resolve("000041.manifest.json");
    String text = new String(ManifestFormat.write(manifest()), StandardCharsets.UTF_8);
    Files.writeString(file, text.replace("\"frames\": 11,", "\"frames\": 11,\n  \"later\": [],"));
    Manifest.Purged purged = new Manifest.Purged("2026-11-21T00:20:00Z", List.of("archive/a.json"));

    Files.write(file, ManifestFormat.purged(file, 1, purged));

    assertEquals(purged, ManifestFormat.read(file).purged());
    assertEquals(
        text.replace("\"frames\": 11,", "\"frames\": 11,\n  \"later\": [],")
            .replace(
                "\n  ]\n}",
                """

                  ],
                  "purged": {
                    "at": "2026-11-21T00:20:00Z",
                    "into": ["archive/a.json"]
                  }
                }"""),
        Files.readString(file));
  }

  @Test
  void shouldRefuseManifestOfALaterFormat() throws IOException {
    Path file = folder.resolve("m");
    Files.writeString(file, "{\"formatVersion\":2}");

    ManifestException refused =
        assertThrows(ManifestException.class, () -> ManifestFormat.read(file));

    assertTrue(refused.getMessage().contains("formatVersion=2"), refused.getMessage());
  }

  @Test
  void shouldRefuseWhatIsNoManifest() throws IOException {
    for (String text : List.of("", "[]", "{\"formatVersion\":1}", "{\"formatVersion\":1,", "\0")) {
      Path file = folder.resolve("m");
      Files.writeString(file, text);

      assertThrows(ManifestException.class, () -> ManifestFormat.read(file), text);
    }
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() throws IOException {
    Path file = Files.createDirectory(folder.resolve("taken"));

    ManifestException refused =
        assertThrows(ManifestException.class, () -> ManifestFormat.read(file));

    assertTrue(refused.getMessage().contains("file=" + file), refused.getMessage());
  }

  static Manifest manifest() {
    return new Manifest(
        1,
        41,
        "raw/binance-spot",
        1795165200000000000L,
        "caravan 0.1.0",
        new Manifest.Content("000041-2026-11-20T12-00-00.000Z.jsonl", 4096, "aa"),
        new Manifest.Content("000041-2026-11-20T12-00-00.000Z.jsonl.zst", 512, "bb"),
        "cc",
        40L,
        12,
        11,
        1,
        0,
        1795165200000000001L,
        1795165200000000009L,
        1,
        List.of(new Offender(77, "not JSON")),
        List.of(
            new Manifest.Stream("-", "", 1, 0, null, null, null, List.of(), 0, 0, 0, 0L),
            new Manifest.Stream(
                "trade",
                "BTCUSDT",
                10,
                1,
                1L,
                12L,
                12L,
                List.of(new Gap(3, 4, 2, "venue")),
                0,
                0,
                0,
                2L)),
        null,
        null,
        null);
  }
}
