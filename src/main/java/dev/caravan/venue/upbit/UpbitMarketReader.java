package dev.caravan.venue.upbit;

import dev.caravan.venue.ticketed.TicketedMarketReader;

/** Reads what the frames of Upbit say. */
public final class UpbitMarketReader extends TicketedMarketReader {

  public UpbitMarketReader() {
    super("upbit");
  }
}
