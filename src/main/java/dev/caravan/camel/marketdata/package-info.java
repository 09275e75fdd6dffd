/**
 * Lets a route receive a venue's bursts; sockets and protocols belong to {@code stream} and {@code
 * venue}.
 */
@NullMarked
package dev.caravan.camel.marketdata;

import org.jspecify.annotations.NullMarked;
