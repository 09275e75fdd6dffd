package dev.caravan.verify;

import dev.caravan.instrument.StreamId;
import java.util.List;
import java.util.Map;

/**
 * What one file of the archive turned out to be by itself.
 *
 * @param damage in it and in its manifest
 * @param transcript its records, for the account of the journal
 * @param candles intervals of its candles
 */
record ExaminedDayFile(
    StreamId stream,
    List<Damage> damage,
    Transcript transcript,
    Map<StreamId, CandleRuns> candles) {

  ExaminedDayFile {
    damage = List.copyOf(damage);
  }
}
