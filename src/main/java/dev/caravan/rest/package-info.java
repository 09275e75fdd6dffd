/**
 * Asks a venue over HTTP within what it allows: instrument lists, time, snapshots, missed trades.
 *
 * <p>Leaves paths, weights and the meaning of bodies to {@code venue} (as a {@link
 * dev.caravan.rest.RestDialect}), and what becomes of the answers to its callers.
 */
@NullMarked
package dev.caravan.rest;

import org.jspecify.annotations.NullMarked;
