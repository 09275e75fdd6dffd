/**
 * Measures what recording costs, beside a client that does nothing but receive; not in the jar.
 *
 * <p>Leaves correctness to the tests, apart from the one check without which a figure means
 * nothing: that everything sent was recorded once.
 */
@NullMarked
package dev.caravan.bench;

import org.jspecify.annotations.NullMarked;
