package dev.caravan.venue.okx;

import dev.caravan.instrument.StreamId;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knows what a simulated stream is asked for with, apart from the recorder's own knowledge of it.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1, 3 and 5.
 */
final class SimulatedOkxArg {

  static final String POSSIBLE =
      "books, books-elp, books-rpi, books5, bbo-tbt, trades, trades-all, tickers, mark-price,"
          + " funding-rate, open-interest, price-limit, index-tickers, candle1m and other intervals,"
          + " mark-price-candle1m, index-candle1m, status, liquidation-orders/SWAP,"
          + " instruments/SPOT, opt-summary/BTC-USD, estimated-price/BTC-USD";

  static final Set<String> TYPES = Set.of("SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION");

  /** Served on {@code /business}. */
  static final Pattern CANDLE =
      Pattern.compile(
          "(mark-price-|index-)?candle(1s|(1|3|5|15|30)m|(1|2|4)H|(6|12)H(utc)?"
              + "|(1|2|3|5)D(utc)?|1W(utc)?|(1|3)M(utc)?)");

  private static final Pattern BOOK = Pattern.compile("books|books-elp|books-rpi");
  private static final Pattern OF_A_SYMBOL =
      Pattern.compile(
          "books5|bbo-tbt|trades|trades-all|tickers|mark-price|funding-rate|open-interest"
              + "|price-limit|index-tickers");
  private static final Pattern ALONE =
      Pattern.compile(
          "status|liquidation-orders/(SWAP|FUTURES|MARGIN|OPTION)"
              + "|instruments/(SPOT|MARGIN|SWAP|FUTURES|OPTION)|opt-summary/\\w+-\\w+"
              + "|estimated-price/\\w+-\\w+(-.*)?");

  private SimulatedOkxArg() {}

  static boolean isPossible(String channel) {
    return beginsWithBook(channel)
        || OF_A_SYMBOL.matcher(channel).matches()
        || CANDLE.matcher(channel).matches()
        || standsAlone(channel);
  }

  /** Whether it is not one of each symbol. */
  static boolean standsAlone(String channel) {
    return ALONE.matcher(channel).matches();
  }

  static boolean beginsWithBook(String channel) {
    return BOOK.matcher(channel).matches();
  }

  static String of(StreamId id) {
    String about = id.symbol();
    String more =
        switch (id.channel()) {
          case "status" -> "";
          case "liquidation-orders", "instruments" -> field("instType", about);
          case "opt-summary" -> field("instFamily", about);
          case "estimated-price" ->
              field("instType", typeOf(about).equals("FUTURES") ? "FUTURES" : "OPTION")
                  + field(typeOf(about).equals("SPOT") ? "instFamily" : "instId", about);
          default -> field("instId", about);
        };
    return "{\"channel\":\"" + id.channel() + "\"" + more + "}";
  }

  private static String field(String key, String value) {
    return ",\"" + key + "\":\"" + value + "\"";
  }

  /** {@code BTC-USDT}, {@code BTC-USDT-SWAP}, {@code BTC-USD-261225}, {@code …-50000-C}. */
  static String typeOf(String instrument) {
    if (instrument.endsWith("-SWAP")) {
      return "SWAP";
    }
    long hyphens = instrument.chars().filter(c -> c == '-').count();
    return hyphens < 2 ? "SPOT" : hyphens == 2 ? "FUTURES" : "OPTION";
  }
}
