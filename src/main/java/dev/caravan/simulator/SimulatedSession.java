package dev.caravan.simulator;

/** Speaks the venue's protocol with one connected client; runs on the simulator's event loop. */
public interface SimulatedSession {

  /** The handshake is done; frames may be sent. */
  void open();

  /**
   * A message, ping or pong came in; called before it is handled.
   *
   * @param nowNs monotonic time
   * @return false if it exceeds the venue's limit and the session has closed the connection
   */
  boolean admit(long nowNs);

  /**
   * Says that the venue will close this connection soon, where the venue has such a notice.
   *
   * @param timeMs the market's time, milliseconds since the epoch
   */
  default void announceShutdown(long timeMs) {}

  /** About a second has passed. */
  default void onTick(long nowNs) {}

  /** A text message came in. */
  void onText(String text);
}
