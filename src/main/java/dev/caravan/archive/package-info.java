/**
 * Turns sealed days into one file per stream and says what may be removed then.
 *
 * <p>Leaves sealing segments to {@code manifest}, and when to work to its caller.
 */
@NullMarked
package dev.caravan.archive;

import org.jspecify.annotations.NullMarked;
