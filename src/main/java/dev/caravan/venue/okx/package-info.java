/** Speaks and simulates OKX v5; leaves connections and files to others. */
@NullMarked
package dev.caravan.venue.okx;

import org.jspecify.annotations.NullMarked;
