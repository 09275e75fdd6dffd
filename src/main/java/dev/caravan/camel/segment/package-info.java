/** Makes the steps of sealing visible in a route; the work itself belongs to {@code manifest}. */
@NullMarked
package dev.caravan.camel.segment;

import org.jspecify.annotations.NullMarked;
