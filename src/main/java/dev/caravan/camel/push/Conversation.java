package dev.caravan.camel.push;

/**
 * What is said to one viewer alone, according to what it asked for.
 *
 * <p>One thread at a time, never an event loop's.
 */
public interface Conversation {

  /** The newest thing that the viewer said; not longer than a viewer's frame may be. */
  void hear(String text);

  /** What to tell the viewer now; is sent, so it may say only what is new since the last call. */
  byte[] next();
}
