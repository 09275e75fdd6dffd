package dev.caravan.venue.upbit;

import dev.caravan.venue.ticketed.SimulatedTicketedRules;
import dev.caravan.venue.ticketed.SimulatedTicketedVenue;
import java.util.List;

/**
 * Simulates Upbit: numbers as a double writes itself, 30 levels, trade ids that now and then go
 * back.
 *
 * <p>Source: protocol sheet of 2026-11-20, section 3.
 */
public final class SimulatedUpbit extends SimulatedTicketedVenue {

  private static final class Rules implements SimulatedTicketedRules {

    private static final List<String> TYPES =
        List.of(
            "orderbook",
            "trade",
            "ticker",
            "candle.1s",
            "candle.1m",
            "candle.3m",
            "candle.5m",
            "candle.10m",
            "candle.15m",
            "candle.30m",
            "candle.60m",
            "candle.240m");
    private static final double UNIT = 1e8;
    private static final long FIRST_ID = 17_901_347_000_000_000L;
    private static final int BACK_EVERY = 40;

    @Override
    public String venue() {
      return "upbit";
    }

    @Override
    public List<String> types() {
      return TYPES;
    }

    @Override
    public boolean listsSubscriptions() {
      return true;
    }

    @Override
    public int levels() {
      return 30;
    }

    /** {@code 1.16539E8}, {@code 7.9276E-4}. */
    @Override
    public String number(long unscaled) {
      return Double.toString(unscaled / UNIT);
    }

    @Override
    public String bookSize(long unscaled) {
      return number(unscaled);
    }

    @Override
    public long bookTime(long timeMs, long frame) {
      return timeMs;
    }

    @Override
    public boolean timeComesFirst() {
      return true;
    }

    /** Two of forty come in the wrong order; none comes twice. */
    @Override
    public long tradeId(long n, long timeMs) {
      long place = n % BACK_EVERY;
      long order = place == 0 ? n + 1 : place == 1 ? n - 1 : n;
      return FIRST_ID + order * 7;
    }

    @Override
    public int statusOfUnknownMarket() {
      return 404;
    }
  }

  public SimulatedUpbit() {
    super(new Rules());
  }
}
