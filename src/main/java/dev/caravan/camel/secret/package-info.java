/**
 * Gives route files their secrets without these standing in them.
 *
 * <p>Leaves masking them in every log line to {@code log}.
 */
@NullMarked
package dev.caravan.camel.secret;

import org.jspecify.annotations.NullMarked;
