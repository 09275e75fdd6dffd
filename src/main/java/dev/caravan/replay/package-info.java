/**
 * Serves a recording again, so that a client sees the venue as it was.
 *
 * <p>Leaves reading to {@code recording}, the venue's protocol and the sockets to {@code
 * simulator}.
 */
@NullMarked
package dev.caravan.replay;

import org.jspecify.annotations.NullMarked;
