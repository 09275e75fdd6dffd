/**
 * Follows edits of the route files in a running context: checks, builds aside, swaps, and restores.
 *
 * <p>Leaves what a route does to its components, and which venues are configured to the owner.
 */
@NullMarked
package dev.caravan.camel.reload;

import org.jspecify.annotations.NullMarked;
