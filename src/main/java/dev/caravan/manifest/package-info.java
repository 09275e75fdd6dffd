/**
 * Seals rotated segments: compresses them, proves the copy equal, and says in a manifest what each
 * holds.
 *
 * <p>Leaves writing segments to {@code journal} and judging a whole recording to {@code verify}.
 */
@NullMarked
package dev.caravan.manifest;

import org.jspecify.annotations.NullMarked;
