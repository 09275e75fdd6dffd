/**
 * Speaks Coinone, the Korean spot venue, all of it paid in won; leaves connections to {@code
 * stream}.
 */
@NullMarked
package dev.caravan.venue.coinone;

import org.jspecify.annotations.NullMarked;
