/**
 * What simulated venues make their frames from: symbols, a book, trades, and a buffer for the text.
 *
 * <p>Leaves a venue's words to the venue; knows no protocol.
 */
@NullMarked
package dev.caravan.simulator.market;

import org.jspecify.annotations.NullMarked;
