package dev.caravan.venue.upbit;

import dev.caravan.venue.ticketed.TicketedRest;
import java.net.URI;

/** Speaks the public REST of Upbit. */
public final class UpbitRest extends TicketedRest {

  /** Half of the documented 10 a second and kind. */
  private static final int PER_MINUTE = 300;

  public UpbitRest() {
    super("upbit", URI.create("https://api.upbit.com"), PER_MINUTE, "is_details");
  }
}
