package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;

/**
 * Where and when an event comes from, and what its sizes count.
 *
 * @param stream the stream that brought it
 * @param symbol what it is about, as the venue spells it in data; differs from the stream's symbol
 *     where one stream carries many
 * @param venueTimeNs when the venue sent it by the venue's clock, nanoseconds since the epoch, or
 *     {@link #NO_TIME}
 * @param receiveTimeNs our wall time of the read, nanoseconds since the epoch
 * @param connection name of the connection; empty for what came over REST
 */
public record Origin(
    String venue,
    StreamId stream,
    String symbol,
    long venueTimeNs,
    long receiveTimeNs,
    String connection,
    SizeUnit sizeUnit) {

  /** The venue does not say when. */
  public static final long NO_TIME = -1;

  public Origin {
    requireNonNull(venue, "venue");
    requireNonNull(stream, "stream");
    requireNonNull(symbol, "symbol");
    requireNonNull(connection, "connection");
    requireNonNull(sizeUnit, "sizeUnit");
  }

  public boolean hasVenueTime() {
    return venueTimeNs >= 0;
  }
}
