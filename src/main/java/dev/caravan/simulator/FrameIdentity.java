package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;

/** Under which stream and key a ledger counts a frame. */
public record FrameIdentity(StreamId stream, long key) {
  public FrameIdentity {
    requireNonNull(stream, "stream");
  }

  /** The identity of a frame without an id: the hash of its bytes. */
  public static FrameIdentity byContent(StreamId stream, byte[] frame) {
    return new FrameIdentity(stream, FrameKeys.hash(frame, 0, frame.length));
  }
}
