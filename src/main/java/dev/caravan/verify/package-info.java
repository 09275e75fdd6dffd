/**
 * Reads a whole recording back and says what is missing, doubled or damaged.
 *
 * <p>Only reads; leaves what one segment holds to {@code manifest} and printing to {@code cli}.
 */
@NullMarked
package dev.caravan.verify;

import org.jspecify.annotations.NullMarked;
