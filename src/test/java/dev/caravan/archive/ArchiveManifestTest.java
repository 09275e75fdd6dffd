package dev.caravan.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.caravan.manifest.Gap;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveManifestTest {

  @TempDir Path folder;

  @Test
  void shouldReadWhatItWrote() throws IOException {
    Path file = folder.resolve("_manifest.json");
    ArchiveManifest manifest =
        new ArchiveManifest(
            1,
            "binance-spot",
            "2026-11-19",
            "caravan 0.1.0",
            new Manifest.Content("records.jsonl", 4096, "aa"),
            new Manifest.Content("records.jsonl.zst", 512, "bb"),
            12,
            11,
            0,
            0,
            5L,
            9L,
            new Manifest.Stream(
                "trade",
                "BTCUSDT",
                11,
                1,
                1L,
                13L,
                13L,
                List.of(new Gap(3, 4, 2, "venue")),
                0,
                0,
                2,
                0L));
    Files.write(file, ManifestFormat.writeAny(manifest));

    assertEquals(manifest, ArchiveManifest.read(file));
  }

  @Test
  void shouldReadADayBeforeAndAfterItWasPurged() throws IOException {
    Path file = folder.resolve("2026-11-19.json");
    DayManifest manifest =
        new DayManifest(
            1,
            "binance-spot",
            "2026-11-19",
            "caravan 0.1.0",
            "2026-11-20T00:17:03Z",
            12,
            2,
            List.of(new DayManifest.Source("raw/binance-spot", 17, "cc", 14)),
            List.of(new DayManifest.File("trade", "BTCUSDT", 12, 512, "bb")),
            null);
    Files.write(file, ManifestFormat.writeAny(manifest));

    assertEquals(manifest, DayManifest.read(file));

    Manifest.Purged purged = new Manifest.Purged("2027-11-20T00:17:03Z", List.of());
    Files.write(file, ManifestFormat.purged(file, DayManifest.FORMAT_VERSION, purged));
    assertEquals(purged, DayManifest.read(file).purged());
  }

  @Test
  void shouldRefuseALaterFormat() throws IOException {
    Path file = folder.resolve("_manifest.json");
    Files.writeString(file, "{\"formatVersion\": 2}");

    assertThrows(ManifestException.class, () -> ArchiveManifest.read(file));
    assertThrows(ManifestException.class, () -> DayManifest.read(file));
  }
}
