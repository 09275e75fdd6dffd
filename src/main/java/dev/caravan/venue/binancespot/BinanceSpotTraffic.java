package dev.caravan.venue.binancespot;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.instrument.TrafficTable;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Knows what streams of Binance spot typically deliver, in three classes of symbols.
 *
 * <p>Measured: one large symbol (ETHUSDT) over 346 s on 2024-08-08, and ten small ones over 30 s on
 * 2021-04-17; frame sizes and compression (zstd 3 over journal lines) from the same recordings.
 * What is pushed on a timer follows the protocol sheet of 2026-11-20, section 4. The rest is
 * guessed, and says so.
 */
public final class BinanceSpotTraffic implements TrafficTable {

  private enum Size {
    LARGE,
    MIDDLE,
    SMALL
  }

  private static final Pattern LARGE = Pattern.compile("(BTC|ETH)(USDT|USDC|FDUSD)");
  private static final Pattern MIDDLE = Pattern.compile("\\w+(USDT|USDC|FDUSD)");

  private static final String MEASURED_LARGE = "measured: ETHUSDT, 346 s on 2024-08-08";
  private static final String MEASURED_SMALL = "measured: 10 small symbols, 30 s on 2021-04-17";
  private static final String BETWEEN = "guess between the measured large and small symbols";
  private static final String TIMER = "the venue's push interval, an upper bound";
  private static final String GUESS = "guess";

  private static final Map<Size, Traffic> TRADE =
      Map.of(
          Size.LARGE, new Traffic(17.7, 167, 14, MEASURED_LARGE),
          Size.MIDDLE, new Traffic(1.5, 167, 10, BETWEEN),
          Size.SMALL, new Traffic(0.1, 167, 8, "guess from aggTrade of small symbols"));
  private static final Map<Size, Traffic> AGG_TRADE =
      Map.of(
          Size.LARGE, new Traffic(8, 190, 10, "guess: half of the measured trades"),
          Size.MIDDLE, new Traffic(0.8, 190, 8, BETWEEN),
          Size.SMALL, new Traffic(0.08, 190, 6.5, MEASURED_SMALL));
  private static final Map<Size, Traffic> BOOK_TICKER =
      Map.of(
          Size.LARGE, new Traffic(69.6, 144, 13, MEASURED_LARGE),
          Size.MIDDLE, new Traffic(10, 142, 13, BETWEEN),
          Size.SMALL, new Traffic(1.9, 141, 13, MEASURED_SMALL));
  private static final Map<Size, Traffic> DIFF_DEPTH =
      Map.of(
          Size.LARGE, new Traffic(9.9, 1102, 6.3, MEASURED_LARGE),
          Size.MIDDLE, new Traffic(6, 450, 8, BETWEEN),
          Size.SMALL, new Traffic(2, 192, 9.8, MEASURED_SMALL));

  @Override
  public Optional<Traffic> of(StreamId stream) {
    String channel = stream.channel();
    Size size = size(stream.symbol());
    if (channel.startsWith("!")) {
      return ofVenue(channel);
    }
    if (channel.startsWith("kline_")) {
      return Optional.of(
          new Traffic(pushes(size, channel.startsWith("kline_1s") ? 1 : 0.5), 340, 7, TIMER));
    }
    if (channel.startsWith("depth") && channel.length() > 5 && isDigit(channel.charAt(5))) {
      return Optional.of(partialDepth(channel, size));
    }
    if (channel.startsWith("ticker_")) {
      return Optional.of(new Traffic(pushes(size, 1), 420, 7, TIMER));
    }
    return switch (channel) {
      case "trade" -> Optional.ofNullable(TRADE.get(size));
      case "aggTrade" -> Optional.ofNullable(AGG_TRADE.get(size));
      case "bookTicker" -> Optional.ofNullable(BOOK_TICKER.get(size));
      case "depth@100ms" -> Optional.ofNullable(DIFF_DEPTH.get(size));
      case "depth" ->
          Optional.of(
              new Traffic(
                  pushes(size, 1), size == Size.LARGE ? 5000 : 600, 6, TIMER + "; size guessed"));
      case "ticker" -> Optional.of(new Traffic(pushes(size, 1), 450, 7, TIMER));
      case "miniTicker" -> Optional.of(new Traffic(pushes(size, 1), 230, 8, TIMER));
      case "avgPrice", "referencePrice" -> Optional.of(new Traffic(pushes(size, 1), 150, 8, TIMER));
      case "blockTrade" -> Optional.of(new Traffic(0.001, 170, 6, GUESS));
      default -> Optional.empty();
    };
  }

  private static Optional<Traffic> ofVenue(String channel) {
    if (channel.equals("!miniTicker@arr")) {
      return Optional.of(new Traffic(1, 60_000, 7, TIMER + "; size guessed for 350 changes"));
    }
    if (channel.startsWith("!ticker_")) {
      return Optional.of(new Traffic(1, 120_000, 7, TIMER + "; size guessed for 350 changes"));
    }
    return Optional.empty();
  }

  /** A whole partial book per push: 30 bytes a level and side. */
  private static Traffic partialDepth(String channel, Size size) {
    String levels = channel.substring(5).split("@", 2)[0];
    int count = levels.equals("5") ? 5 : levels.equals("10") ? 10 : 20;
    double rate = channel.endsWith("@100ms") ? pushes(size, 10) : pushes(size, 1);
    return new Traffic(rate, 75 + 2 * 30 * count, 6.5, TIMER + "; size from its form");
  }

  /** Nothing is pushed while nothing changes. */
  private static double pushes(Size size, double perSecond) {
    return switch (size) {
      case LARGE -> perSecond;
      case MIDDLE -> perSecond * 0.8;
      case SMALL -> perSecond * 0.25;
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Size size(String symbol) {
    return LARGE.matcher(symbol).matches()
        ? Size.LARGE
        : MIDDLE.matcher(symbol).matches() ? Size.MIDDLE : Size.SMALL;
  }
}
