package dev.caravan.venue.upbit;

import dev.caravan.venue.ticketed.TicketedMapping;

/**
 * Recognises the frames of Upbit: {@code orderbook}, {@code trade}, {@code ticker} and {@code
 * candle.*}.
 *
 * <p>Trade ids went back six times in 299 trades of one pair, so they prove neither order nor that
 * one is missing; the times of books only grow, and are no ids.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 3, 5 and 7.
 */
public final class UpbitMapping extends TicketedMapping {}
