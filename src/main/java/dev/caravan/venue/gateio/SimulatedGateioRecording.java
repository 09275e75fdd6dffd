package dev.caravan.venue.gateio;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RecordedFrames;
import dev.caravan.simulator.Recording;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves recorded frames byte for byte and in their order.
 *
 * <p>A frame that names no stream goes to every client. A book is the last one recorded before the
 * frame that is next, or the first. Not thread-safe.
 */
final class SimulatedGateioRecording implements SimulatedGateioFrames {

  private final Map<String, byte[]> books = new HashMap<>();
  private final RecordedFrames frames;

  private SimulatedGateioRecording(Recording recorded) {
    recorded.firstAnswers().forEach(answer -> books.putIfAbsent(answer.symbol(), answer.body()));
    this.frames =
        new RecordedFrames(
            recorded,
            SimulatedGateioRecording::name,
            SimulatedGateioIds::identify,
            answer -> books.put(answer.symbol(), answer.body()),
            false);
  }

  static SimulatedGateioRecording of(Recording recorded) {
    return new SimulatedGateioRecording(recorded);
  }

  /** A frame about several symbols was asked for by each of them. */
  private static String name(StreamId stream) {
    return stream.symbol().isEmpty() ? "" : stream.toString();
  }

  @Override
  public List<MarketStream> streams() {
    return frames.streams();
  }

  @Override
  public long nextTimeNs() {
    return frames.nextTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    return frames.next(timeMs, into);
  }

  @Override
  public Optional<byte[]> book(boolean isSpot, String symbol, int levels, long timeMs) {
    frames.nextTimeNs(); // takes the books before the next frame
    return symbol.isEmpty() ? Optional.empty() : Optional.ofNullable(books.get(symbol));
  }

  @Override
  public void close() {
    frames.close();
  }
}
