/**
 * Remembers what an operator may act on: opened once, closed once, delivered once, across crashes.
 *
 * <p>Leaves finding problems to health checks and telling people to routes.
 */
@NullMarked
package dev.caravan.incident;

import org.jspecify.annotations.NullMarked;
