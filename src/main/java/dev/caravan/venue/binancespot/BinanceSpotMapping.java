package dev.caravan.venue.binancespot;

import dev.caravan.instrument.Sequencing;
import dev.caravan.venue.binance.BinanceMapping;
import dev.caravan.venue.binance.ChannelRule;
import dev.caravan.venue.binance.RawPayload;

/**
 * Knows the channels of Binance spot.
 *
 * <p>Ids: {@code t} of trades and aggregate trades' {@code a} grow by one; a delta covers {@code
 * U..u} without a hole, whatever its speed; best bid and ask, partial books and block trades only
 * grow; the rest has none. {@code !bookTicker} mixes the ids of all symbols, which proves nothing.
 *
 * <p>A bare delta does not say its speed and is named {@code depth}; a bare candle does not say its
 * time zone.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4, 8 and 9, after the venue's
 * web-socket-streams.md of 2026-07-21.
 */
public final class BinanceSpotMapping extends BinanceMapping {

  private static final ChannelRule TRADE =
      ChannelRule.oneId("t", Sequencing.CONTIGUOUS).timedBy("T");
  private static final ChannelRule AGGREGATE_TRADE =
      ChannelRule.oneId("a", Sequencing.CONTIGUOUS).timedBy("T");
  private static final ChannelRule BLOCK_TRADE =
      ChannelRule.oneId("t", Sequencing.GROWING).timedBy("T");
  private static final ChannelRule BOOK_TICKER = ChannelRule.oneId("u", Sequencing.GROWING);
  private static final ChannelRule DELTA = ChannelRule.range("U", "u");
  private static final ChannelRule PARTIAL_BOOK =
      ChannelRule.oneId("lastUpdateId", Sequencing.GROWING);
  private static final ChannelRule REFERENCE_PRICE = ChannelRule.withoutId().timedBy("t");
  private static final ChannelRule OTHER = ChannelRule.withoutId();

  @Override
  protected ChannelRule rule(String channel) {
    return switch (channel) {
      case "trade" -> TRADE;
      case "aggTrade" -> AGGREGATE_TRADE;
      case "blockTrade" -> BLOCK_TRADE;
      case "bookTicker" -> BOOK_TICKER;
      case "depth", "depth@100ms", "depth@1000ms" -> DELTA;
      case "referencePrice" -> REFERENCE_PRICE;
      default -> isPartialBook(channel) ? PARTIAL_BOOK : OTHER;
    };
  }

  private static boolean isPartialBook(String channel) {
    return channel.startsWith("depth")
        && channel.length() > "depth".length()
        && Character.isDigit(channel.charAt("depth".length()));
  }

  @Override
  protected boolean isChannelWithoutSymbol(String name) {
    return false;
  }

  @Override
  protected String streamOf(String event, RawPayload payload) {
    String symbol = payload.text("s");
    if (payload.isElement()) {
      return switch (event) {
        case "24hrMiniTicker" -> "!miniTicker@arr";
        case "24hrTicker" -> "!ticker@arr";
        case "1hTicker", "4hTicker", "1dTicker" -> "!ticker_" + window(event) + "@arr";
        default -> "";
      };
    }
    return switch (event) {
      case "trade", "aggTrade", "blockTrade", "avgPrice", "referencePrice" -> symbol + "@" + event;
      case "depthUpdate" -> symbol + "@depth";
      case "kline" -> symbol + "@" + payload.candleChannel("kline");
      case "24hrMiniTicker" -> symbol + "@miniTicker";
      case "24hrTicker" -> symbol + "@ticker";
      case "1hTicker", "4hTicker", "1dTicker" -> symbol + "@ticker_" + window(event);
      case "" -> isBookTicker(payload) ? symbol + "@bookTicker" : "";
      default -> "";
    };
  }

  private static String window(String event) {
    return event.substring(0, event.length() - "Ticker".length());
  }

  private static boolean isBookTicker(RawPayload payload) {
    return payload.has("u")
        && payload.has("b")
        && payload.has("B")
        && payload.has("a")
        && payload.has("A");
  }
}
