package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one segment: its number in the journal and when it was begun.
 *
 * <p>Shape of its files: {@code 000042-2026-11-20T13-00-00.000Z.jsonl}, the same with {@code
 * .jsonl.zst} and with {@code .manifest.json}; the time is UTC. Order is by number.
 *
 * @param number from 1, without holes
 * @param startedAt wall time, cut to milliseconds
 */
public record SegmentName(long number, Instant startedAt) implements Comparable<SegmentName> {
  public static final String PLAIN_SUFFIX = ".jsonl";
  public static final String COMPRESSED_SUFFIX = ".jsonl.zst";
  public static final String MANIFEST_SUFFIX = ".manifest.json";

  /** Follows the full name of a file that is not published yet. */
  public static final String PART_SUFFIX = ".part";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Pattern FILE =
      Pattern.compile(
          "(\\d{6,18})-(\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}\\.\\d{3}Z)"
              + "(\\.jsonl|\\.jsonl\\.zst|\\.manifest\\.json)");
  private static final Comparator<SegmentName> ORDER =
      Comparator.comparingLong(SegmentName::number).thenComparing(SegmentName::startedAt);

  public SegmentName {
    if (number < 1) {
      throw new IllegalArgumentException("segment number must be 1 or more: " + number);
    }
    startedAt = requireNonNull(startedAt, "startedAt").truncatedTo(ChronoUnit.MILLIS);
  }

  public static SegmentName at(long number, long startedAtNs) {
    return new SegmentName(number, Instant.ofEpochSecond(0, startedAtNs));
  }

  /** Reads the name of a plain, compressed or manifest file; anything else is empty. */
  public static Optional<SegmentName> parse(String fileName) {
    Matcher matcher = FILE.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant startedAt = LocalDateTime.parse(matcher.group(2), TIME).toInstant(ZoneOffset.UTC);
      SegmentName name = new SegmentName(Long.parseLong(matcher.group(1)), startedAt);
      return fileName.startsWith(name + ".") ? Optional.of(name) : Optional.empty();
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public String plainFile() {
    return this + PLAIN_SUFFIX;
  }

  public String compressedFile() {
    return this + COMPRESSED_SUFFIX;
  }

  public String manifestFile() {
    return this + MANIFEST_SUFFIX;
  }

  @Override
  public int compareTo(SegmentName other) {
    return ORDER.compare(this, other);
  }

  /** What all file names of the segment begin with. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%06d-%s", number, TIME.format(startedAt));
  }
}
