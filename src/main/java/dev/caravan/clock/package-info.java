/**
 * Keeps wall time and monotonic time apart and stamps what arrives; leaves waiting and scheduling
 * to others.
 */
@NullMarked
package dev.caravan.clock;

import org.jspecify.annotations.NullMarked;
