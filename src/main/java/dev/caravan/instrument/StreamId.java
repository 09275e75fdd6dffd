package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

/**
 * Names one channel of one symbol at one venue, as the venue spells both: {@code trade/BTCUSDT}.
 *
 * <p>The symbol is the venue's text and may hold anything, a slash and {@code ..} included; never
 * build a path from it without encoding it.
 *
 * @param channel the channel as subscribed, without a slash
 * @param symbol the symbol as the venue writes it in data; empty for a channel without symbols
 */
public record StreamId(String channel, String symbol) {

  /** Stands for control frames and frames that nobody recognised; written as {@code -}. */
  public static final StreamId NONE = new StreamId("-", "");

  public StreamId {
    requireNonNull(channel, "channel");
    requireNonNull(symbol, "symbol");
    if (channel.isEmpty() || channel.indexOf('/') >= 0) {
      throw new IllegalArgumentException("channel must be a name without '/': " + channel);
    }
  }

  /** Reads what {@link #toString} wrote; the first slash separates channel and symbol. */
  public static StreamId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return text.equals("-") ? NONE : new StreamId(text, "");
    }
    return new StreamId(text.substring(0, slash), text.substring(slash + 1));
  }

  public boolean isNone() {
    return channel.equals("-");
  }

  @Override
  public String toString() {
    return symbol.isEmpty() ? channel : channel + "/" + symbol;
  }
}
