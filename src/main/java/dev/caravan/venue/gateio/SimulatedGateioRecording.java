package dev.caravan.venue.gateio;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  private final boolean namesStreams;
  private final Map<StreamId, Integer> numbers = new LinkedHashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final Map<String, byte[]> books = new HashMap<>();
  private final Tape tape;
  private boolean isLoaded; // whether the tape stands at what is next
  private Tape.Item loaded = Tape.Item.END;

  private SimulatedGateioRecording(Recording recorded) {
    this.namesStreams = !recorded.streams().isEmpty();
    recorded.streams().forEach(this::addStream);
    if (!namesStreams) {
      try (Tape all = recorded.open()) {
        for (Tape.Item item = all.next(); item != Tape.Item.END; item = all.next()) {
          if (item == Tape.Item.FRAME) {
            addStream(SimulatedGateioIds.identify(copy(all)).stream());
          }
        }
      }
    }
    recorded.firstAnswers().forEach(answer -> books.putIfAbsent(answer.symbol(), answer.body()));
    this.tape = recorded.open();
  }

  static SimulatedGateioRecording of(Recording recorded) {
    return new SimulatedGateioRecording(recorded);
  }

  private void addStream(StreamId stream) {
    if (!stream.isNone() && !stream.symbol().isEmpty() && !numbers.containsKey(stream)) {
      numbers.put(stream, streams.size());
      streams.add(new MarketStream(stream.toString(), stream));
    }
  }

  private static byte[] copy(Tape tape) {
    return Arrays.copyOfRange(tape.bytes(), tape.offset(), tape.offset() + tape.length());
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  @Override
  public long nextTimeNs() {
    return load() == Tape.Item.END ? Tape.UNTIMED : tape.receiveTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    if (load() == Tape.Item.END) {
      return false;
    }
    isLoaded = false;
    byte[] frame = copy(tape);
    FrameIdentity identity = SimulatedGateioIds.identify(frame);
    StreamId stream = namesStreams ? tape.stream() : identity.stream();
    int number = numbers.getOrDefault(stream, MarketFrame.EVERYONE);
    into.set(number, identity.key(), frame, 0, frame.length, 0, frame.length);
    if (tape.isBinary()) {
      into.setBinary();
    }
    return true;
  }

  /** Brings the tape to the next frame; the books on the way are served from now on. */
  private Tape.Item load() {
    if (!isLoaded) {
      loaded = tape.next();
      while (loaded == Tape.Item.ANSWER) {
        books.put(tape.answer().symbol(), tape.answer().body());
        loaded = tape.next();
      }
      isLoaded = true;
    }
    return loaded;
  }

  @Override
  public Optional<byte[]> book(boolean isSpot, String symbol, int levels, long timeMs) {
    load();
    return symbol.isEmpty() ? Optional.empty() : Optional.ofNullable(books.get(symbol));
  }

  @Override
  public void close() {
    tape.close();
  }
}
