package dev.caravan.market;

import dev.caravan.instrument.StreamId;

/** Takes what a {@link MarketReader} made of a frame. */
public interface MarketSink {

  /** The frame says this; one frame may say several things, in their order. */
  void event(MarketEvent event);

  /** The frame, or what is left of it, cannot be read. */
  void refused(Refusal refusal);

  /** The frame is odd in this way; told once a frame. */
  default void noted(String venue, StreamId stream, Reason oddity) {}
}
