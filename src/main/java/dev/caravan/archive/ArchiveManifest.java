package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one file of the archive holds, so that it can be judged without trusting it.
 *
 * <p>Shape: {@code src/docs/formats.md}, "Archive". Component names are the JSON keys, in this
 * order.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param venue {@code binance-spot}
 * @param date UTC day, {@code 2026-11-19}
 * @param software what consolidated it
 * @param plain the lines, before compression
 * @param compressed the file itself
 * @param records lines of the file
 * @param frames how many of them are frames
 * @param textFrames frames kept as a JSON string
 * @param bytesFrames frames kept in base64
 * @param firstReceiveTimeNs earliest receive time of a record
 * @param lastReceiveTimeNs latest receive time of a record
 * @param stream as in a segment's manifest; its {@code dropped} are the frames of the day's
 *     segments that are left out because a restart brought them twice
 */
public record ArchiveManifest(
    int formatVersion,
    String venue,
    String date,
    String software,
    Manifest.Content plain,
    Manifest.Content compressed,
    long records,
    long frames,
    long textFrames,
    long bytesFrames,
    @Nullable Long firstReceiveTimeNs,
    @Nullable Long lastReceiveTimeNs,
    Manifest.Stream stream) {

  public static final int FORMAT_VERSION = 1;

  public ArchiveManifest {
    requireNonNull(venue, "venue");
    requireNonNull(date, "date");
    requireNonNull(software, "software");
    requireNonNull(plain, "plain");
    requireNonNull(compressed, "compressed");
    requireNonNull(stream, "stream");
  }

  /**
   * Reads a {@code _manifest.json}.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws dev.caravan.manifest.ManifestException if it is no manifest of a known version
   */
  public static ArchiveManifest read(Path file) throws IOException {
    return ManifestFormat.read(file, ArchiveManifest.class, FORMAT_VERSION);
  }
}
