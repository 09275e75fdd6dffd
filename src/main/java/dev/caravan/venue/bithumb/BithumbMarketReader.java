package dev.caravan.venue.bithumb;

import dev.caravan.venue.ticketed.TicketedMarketReader;

/** Reads what the frames of Bithumb say; those of its older sockets say nothing here. */
public final class BithumbMarketReader extends TicketedMarketReader {

  public BithumbMarketReader() {
    super("bithumb");
  }
}
