package dev.caravan.venue.okx;

import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RecordedFrames;
import dev.caravan.simulator.Recording;
import java.util.List;

/**
 * Serves recorded frames byte for byte and in their order; what names no stream goes to every
 * client. Not thread-safe.
 */
final class SimulatedOkxRecording implements SimulatedOkxSource {

  private final RecordedFrames frames;

  SimulatedOkxRecording(Recording recorded) {
    this.frames =
        new RecordedFrames(
            recorded,
            stream -> SimulatedOkxSession.name(stream.channel(), stream.symbol()),
            SimulatedOkxIds::identify,
            unused -> {},
            false);
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
  public boolean isListed(String instrument) {
    return streams().stream().anyMatch(stream -> stream.id().symbol().equals(instrument));
  }

  /** Books at 10 ms needed no login until May 2022. */
  @Override
  public boolean isOfOldTimes() {
    return true;
  }

  @Override
  public void close() {
    frames.close();
  }
}
