package dev.caravan.merge;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a merged recording is made of.
 *
 * <p>Shape: {@code src/docs/formats.md}, "Merged recordings". Component names are the JSON keys, in
 * this order; an unknown value is {@code null}.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param software what merged
 * @param mergedAt when, ISO-8601
 * @param venues one entry a venue
 */
public record MergeReport(int formatVersion, String software, String mergedAt, List<Venue> venues) {

  public static final int FORMAT_VERSION = 1;

  public MergeReport {
    requireNonNull(software, "software");
    requireNonNull(mergedAt, "mergedAt");
    venues = List.copyOf(venues);
  }

  /**
   * One venue.
   *
   * @param clockOffsetNs how far the receive times of the second source are ahead of the first's,
   *     the median of frames that both have; null where no frame is in both
   * @param parts the segments written, in order
   */
  public record Venue(
      String venue, List<Source> sources, @Nullable Long clockOffsetNs, List<Part> parts) {
    public Venue {
      requireNonNull(venue, "venue");
      sources = List.copyOf(sources);
      parts = List.copyOf(parts);
    }
  }

  /**
   * One of the two recordings.
   *
   * @param prefix what the names of its connections begin with in the merged recording
   * @param folder its data folder as given
   * @param firstSegment number of the first segment read
   * @param records records read
   * @param taken records that are in the merged recording
   * @param copies frames left out because the other source had delivered them
   * @param led frames without ids left out because the other source led their stream
   * @param filledGaps holes in its ids that the other source closes wholly
   * @param filledIds ids that it lacks and the other source has
   * @param gapRecordsDropped gap records left out because nothing of them is missing any more
   * @param unreadable places that could not be read and were left out
   */
  public record Source(
      String prefix,
      String folder,
      long firstSegment,
      long lastSegment,
      @Nullable Long firstReceiveTimeNs,
      @Nullable Long lastReceiveTimeNs,
      long records,
      long taken,
      long copies,
      long led,
      long filledGaps,
      long filledIds,
      long gapRecordsDropped,
      long unreadable) {
    public Source {
      requireNonNull(prefix, "prefix");
      requireNonNull(folder, "folder");
    }
  }

  /** Where the records of one merged segment come from. */
  public record Part(long segment, List<From> from) {
    public Part {
      from = List.copyOf(from);
    }
  }

  /** How many records of which segments of one source. */
  public record From(String prefix, long firstSegment, long lastSegment, long records) {
    public From {
      requireNonNull(prefix, "prefix");
    }
  }
}
