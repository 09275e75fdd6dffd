/**
 * Makes one recording out of two of the same venue: nothing twice, and what one of them missed from
 * the other.
 *
 * <p>Leaves reading to {@code recording} and writing to {@code journal} and {@code manifest}.
 */
@NullMarked
package dev.caravan.merge;

import org.jspecify.annotations.NullMarked;
