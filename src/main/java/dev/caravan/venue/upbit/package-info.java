/** Speaks Upbit, the Korean spot venue; leaves connections to {@code stream}. */
@NullMarked
package dev.caravan.venue.upbit;

import org.jspecify.annotations.NullMarked;
