package dev.caravan.venue.bithumb;

import dev.caravan.venue.ticketed.SimulatedTicketedRules;
import dev.caravan.venue.ticketed.SimulatedTicketedVenue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Simulates Bithumb: books in microseconds that now and then go back, sizes in them rounded to four
 * places, also to zero, ids of nineteen digits, errors over REST with status 200.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 3 and 4.
 */
public final class SimulatedBithumb extends SimulatedTicketedVenue {

  private static final class Rules implements SimulatedTicketedRules {

    private static final long FIRST_ID = 1_079_953_210_371_761_701L;
    private static final int PLACES = 8;
    private static final int BOOK_PLACES = 4;
    private static final int BACK_EVERY = 25;
    private static final long BACK_US = 20_000;

    @Override
    public String venue() {
      return "bithumb";
    }

    @Override
    public List<String> types() {
      return List.of("orderbook", "trade", "ticker");
    }

    @Override
    public boolean listsSubscriptions() {
      return false;
    }

    @Override
    public int levels() {
      return 15;
    }

    @Override
    public String number(long unscaled) {
      return plain(BigDecimal.valueOf(unscaled, PLACES));
    }

    @Override
    public String bookSize(long unscaled) {
      return plain(
          BigDecimal.valueOf(unscaled, PLACES).setScale(BOOK_PLACES, RoundingMode.HALF_UP));
    }

    private static String plain(BigDecimal number) {
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    @Override
    public long bookTime(long timeMs, long frame) {
      return timeMs * 1000 + frame % 1000 - (frame % BACK_EVERY == BACK_EVERY - 1 ? BACK_US : 0);
    }

    @Override
    public boolean timeComesFirst() {
      return false;
    }

    @Override
    public long tradeId(long n, long timeMs) {
      return FIRST_ID + n * 3;
    }

    @Override
    public int statusOfUnknownMarket() {
      return 200;
    }
  }

  public SimulatedBithumb() {
    super(new Rules());
  }
}
