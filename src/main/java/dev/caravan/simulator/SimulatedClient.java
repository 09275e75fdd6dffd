package dev.caravan.simulator;

import java.util.List;

/** What a session can do to its connection; used on the simulator's event loop only. */
public interface SimulatedClient {

  /**
   * Sends an answer of the protocol, or a frame of a stream that only this client gets; it is
   * ordered with the market's frames.
   */
  void answer(String json);

  /** The same with the opcode of binary frames. */
  void answerBinary(String json);

  /** Begins to deliver a stream, also one that this market does not have; twice is harmless. */
  void subscribe(String name);

  /** Stops delivering a stream; unknown ones are harmless. */
  void unsubscribe(String name);

  boolean isSubscribed(String name);

  /** Whether frames of a stream come: it is subscribed, and no fault keeps it silent. */
  boolean hears(String name);

  /** The subscribed names, in order of subscription. */
  List<String> subscriptions();

  /** Whether a fault says that this stream's subscription is to be refused now. */
  boolean isRefused(String name);

  /** Whether frames are sent whole or without the venue's wrapper. */
  void sendWhole(boolean whole);

  /** The place that it took once it was open: the lowest that was free, from 1. */
  default int place() {
    return 1;
  }

  /** Sends Close behind everything already sent; nothing is sent after it. */
  void close(int code, String reason);
}
