package dev.caravan.venue.okx;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.instrument.TrafficTable;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Knows what streams of OKX typically deliver, of large instruments and of others.
 *
 * <p>Measured: small instruments over 30 s on 2022-02-28 ({@code books-l2-tbt} at 10 ms, ten of
 * them) and over 25 s on OKCoin on 2023-05-27; 50 bytes a frame are added for the ids that came
 * since. What is pushed on a timer follows the protocol sheet of 2026-11-20, sections 4 and 5.
 */
public final class OkxTraffic implements TrafficTable {

  private static final Pattern LARGE = Pattern.compile("(BTC|ETH)-USD[TC]?(-SWAP)?");
  private static final String MEASURED = "measured: 10 small instruments, 30 s on 2022-02-28";
  private static final String TIMER = "the venue's push interval, an upper bound";
  private static final String GUESS = "guess";

  @Override
  public Optional<Traffic> of(StreamId stream) {
    boolean isLarge = LARGE.matcher(stream.symbol()).matches();
    return switch (OkxChannels.kind(stream.channel())) {
      case BOOK ->
          stream.channel().endsWith("l2-tbt")
              ? Optional.of(
                  isLarge
                      ? new Traffic(80, 450, 5, TIMER + "; size guessed")
                      : new Traffic(12, 420, 5, MEASURED))
              : Optional.of(
                  isLarge
                      ? new Traffic(10, 1200, 5, TIMER + "; size guessed")
                      : new Traffic(5, 420, 5, TIMER + "; half of it, guessed"));
      case BEST_LEVELS ->
          Optional.of(new Traffic(isLarge ? 10 : 3, 560, 6, TIMER + "; size from its form"));
      case QUOTE -> Optional.of(new Traffic(isLarge ? 50 : 5, 220, 9, GUESS));
      case TRADES -> Optional.of(new Traffic(isLarge ? 12 : 0.5, 215, 8, GUESS));
      case TRADES_ALL -> Optional.of(new Traffic(isLarge ? 25 : 1, 205, 10, GUESS));
      case CANDLES, REFERENCE_CANDLES -> Optional.of(new Traffic(isLarge ? 1 : 0.4, 190, 8, TIMER));
      case TICKER -> Optional.of(new Traffic(isLarge ? 8 : 0.5, 420, 7, TIMER));
      case MARK_PRICE -> Optional.of(new Traffic(isLarge ? 4 : 1, 165, 8, TIMER));
      case INDEX -> Optional.of(new Traffic(isLarge ? 5 : 1, 235, 8, GUESS));
      case FUNDING -> Optional.of(new Traffic(1.0 / 60, 560, 5, TIMER));
      case OPEN_INTEREST -> Optional.of(new Traffic(1.0 / 3, 205, 8, TIMER));
      case LIQUIDATIONS -> Optional.of(new Traffic(0.5, 320, 6, GUESS));
      case OTHER -> Optional.empty();
    };
  }
}
