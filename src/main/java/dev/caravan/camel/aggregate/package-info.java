/**
 * Computes for the Aggregate EIP of capture routes; what is aggregated when is read from the
 * routes.
 */
@NullMarked
package dev.caravan.camel.aggregate;

import org.jspecify.annotations.NullMarked;
