/**
 * Judges numbers of the running process: too few, too many, too late.
 *
 * <p>Leaves taking the numbers, and what a judgement means, to others.
 */
@NullMarked
package dev.caravan.health;

import org.jspecify.annotations.NullMarked;
