package dev.caravan.camel.marketdata;

import org.apache.camel.spi.Metadata;

/** Names the headers of an exchange that carries a burst. */
public final class MarketDataConstants {

  @Metadata(
      label = "consumer",
      description = "Name of the venue that the burst came from.",
      javaType = "String")
  public static final String VENUE = "CaravanVenue";

  @Metadata(
      label = "consumer",
      description = "Wall time of the burst's first record, nanoseconds since the epoch.",
      javaType = "Long")
  public static final String RECEIVE_TIME_NS = "CaravanReceiveTimeNs";

  private MarketDataConstants() {}
}
