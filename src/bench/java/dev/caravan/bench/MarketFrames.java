package dev.caravan.bench;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import dev.caravan.record.Source;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.venue.SimulatedVenues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes frames as the simulated venues of {@link CostBench} do, and batches of them. */
public final class MarketFrames {

  public static final String VENUE = "binance-spot";

  /** Half books, half trades. */
  public static final List<String> CHANNELS = List.of("depth20@100ms", "trade");

  private static final int FRAMES_OF_A_READ = 75;
  private static final long START_MS = 1_795_179_600_000L;

  private final SimulatedMarket market;
  private final List<Source> sources;
  private final MarketFrame frame = new MarketFrame();
  private long made;

  private MarketFrames(String venue, List<String> channels) {
    market =
        SimulatedVenues.of(venue)
            .openMarket(new MarketOptions("10", channels, Optional.empty(), 1));
    sources =
        market.streams().stream()
            .map(MarketStream::id)
            .map(stream -> new Source(stream, venue + "-1"))
            .toList();
  }

  /** So many frames of any venue, in one burst; without channels what its simulator prefers. */
  public static Burst of(String venue, List<String> channels, int frames) {
    return new MarketFrames(venue, channels).burst(frames);
  }

  /** So many batches of so many frames each, in bursts as a socket read brings them. */
  static List<FrameBatch> batches(List<String> channels, int batches, int frames) {
    MarketFrames market = new MarketFrames(VENUE, channels);
    List<FrameBatch> made = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      made.add(market.batch(frames));
    }
    return made;
  }

  private FrameBatch batch(int frames) {
    FrameBatch batch = new FrameBatch();
    for (int left = frames; left > 0; left -= FRAMES_OF_A_READ) {
      batch.add(burst(Math.min(left, FRAMES_OF_A_READ)));
    }
    return batch;
  }

  private Burst burst(int frames) {
    Burst.Builder burst = new Burst.Builder(VENUE, FlowControl.NONE, 1 << 16, frames);
    long timeNs = (START_MS + made / 50) * 1_000_000L + 123_456;
    for (int i = 0; i < frames; i++, made++) {
      market.next(START_MS + made / 50, frame);
      int at = burst.reserve(frame.length());
      System.arraycopy(frame.bytes(), frame.offset(), burst.bytes(), at, frame.length());
      burst.addReserved(source(frame), timeNs, at, frame.length(), false);
    }
    return burst.build();
  }

  private Source source(MarketFrame frame) {
    return frame.stream() == MarketFrame.EVERYONE
        ? new Source(StreamId.NONE, "")
        : sources.get(frame.stream());
  }
}
