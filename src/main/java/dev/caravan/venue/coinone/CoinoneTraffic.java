package dev.caravan.venue.coinone;

import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.Traffic;
import dev.caravan.instrument.TrafficTable;
import java.util.Optional;
import java.util.regex.Pattern;

/** Knows what streams of Coinone may deliver; nobody measured, the sizes are those of the sheet. */
public final class CoinoneTraffic implements TrafficTable {

  private static final Pattern LARGE = Pattern.compile("KRW-(BTC|ETH|XRP|SOL|USDT)");
  private static final String GUESS = "guess; the size is that of the sheet's frames";

  @Override
  public Optional<Traffic> of(StreamId stream) {
    boolean isLarge = LARGE.matcher(stream.symbol()).matches();
    return switch (stream.channel()) {
      case "ORDERBOOK" -> Optional.of(new Traffic(isLarge ? 2 : 0.1, 1480, 9, GUESS));
      case "TRADE" -> Optional.of(new Traffic(isLarge ? 0.5 : 0.02, 210, 8, GUESS));
      case "TICKER" -> Optional.of(new Traffic(isLarge ? 0.5 : 0.02, 680, 9, GUESS));
      default ->
          stream.channel().startsWith("CHART_")
              ? Optional.of(new Traffic(isLarge ? 0.5 : 0.02, 330, 9, GUESS))
              : Optional.empty();
    };
  }
}
