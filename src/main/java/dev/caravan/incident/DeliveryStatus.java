package dev.caravan.incident;

import java.time.Duration;

/**
 * How one consumer of incidents stands.
 *
 * @param pending events it was not told yet
 * @param told messages since the start
 * @param dropped events given up since the start
 * @param failingFor for how long every attempt has failed; zero where the last one did not
 * @param failure why the last attempt failed; empty where it did not
 */
public record DeliveryStatus(
    String consumer, int pending, long told, long dropped, Duration failingFor, String failure) {}
