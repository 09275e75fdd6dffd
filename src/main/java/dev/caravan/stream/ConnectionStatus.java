package dev.caravan.stream;

import java.time.Duration;

/**
 * What is known of one connection at one moment.
 *
 * @param name as written in records: {@code binance-spot-1}
 * @param state lower case: {@code connecting subscribing live stale backoff closed}
 * @param streams how many streams it carries
 * @param inState since it entered the state
 * @param attempts failed attempts since data last flowed
 */
public record ConnectionStatus(
    String name, String state, int streams, Duration inState, int attempts) {}
