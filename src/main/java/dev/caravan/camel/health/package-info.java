/**
 * The {@code health} component: Camel's health checks as a stream of changes, and as one list.
 *
 * <p>Leaves what a change means to {@code incidents} and the routes.
 */
@NullMarked
package dev.caravan.camel.health;

import org.jspecify.annotations.NullMarked;
