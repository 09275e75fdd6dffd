package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

/**
 * What the first line of a segment says about it.
 *
 * @param format layout of the lines behind it; this version writes and reads {@value #FORMAT}
 * @param journal {@code raw/binance-spot}
 * @param number as in the file name
 * @param startedAtNs wall time, nanoseconds since the epoch
 * @param software who wrote it: {@code caravan 0.1.0}
 * @param previousSha256 of the plain content of the segment before, lower-case hex; empty for the
 *     first
 */
public record SegmentHeader(
    int format,
    String journal,
    long number,
    long startedAtNs,
    String software,
    String previousSha256) {

  /** The layout described in {@code src/docs/formats.md}. */
  public static final int FORMAT = 1;

  public SegmentHeader {
    requireNonNull(journal, "journal");
    requireNonNull(software, "software");
    requireNonNull(previousSha256, "previousSha256");
  }

  public SegmentName name() {
    return SegmentName.at(number, startedAtNs);
  }
}
