package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Serves recorded frames byte for byte and in their order; one that names no stream goes to every
 * client. Not thread-safe.
 */
public final class RecordedFrames implements FrameSource {

  private final Function<byte[], FrameIdentity> identities;
  private final Consumer<Recording.Answer> answers;
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
   * @param names how a client asks for a stream; empty where nobody can, and it goes to every
   *     client
   * @param identities what a frame is, where the recording does not say it
   * @param answers is told each answer over REST as the recording comes by it
   * @param isBinary whether all frames go out with the opcode of binary ones
   */
  public RecordedFrames(
      Recording recording,
      Function<StreamId, String> names,
      Function<byte[], FrameIdentity> identities,
      Consumer<Recording.Answer> answers,
      boolean isBinary) {
    this.identities = requireNonNull(identities, "identities");
    this.answers = requireNonNull(answers, "answers");
    this.isBinary = isBinary;
    this.namesStreams = !recording.streams().isEmpty();
    for (StreamId stream : namesStreams ? recording.streams() : streamsOf(recording, identities)) {
      String name = stream.isNone() ? "" : names.apply(stream);
      if (!name.isEmpty() && numbers.putIfAbsent(stream, streams.size()) == null) {
        streams.add(new MarketStream(name, stream));
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

  /** Brings the tape to the next frame; the answers on the way are told. */
  private Tape.Item load() {
    if (!isLoaded) {
      loaded = tape.next();
      while (loaded == Tape.Item.ANSWER) {
        answers.accept(tape.answer());
        loaded = tape.next();
      }
      isLoaded = true;
    }
    return loaded;
  }

  @Override
  public void close() {
    tape.close();
  }
}
