/** Binance spot: its protocol and its mapping, nothing else; sockets belong to {@code stream}. */
@NullMarked
package dev.caravan.venue.binancespot;

import org.jspecify.annotations.NullMarked;
