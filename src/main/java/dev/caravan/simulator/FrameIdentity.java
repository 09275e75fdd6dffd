package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;

/** Under which stream and key a ledger counts a frame. */
public record FrameIdentity(StreamId stream, long key) {
  public FrameIdentity {
    requireNonNull(stream, "stream");
  }
}
