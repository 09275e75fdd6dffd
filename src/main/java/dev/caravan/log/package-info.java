/**
 * Keeps secrets out of every line that is logged.
 *
 * <p>Leaves what is worth logging to those who log it.
 */
@NullMarked
package dev.caravan.log;

import org.jspecify.annotations.NullMarked;
