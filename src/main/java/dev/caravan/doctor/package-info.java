/**
 * Looks at what a recording needs before it is started: the machine, the folders, the venues, the
 * chat that is told.
 *
 * <p>Leaves reading the configuration and building routes to those who give it their results.
 */
@NullMarked
package dev.caravan.doctor;

import org.jspecify.annotations.NullMarked;
