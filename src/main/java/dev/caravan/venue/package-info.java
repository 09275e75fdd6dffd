/** Lists the venues that Caravan speaks; each has a package of its own below. */
@NullMarked
package dev.caravan.venue;

import org.jspecify.annotations.NullMarked;
