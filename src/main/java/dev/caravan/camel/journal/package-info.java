/**
 * Lets routes append to journals and hear of rotated segments; files belong to the core {@code
 * journal}.
 */
@NullMarked
package dev.caravan.camel.journal;

import org.jspecify.annotations.NullMarked;
