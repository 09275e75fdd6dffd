/**
 * Follows the ids of a stream and says what is missing; leaves receiving to {@code stream} and
 * files to others.
 */
@NullMarked
package dev.caravan.book;

import org.jspecify.annotations.NullMarked;
