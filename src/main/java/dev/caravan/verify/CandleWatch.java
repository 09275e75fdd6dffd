package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.market.Arrival;
import dev.caravan.market.Candle;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketSink;
import dev.caravan.market.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Notes of candle frames which intervals they are about; other frames are not read. */
final class CandleWatch implements MarketSink {

  private final Optional<MarketReader> reader;
  private final Map<StreamId, CandleRuns> runs = new HashMap<>();
  private final Map<String, Optional<CandleInterval>> intervals = new HashMap<>();

  CandleWatch(Optional<MarketReader> reader) {
    this.reader = requireNonNull(reader, "reader");
  }

  void frame(ParsedRecord.Frame frame) {
    if (reader.isPresent()
        && intervals.computeIfAbsent(frame.stream().channel(), CandleInterval::of).isPresent()) {
      Arrival arrival = new Arrival(frame.stream(), frame.connection(), frame.receiveTimeNs());
      reader.get().read(arrival, frame.bytes(), frame.offset(), frame.length(), this);
    }
  }

  @Override
  public void event(MarketEvent event) {
    if (event instanceof Candle candle) {
      Optional<CandleInterval> interval =
          intervals.getOrDefault(candle.stream().channel(), Optional.empty());
      interval.ifPresent(
          known ->
              runs.computeIfAbsent(candle.stream(), unused -> new CandleRuns())
                  .add(known.indexOf(candle.openTimeNs())));
    }
  }

  @Override
  public void refused(Refusal refusal) {
    // What cannot be read proves no interval.
  }

  Map<StreamId, CandleRuns> runs() {
    return runs;
  }
}
