package dev.caravan.rest;

/**
 * What a venue answered.
 *
 * @param body as received, unzipped; must not be written
 * @param sentAtNs monotonic time just before the request went out
 * @param receivedAtNs monotonic time when the answer was complete
 */
public record RestReply(byte[] body, long sentAtNs, long receivedAtNs) {}
