package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.Manifest.Purged;
import dev.caravan.manifest.ManifestFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one consolidated day of a venue holds and where it came from; a day without one is not
 * consolidated, whatever files there are.
 *
 * <p>Shape: {@code src/docs/formats.md}, "Archive". Component names are the JSON keys, in this
 * order.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param venue {@code binance-spot}
 * @param date UTC day, {@code 2026-11-19}
 * @param software what consolidated it
 * @param consolidatedAt when, as in ISO 8601
 * @param records lines of all files of the day
 * @param dropped frames of the segments that are in no file, because a restart brought them twice
 * @param sources the segments that hold records of the day, in order
 * @param streams the files of the day, by channel and symbol
 * @param purged that the files were removed; null while they are there
 */
public record DayManifest(
    int formatVersion,
    String venue,
    String date,
    String software,
    String consolidatedAt,
    long records,
    long dropped,
    List<Source> sources,
    List<File> streams,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Purged purged) {

  public static final int FORMAT_VERSION = 1;

  public DayManifest {
    requireNonNull(venue, "venue");
    requireNonNull(date, "date");
    requireNonNull(software, "software");
    requireNonNull(consolidatedAt, "consolidatedAt");
    sources = List.copyOf(sources);
    streams = List.copyOf(streams);
  }

  /**
   * A segment that the day was taken from.
   *
   * @param journal {@code raw/binance-spot}
   * @param number of the segment
   * @param sha256 of its plain content
   * @param records how many of its records are of this day
   */
  public record Source(String journal, long number, String sha256, long records) {
    public Source {
      requireNonNull(journal, "journal");
      requireNonNull(sha256, "sha256");
    }
  }

  /**
   * A file of the day.
   *
   * @param channel as subscribed; {@code -} for records of no stream
   * @param symbol as the venue spells it; empty where there is none
   * @param records its lines
   * @param bytes length of the compressed file
   * @param sha256 of the compressed file
   */
  public record File(String channel, String symbol, long records, long bytes, String sha256) {
    public File {
      requireNonNull(channel, "channel");
      requireNonNull(symbol, "symbol");
      requireNonNull(sha256, "sha256");
    }

    /** Channel and symbol as one name. */
    @JsonIgnore
    public StreamId id() {
      return channel.equals("-") ? StreamId.NONE : new StreamId(channel, symbol);
    }
  }

  /** Whether the files of the day are there. */
  @JsonIgnore
  public boolean isReadable() {
    return purged == null;
  }

  /**
   * Reads a file of {@link ArchiveLayout#dayManifest}.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws dev.caravan.manifest.ManifestException if it is no manifest of a known version
   */
  public static DayManifest read(Path file) throws IOException {
    return ManifestFormat.read(file, DayManifest.class, FORMAT_VERSION);
  }
}
