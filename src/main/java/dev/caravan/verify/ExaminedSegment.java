package dev.caravan.verify;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.SegmentName;
import dev.caravan.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one segment turned out to be by itself; what it is among the others is still to be seen.
 *
 * @param damage in it and in its manifest
 * @param transcript its records, for the account of the journal
 * @param candles intervals of its candles
 * @param headerPrevious what its header says of the segment before; empty where it has no header
 * @param manifest what is said about it; empty where nothing can be read
 * @param sha256 of its plain content; empty where not all of that could be read
 * @param file what was read; empty where it could not be opened at all
 * @param unfinishedBytes of a line that was just being written
 */
record ExaminedSegment(
    SegmentName name,
    List<Damage> damage,
    Transcript transcript,
    Map<StreamId, CandleRuns> candles,
    Optional<String> headerPrevious,
    Optional<Manifest> manifest,
    Optional<String> sha256,
    Optional<Path> file,
    long unfinishedBytes) {

  ExaminedSegment {
    damage = List.copyOf(damage);
  }
}
