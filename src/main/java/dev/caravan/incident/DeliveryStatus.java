package dev.caravan.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * How one consumer of incidents stands.
 *
 * @param pending events it was not told yet
 * @param oldestPending when the oldest of them happened
 * @param told messages since the start
 * @param dropped events given up since the start
 */
public record DeliveryStatus(
    String consumer, int pending, Optional<Instant> oldestPending, long told, long dropped) {}
