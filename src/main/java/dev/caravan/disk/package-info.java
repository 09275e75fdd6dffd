/**
 * Says how full the data disk is and when it will be.
 *
 * <p>Leaves pausing at the reserve to {@code journal}, which is asked at every batch.
 */
@NullMarked
package dev.caravan.disk;

import org.jspecify.annotations.NullMarked;
