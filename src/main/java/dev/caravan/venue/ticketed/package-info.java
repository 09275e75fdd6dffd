/**
 * What Upbit and Bithumb share: requests that begin with a ticket and replace what was asked for
 * before, binary frames, whole books; limits, options and REST are each venue's own.
 */
@NullMarked
package dev.caravan.venue.ticketed;

import org.jspecify.annotations.NullMarked;
