/**
 * Component {@code push}: broadcasts a route's messages to WebSocket viewers on the web port.
 *
 * <p>Leaves sockets, their limits and the HTTP part to {@code camel.web}.
 */
@NullMarked
package dev.caravan.camel.push;

import org.jspecify.annotations.NullMarked;
