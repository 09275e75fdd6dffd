/**
 * Owns what market data says in one form for all venues: trades, quotes, books, candles, tickers;
 * what makes one of them impossible, and what is true now.
 *
 * <p>Leaves the spelling of each venue to its package and the recording to {@code journal}: files
 * stay raw, whatever is made of them here.
 */
@NullMarked
package dev.caravan.market;

import org.jspecify.annotations.NullMarked;
