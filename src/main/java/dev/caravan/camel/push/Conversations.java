package dev.caravan.camel.push;

/** Begins a conversation with each viewer of a path; see {@link PushEndpoint}. */
public interface Conversations {

  /** A viewer came. */
  Conversation open();

  /**
   * It is time to tell every viewer something; called before their conversations are.
   *
   * @param viewers how many there are
   */
  default void round(int viewers) {}
}
