package dev.caravan.venue.upbit;

import dev.caravan.venue.ticketed.TicketedDialect;
import java.net.URI;

/** Speaks Upbit. */
public final class UpbitDialect extends TicketedDialect {

  public UpbitDialect() {
    super("upbit", URI.create("wss://api.upbit.com"));
  }
}
