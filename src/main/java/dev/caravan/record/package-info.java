/**
 * Carries what one socket read produced from the feed to the journal: frames unchanged, events, and
 * their times.
 *
 * <p>Leaves receiving to {@code stream} and the bytes on disk to {@code journal}; both depend on
 * this package, never on each other.
 */
@NullMarked
package dev.caravan.record;

import org.jspecify.annotations.NullMarked;
