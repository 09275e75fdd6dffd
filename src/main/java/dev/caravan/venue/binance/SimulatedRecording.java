package dev.caravan.venue.binance;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.Tape;
import java.nio.charset.StandardCharsets;
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
 * <p>A frame that names no stream goes to every client. A snapshot is the last one recorded before
 * the frame that is next, or the first.
 *
 * <p>Not thread-safe.
 */
public final class SimulatedRecording implements SimulatedFrames {

  private static final byte[] SNAPSHOT_KEY = "\"lastUpdateId\"".getBytes(StandardCharsets.US_ASCII);

  private final SimulatedFrameIds ids;
  private final boolean namesStreams;
  private final Map<StreamId, Integer> numbers = new LinkedHashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final Map<String, byte[]> snapshots = new HashMap<>();
  private final Tape tape;
  private boolean isLoaded; // whether the tape stands at what is next
  private Tape.Item loaded = Tape.Item.END;

  private SimulatedRecording(Recording recorded, SimulatedRules rules) {
    this.ids = new SimulatedFrameIds(rules);
    this.namesStreams = !recorded.streams().isEmpty();
    recorded.streams().forEach(stream -> addStream(SimulatedFrameIds.streamName(stream), stream));
    if (!namesStreams) {
      addStreamsOfFrames(recorded);
    }
    for (Recording.Answer answer : recorded.firstAnswers()) {
      if (isSnapshot(answer)) {
        snapshots.putIfAbsent(answer.symbol(), answer.body());
      }
    }
    this.tape = recorded.open();
  }

  /** Takes a recording of a venue with these rules. */
  public static SimulatedRecording of(Recording recorded, SimulatedRules rules) {
    return new SimulatedRecording(recorded, rules);
  }

  private void addStreamsOfFrames(Recording recorded) {
    try (Tape all = recorded.open()) {
      for (Tape.Item item = all.next(); item != Tape.Item.END; item = all.next()) {
        if (item == Tape.Item.FRAME) {
          byte[] frame = copy(all);
          FrameIdentity identity = ids.identify(frame);
          addStream(SimulatedFrameIds.streamName(frame), identity.stream());
        }
      }
    }
  }

  private void addStream(String name, StreamId stream) {
    if (!stream.isNone() && !numbers.containsKey(stream)) {
      numbers.put(stream, streams.size());
      streams.add(new MarketStream(name, stream));
    }
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
    return streams;
  }

  @Override
  public List<SimulatedSymbol> symbols() {
    return streams.stream()
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
    return load() == Tape.Item.END ? Tape.UNTIMED : tape.receiveTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    if (load() == Tape.Item.END) {
      return false;
    }
    isLoaded = false;
    if (namesStreams) {
      int number = numbers.getOrDefault(tape.stream(), MarketFrame.EVERYONE);
      set(number, 0, tape.bytes(), tape.offset(), tape.length(), into);
    } else {
      byte[] frame = copy(tape);
      FrameIdentity identity = ids.identify(frame);
      int number = numbers.getOrDefault(identity.stream(), MarketFrame.EVERYONE);
      set(number, identity.key(), frame, 0, frame.length, into);
    }
    if (tape.isBinary()) {
      into.setBinary();
    }
    return true;
  }

  private void set(int number, long key, byte[] bytes, int offset, int length, MarketFrame into) {
    int head = headLength(bytes, offset, length, number);
    int bareLength = head == 0 ? length : length - 1 - head;
    into.set(number, key, bytes, offset, length, offset + head, bareLength);
  }

  /** Brings the tape to the next frame; the snapshots on the way are served from now on. */
  private Tape.Item load() {
    if (!isLoaded) {
      loaded = tape.next();
      while (loaded == Tape.Item.ANSWER) {
        if (isSnapshot(tape.answer())) {
          snapshots.put(tape.answer().symbol(), tape.answer().body());
        }
        loaded = tape.next();
      }
      isLoaded = true;
    }
    return loaded;
  }

  private static byte[] copy(Tape tape) {
    return Arrays.copyOfRange(tape.bytes(), tape.offset(), tape.offset() + tape.length());
  }

  /** The bytes before the payload in {@code {"stream":"NAME","data":PAYLOAD}}; 0 if not so. */
  private int headLength(byte[] bytes, int offset, int length, int number) {
    if (number == MarketFrame.EVERYONE || bytes[offset + length - 1] != '}') {
      return 0;
    }
    byte[] head =
        ("{\"stream\":\"" + streams.get(number).name() + "\",\"data\":")
            .getBytes(StandardCharsets.UTF_8);
    boolean matches =
        length > head.length
            && Arrays.equals(head, 0, head.length, bytes, offset, offset + head.length);
    return matches ? head.length : 0;
  }

  @Override
  public Optional<byte[]> depth(String symbol, int limit) {
    load();
    return Optional.ofNullable(snapshots.get(symbol));
  }

  @Override
  public void close() {
    tape.close();
  }
}
