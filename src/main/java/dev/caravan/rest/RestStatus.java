package dev.caravan.rest;

import java.time.Duration;

/**
 * How much of a venue's REST is in use.
 *
 * @param usedWeight spent in the last 60 seconds
 * @param weightPerMinute the limit
 * @param waiting requests that wait for room
 * @param refusedFor how long nothing may be sent; zero where no refusal is in force
 */
public record RestStatus(int usedWeight, int weightPerMinute, int waiting, Duration refusedFor) {}
