package dev.caravan.manifest;

import dev.caravan.journal.SegmentHeader;
import dev.caravan.journal.SegmentName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts a manifest together from what was counted. */
final class ManifestBuilder {

  private static final long NANOS = 1_000_000_000L;

  private ManifestBuilder() {}

  static Manifest build(
      SegmentName name,
      String journal,
      Optional<SegmentHeader> header,
      String software,
      Manifest.Content plain,
      Manifest.Content compressed,
      @Nullable Long continuesFrom,
      RecordAccount account) {
    return new Manifest(
        Manifest.FORMAT_VERSION,
        name.number(),
        journal,
        header.map(SegmentHeader::startedAtNs).orElseGet(() -> epochNanos(name.startedAt())),
        software,
        plain,
        compressed,
        header.map(SegmentHeader::previousSha256).orElse(""),
        continuesFrom,
        account.records(),
        account.frames(),
        account.textWrapped(),
        account.bytesWrapped(),
        account.earliestNs(),
        account.latestNs(),
        account.offenderCount(),
        account.offenders(),
        account.streams().stream().map(Manifest.Stream::of).toList(),
        null,
        null,
        null);
  }

  private static long epochNanos(Instant instant) {
    return instant.getEpochSecond() * NANOS + instant.getNano();
  }
}
