/**
 * Reads recordings back: the wanted records of a data folder, in order, from as few files as can
 * hold them.
 *
 * <p>What the records mean, and whether they are complete, is left to those who ask.
 */
@NullMarked
package dev.caravan.recording;

import org.jspecify.annotations.NullMarked;
