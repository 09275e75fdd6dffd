package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;

/**
 * Runs through a recording from its beginning to its end, a frame or an answer at a time.
 *
 * <p>Not thread-safe.
 */
public interface Tape extends AutoCloseable {

  /** Stands in place of a time that nobody recorded. */
  long UNTIMED = Long.MIN_VALUE;

  /** What a tape can stand at. */
  enum Item {
    /** A frame: {@link #stream}, {@link #bytes}, {@link #receiveTimeNs} are about it. */
    FRAME,
    /** A book over REST: {@link #answer} is it. */
    ANSWER,
    END
  }

  /** Goes on; behind the end there is nothing but the end. */
  Item next();

  /** The stream of the frame; {@link StreamId#NONE} where the recording leaves it to the frame. */
  StreamId stream();

  /** When the frame was received, nanoseconds since the epoch; {@link #UNTIMED} if unknown. */
  long receiveTimeNs();

  /** Holds the frame from {@link #offset} on; valid until {@link #next}. */
  byte[] bytes();

  int offset();

  int length();

  /** Whether the frame can only be sent with the binary opcode. */
  boolean isBinary();

  Recording.Answer answer();

  @Override
  void close();
}
