/**
 * Makes the steps of consolidation visible in a route; the work itself belongs to {@code archive}.
 */
@NullMarked
package dev.caravan.camel.archive;

import org.jspecify.annotations.NullMarked;
