package dev.caravan.venue.binanceusdm;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.instrument.TrafficTable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows what streams of Binance USD-M futures typically deliver, of large symbols and of others.
 *
 * <p>Measured: one large symbol (ETHUSDT) over 345 s on 2024-08-08, and four others over 30 s on
 * 2021-04-17; 25 bytes a frame are added for the keys that came in 2026. What is pushed on a timer
 * follows the protocol sheet of 2026-11-20, section 5. Compression is guessed from the same
 * recordings.
 */
public final class BinanceUsdmTraffic implements TrafficTable {

  private static final Pattern LARGE = Pattern.compile("(BTC|ETH)(USDT|USDC)");
  private static final Pattern PARTIAL_BOOK = Pattern.compile("depth(5|10|20)(@\\d+ms)?");

  private static final String MEASURED_LARGE = "measured: ETHUSDT, 345 s on 2024-08-08";
  private static final String MEASURED_OTHER = "measured: 4 other symbols, 30 s on 2021-04-17";
  private static final String TIMER = "the venue's push interval, an upper bound";
  private static final String GUESS = "guess";

  @Override
  public Optional<Traffic> of(StreamId stream) {
    boolean isLarge = LARGE.matcher(stream.symbol()).matches();
    String channel = stream.channel();
    if (channel.startsWith("!")) {
      return ofVenue(channel);
    }
    Matcher partial = PARTIAL_BOOK.matcher(channel);
    if (partial.matches()) {
      int levels = Integer.parseInt(partial.group(1));
      double rate = pushesPerSecond(channel) * (isLarge ? 1 : 0.8);
      return Optional.of(
          new Traffic(rate, 190 + 2 * 20 * levels, 5, TIMER + "; size from its form"));
    }
    if (channel.equals("depth") || channel.startsWith("depth@")) {
      return Optional.of(deltas(channel, isLarge));
    }
    if (channel.startsWith("kline_")) {
      return Optional.of(
          isLarge ? new Traffic(4, 320, 7, TIMER) : new Traffic(0.8, 320, 7, MEASURED_OTHER));
    }
    return switch (channel) {
      case "trade" ->
          Optional.of(
              isLarge
                  ? new Traffic(40.8, 188, 14, MEASURED_LARGE)
                  : new Traffic(3, 188, 10, GUESS));
      case "aggTrade" ->
          Optional.of(
              isLarge
                  ? new Traffic(10, 205, 10, "guess: a quarter of the measured trades")
                  : new Traffic(1.5, 205, 8, MEASURED_OTHER));
      case "bookTicker" ->
          Optional.of(
              isLarge
                  ? new Traffic(157, 206, 13, MEASURED_LARGE)
                  : new Traffic(16.2, 203, 10, MEASURED_OTHER));
      case "markPrice" -> Optional.of(new Traffic(1.0 / 3, 230, 7, TIMER));
      case "markPrice@1s" -> Optional.of(new Traffic(1, 233, 7, TIMER));
      case "ticker" -> Optional.of(new Traffic(0.5, 420, 7, TIMER));
      case "miniTicker" -> Optional.of(new Traffic(0.5, 250, 8, TIMER));
      case "forceOrder" -> Optional.of(new Traffic(isLarge ? 0.02 : 0.002, 250, 6, GUESS));
      default -> Optional.empty();
    };
  }

  private static Traffic deltas(String channel, boolean isLarge) {
    if (isLarge && channel.equals("depth@0ms")) {
      return new Traffic(19.1, 1514, 4.3, MEASURED_LARGE);
    }
    if (!isLarge && channel.equals("depth@100ms")) {
      return new Traffic(8.4, 472, 5.3, MEASURED_OTHER);
    }
    double rate = pushesPerSecond(channel) * (isLarge ? 1 : 0.8);
    int bytes = isLarge ? 2200 : 470;
    return new Traffic(rate, bytes, 4.3, TIMER + "; size guessed from faster pushes");
  }

  private static double pushesPerSecond(String channel) {
    if (channel.endsWith("@0ms")) {
      return 20;
    }
    return channel.endsWith("@100ms") ? 10 : channel.endsWith("@500ms") ? 2 : 4;
  }

  private static Optional<Traffic> ofVenue(String channel) {
    String from = TIMER + "; size guessed";
    return switch (channel) {
      case "!markPrice@arr@1s" -> Optional.of(new Traffic(2, 90_000, 7, from + " for 960 rows"));
      case "!markPrice@arr" -> Optional.of(new Traffic(0.67, 90_000, 7, from + " for 960 rows"));
      case "!miniTicker@arr" -> Optional.of(new Traffic(1, 80_000, 7, from + " for 400 changes"));
      case "!ticker@arr" -> Optional.of(new Traffic(1, 150_000, 7, from + " for 400 changes"));
      case "!forceOrder@arr" -> Optional.of(new Traffic(0.5, 260, 6, GUESS));
      default -> Optional.empty();
    };
  }
}
