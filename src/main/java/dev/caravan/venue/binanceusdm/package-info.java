/**
 * Binance USD-M futures: its protocol and its mapping, nothing else; sockets belong to {@code
 * stream}.
 */
@NullMarked
package dev.caravan.venue.binanceusdm;

import org.jspecify.annotations.NullMarked;
