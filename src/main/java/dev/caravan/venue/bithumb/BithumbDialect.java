package dev.caravan.venue.bithumb;

import dev.caravan.venue.ticketed.TicketedDialect;
import java.net.URI;

/** Speaks Bithumb. */
public final class BithumbDialect extends TicketedDialect {

  public BithumbDialect() {
    super("bithumb", URI.create("wss://ws-api.bithumb.com"));
  }
}
