/**
 * Appends records to segments, rotates, syncs and recovers them, and reads them back.
 *
 * <p>Leaves sealing to {@code manifest} and knows neither venues nor routes.
 */
@NullMarked
package dev.caravan.journal;

import org.jspecify.annotations.NullMarked;
