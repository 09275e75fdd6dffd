package dev.caravan.venue.bithumb;

import dev.caravan.venue.ticketed.TicketedRest;
import java.net.URI;

/**
 * Speaks the public REST of Bithumb; its errors come with status 200 and are no list of markets.
 */
public final class BithumbRest extends TicketedRest {

  /** 20 a second, far below the documented 150: who asks too much is blocked. */
  private static final int PER_MINUTE = 1200;

  public BithumbRest() {
    super("bithumb", URI.create("https://api.bithumb.com"), PER_MINUTE, "isDetails");
  }
}
