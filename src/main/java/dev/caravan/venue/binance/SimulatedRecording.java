package dev.caravan.venue.binance;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RecordedFrames;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.market.SimulatedSymbol;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves recorded frames byte for byte and in their order.
 *
 * <p>A frame that names no stream goes to every client. A snapshot is the last one recorded before
 * the frame that is next, or the first.
 *
 * <p>Not thread-safe.
 */
public final class SimulatedRecording implements SimulatedFrames {

  private static final byte[] SNAPSHOT_KEY = "\"lastUpdateId\"".getBytes(StandardCharsets.US_ASCII);

  private final Map<String, byte[]> snapshots = new HashMap<>();
  private final RecordedFrames frames;

  private SimulatedRecording(Recording recorded, SimulatedRules rules) {
    for (Recording.Answer answer : recorded.firstAnswers()) {
      if (isSnapshot(answer)) {
        snapshots.putIfAbsent(answer.symbol(), answer.body());
      }
    }
    this.frames =
        new RecordedFrames(
            recorded,
            SimulatedFrameIds::streamName,
            new SimulatedFrameIds(rules)::identify,
            this::keepSnapshot,
            false);
  }

  private void keepSnapshot(Recording.Answer answer) {
    if (isSnapshot(answer)) {
      snapshots.put(answer.symbol(), answer.body());
    }
  }

  /** Takes a recording of a venue with these rules. */
  public static SimulatedRecording of(Recording recorded, SimulatedRules rules) {
    return new SimulatedRecording(recorded, rules);
  }

  private static boolean isSnapshot(Recording.Answer answer) {
    return !answer.symbol().isEmpty() && holds(answer.body(), SNAPSHOT_KEY);
  }

  private static boolean holds(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<MarketStream> streams() {
    return frames.streams();
  }

  @Override
  public List<SimulatedSymbol> symbols() {
    return frames.streams().stream()
        .map(MarketStream::id)
        .map(StreamId::symbol)
        .filter(symbol -> !symbol.isEmpty())
        .distinct()
        .map(SimulatedSymbol::named)
        .toList();
  }

  /** What a symbol's assets and steps were then is not recorded, and nothing is made up. */
  @Override
  public boolean knowsInstruments() {
    return false;
  }

  @Override
  public long nextTimeNs() {
    return frames.nextTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    if (!frames.next(timeMs, into)) {
      return false;
    }
    into.setBare(headLength(into.bytes(), into.offset(), into.length(), into.stream()));
    return true;
  }

  /** The bytes before the payload in {@code {"stream":"NAME","data":PAYLOAD}}; 0 if not so. */
  private int headLength(byte[] bytes, int offset, int length, int number) {
    if (number == MarketFrame.EVERYONE || bytes[offset + length - 1] != '}') {
      return 0;
    }
    byte[] head =
        ("{\"stream\":\"" + frames.streams().get(number).name() + "\",\"data\":")
            .getBytes(StandardCharsets.UTF_8);
    boolean matches =
        length > head.length
            && Arrays.equals(head, 0, head.length, bytes, offset, offset + head.length);
    return matches ? head.length : 0;
  }

  @Override
  public Optional<byte[]> depth(String symbol, int limit) {
    frames.nextTimeNs(); // takes the snapshots before the next frame
    return Optional.ofNullable(snapshots.get(symbol));
  }

  @Override
  public void close() {
    frames.close();
  }
}
