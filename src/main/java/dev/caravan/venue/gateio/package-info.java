/**
 * Speaks Gate: spot and USDT futures, two sockets of one venue whose channels say which they are.
 *
 * <p>Leaves connections, files and what is believed of a frame to others.
 */
@NullMarked
package dev.caravan.venue.gateio;

import org.jspecify.annotations.NullMarked;
