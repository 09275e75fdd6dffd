/**
 * Fetches over REST what a feed missed: books to start from, trades of a gap, the venue's time.
 *
 * <p>Leaves asking and its budget to {@code rest}, and when something is missing to {@code stream}.
 */
@NullMarked
package dev.caravan.repair;

import org.jspecify.annotations.NullMarked;
