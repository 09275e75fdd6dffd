package dev.caravan.rest;

/**
 * Where one trade stands in an answer.
 *
 * @param id of the trade
 * @param offset of its first byte
 * @param length in bytes
 */
public record TradeSpan(long id, int offset, int length) {}
