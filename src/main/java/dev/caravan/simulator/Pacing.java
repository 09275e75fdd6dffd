package dev.caravan.simulator;

/** Says when a market's frames are due; times in nanoseconds from the market's start. */
interface Pacing {

  /**
   * When frame {@code index}, the next one, is due.
   *
   * @param nowNs the time that it is
   */
  long dueNs(long index, long nowNs);

  /**
   * Whether it waits for clients that are slow; a market does not, and cuts them off in the end.
   */
  boolean waitsForClients();
}
