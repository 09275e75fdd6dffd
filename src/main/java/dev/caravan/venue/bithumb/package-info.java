/** Speaks Bithumb, the Korean spot venue; leaves connections to {@code stream}. */
@NullMarked
package dev.caravan.venue.bithumb;

import org.jspecify.annotations.NullMarked;
