package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of one connection at one moment.
 *
 * @param name as written in records: {@code binance-spot-1}
 * @param state lower case: {@code connecting subscribing live stale backoff closed}
 * @param streams how many streams it carries
 * @param inState since it entered the state
 * @param attempts failed attempts since data last flowed
 * @param nextSwap when it will be replaced because of its age; empty while that is not arranged
 */
public record ConnectionStatus(
    String name,
    String state,
    int streams,
    Duration inState,
    int attempts,
    Optional<Duration> nextSwap) {

  public ConnectionStatus {
    requireNonNull(nextSwap, "nextSwap");
  }

  /** One of which no swap is arranged. */
  public ConnectionStatus(String name, String state, int streams, Duration inState, int attempts) {
    this(name, state, streams, inState, attempts, Optional.empty());
  }

  ConnectionStatus withNextSwap(Duration in) {
    return new ConnectionStatus(name, state, streams, inState, attempts, Optional.of(in));
  }
}
