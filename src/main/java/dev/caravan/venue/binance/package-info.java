/**
 * What Binance's venues share: the form of stream names, requests and answers, and where a payload
 * keeps its ids; which channels there are is each venue's own.
 */
@NullMarked
package dev.caravan.venue.binance;

import org.jspecify.annotations.NullMarked;
