package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Serves recorded frames byte for byte and in their order; one that names no stream goes to every
 * client. Not thread-safe.
 */
public final class RecordedFrames implements FrameSource {

  private final Function<byte[], FrameIdentity> identities;
  private final boolean isBinary;
  private final boolean namesStreams;
  private final Map<StreamId, Integer> numbers = new LinkedHashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final Tape tape;
  private boolean isLoaded; // whether the tape stands at what is next
  private Tape.Item loaded = Tape.Item.END;

  /**
   * Takes a recording.
   *
   * @param names how a client asks for a stream
   * @param identities what a frame is, where the recording does not say it
   * @param isBinary whether all frames go out with the opcode of binary ones
   */
  public RecordedFrames(
      Recording recording,
      Function<StreamId, String> names,
      Function<byte[], FrameIdentity> identities,
      boolean isBinary) {
    this.identities = requireNonNull(identities, "identities");
    this.isBinary = isBinary;
    this.namesStreams = !recording.streams().isEmpty();
    for (StreamId stream : namesStreams ? recording.streams() : streamsOf(recording, identities)) {
      if (!stream.isNone() && numbers.putIfAbsent(stream, streams.size()) == null) {
        streams.add(new MarketStream(names.apply(stream), stream));
      }
    }
    this.tape = recording.open();
  }

  private static List<StreamId> streamsOf(
      Recording recording, Function<byte[], FrameIdentity> identities) {
    List<StreamId> found = new ArrayList<>();
    try (Tape all = recording.open()) {
      for (Tape.Item item = all.next(); item != Tape.Item.END; item = all.next()) {
        if (item == Tape.Item.FRAME) {
          found.add(identities.apply(copy(all)).stream());
        }
      }
    }
    return found;
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
    if (namesStreams) {
      int number = numbers.getOrDefault(tape.stream(), MarketFrame.EVERYONE);
      into.set(number, 0, tape.bytes(), tape.offset(), tape.length(), tape.offset(), tape.length());
    } else {
      byte[] frame = copy(tape);
      FrameIdentity identity = identities.apply(frame);
      int number = numbers.getOrDefault(identity.stream(), MarketFrame.EVERYONE);
      into.set(number, identity.key(), frame, 0, frame.length, 0, frame.length);
    }
    if (isBinary || tape.isBinary()) {
      into.setBinary();
    }
    return true;
  }

  /** Brings the tape to the next frame; nobody here asks for recorded answers. */
  private Tape.Item load() {
    if (!isLoaded) {
      do {
        loaded = tape.next();
      } while (loaded == Tape.Item.ANSWER);
      isLoaded = true;
    }
    return loaded;
  }

  @Override
  public void close() {
    tape.close();
  }
}
