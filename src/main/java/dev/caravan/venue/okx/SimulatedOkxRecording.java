package dev.caravan.venue.okx;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves recorded frames byte for byte and in their order; what names no stream goes to every
 * client. Not thread-safe.
 */
final class SimulatedOkxRecording implements SimulatedOkxSource {

  private final Map<StreamId, Integer> numbers = new LinkedHashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final Tape tape;
  private boolean isLoaded; // whether the tape stands at what is next
  private Tape.Item loaded = Tape.Item.END;

  SimulatedOkxRecording(Recording recorded) {
    recorded.streams().forEach(this::addStream);
    if (streams.isEmpty()) {
      try (Tape all = recorded.open()) {
        for (Tape.Item item = all.next(); item != Tape.Item.END; item = all.next()) {
          if (item == Tape.Item.FRAME) {
            addStream(SimulatedOkxIds.identify(copy(all)).stream());
          }
        }
      }
    }
    this.tape = recorded.open();
  }

  private void addStream(StreamId stream) {
    if (!stream.isNone() && numbers.putIfAbsent(stream, streams.size()) == null) {
      streams.add(
          new MarketStream(SimulatedOkxSession.name(stream.channel(), stream.symbol()), stream));
    }
  }

  private static byte[] copy(Tape tape) {
    return Arrays.copyOfRange(tape.bytes(), tape.offset(), tape.offset() + tape.length());
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  private Tape.Item load() {
    if (!isLoaded) {
      loaded = tape.next();
      while (loaded == Tape.Item.ANSWER) {
        loaded = tape.next();
      }
      isLoaded = true;
    }
    return loaded;
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
    FrameIdentity identity = SimulatedOkxIds.identify(frame);
    int number = numbers.getOrDefault(identity.stream(), MarketFrame.EVERYONE);
    into.set(number, identity.key(), frame, 0, frame.length, 0, frame.length);
    if (tape.isBinary()) {
      into.setBinary();
    }
    return true;
  }

  @Override
  public boolean isListed(String instrument) {
    return streams.stream().anyMatch(stream -> stream.id().symbol().equals(instrument));
  }

  /** Books at 10 ms needed no login until May 2022. */
  @Override
  public boolean isOfOldTimes() {
    return true;
  }

  @Override
  public void close() {
    tape.close();
  }
}
