package dev.caravan.venue.binanceusdm;

import dev.caravan.instrument.Sequencing;
import dev.caravan.venue.binance.BinanceMapping;
import dev.caravan.venue.binance.ChannelRule;
import dev.caravan.venue.binance.RawPayload;

/**
 * Knows the channels of Binance USD-M futures.
 *
 * <p>Ids: trades' {@code t} and aggregate trades' {@code a} grow by one. A delta names with {@code
 * pu} the {@code u} of the delta before it on the same stream; between {@code pu} and its own first
 * id {@code U} lie ids that the stream never uses. So a delta accounts for everything behind {@code
 * pu}, and a hole reaches from the last {@code u} to {@code pu}. Best bid and ask and partial books
 * only grow; the rest has no ids. {@code !bookTicker} mixes the ids of all symbols, which proves
 * nothing.
 *
 * <p>A bare {@code depthUpdate} is a delta or a partial book: only the wrapper tells, so it stays
 * unrecognised.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4, 5 and 10, after the venue's stream contract
 * 1.0.0 read in 2026-07/08; {@code rpiDepth} after its page of the same time.
 */
public final class BinanceUsdmMapping extends BinanceMapping {

  /** The one channel of the whole venue whose name does not begin with an exclamation mark. */
  static final String SESSIONS = "tradingSession";

  private static final ChannelRule TRADE =
      ChannelRule.oneId("t", Sequencing.CONTIGUOUS).timedBy("T");
  private static final ChannelRule AGGREGATE_TRADE =
      ChannelRule.oneId("a", Sequencing.CONTIGUOUS).timedBy("T");
  private static final ChannelRule BOOK_TICKER =
      ChannelRule.oneId("u", Sequencing.GROWING).timedBy("T");
  private static final ChannelRule DELTA = ChannelRule.chain("pu", "U", "u").timedBy("T");
  private static final ChannelRule PARTIAL_BOOK =
      ChannelRule.oneId("u", Sequencing.GROWING).timedBy("T");
  private static final ChannelRule OTHER = ChannelRule.withoutId();

  @Override
  protected ChannelRule rule(String channel) {
    return switch (channel) {
      case "trade" -> TRADE;
      case "aggTrade" -> AGGREGATE_TRADE;
      case "bookTicker" -> BOOK_TICKER;
      case "depth" -> DELTA;
      default -> {
        if (channel.startsWith("depth@") || channel.startsWith("rpiDepth@")) {
          yield DELTA;
        }
        yield isPartialBook(channel) ? PARTIAL_BOOK : OTHER;
      }
    };
  }

  private static boolean isPartialBook(String channel) {
    return channel.startsWith("depth")
        && channel.length() > "depth".length()
        && Character.isDigit(channel.charAt("depth".length()));
  }

  @Override
  protected boolean isChannelWithoutSymbol(String name) {
    return name.equals(SESSIONS);
  }

  @Override
  protected String streamOf(String event, RawPayload payload) {
    String symbol = payload.text("s");
    if (payload.isElement()) {
      return switch (event) {
        case "markPriceUpdate" -> "!markPrice@arr";
        case "24hrMiniTicker" -> "!miniTicker@arr";
        case "24hrTicker" -> "!ticker@arr";
        case "assetIndexUpdate" -> "!assetIndex@arr";
        default -> "";
      };
    }
    return switch (event) {
      case "trade", "aggTrade", "bookTicker", "compositeIndex" -> symbol + "@" + event;
      case "markPriceUpdate" -> symbol + "@markPrice";
      case "kline" -> symbol + "@" + payload.candleChannel("kline");
      case "continuous_kline" ->
          payload.text("ps")
              + "_"
              + payload.text("ct")
              + "@"
              + payload.candleChannel("continuousKline");
      case "24hrMiniTicker" -> symbol + "@miniTicker";
      case "24hrTicker" -> symbol + "@ticker";
      case "forceOrder" -> payload.object("o").text("s") + "@forceOrder";
      case "assetIndexUpdate" -> symbol + "@assetIndex";
      case "contractInfo" -> "!contractInfo";
      case "EquityUpdate", "CommodityUpdate", "KR_EquityUpdate", "HK_EquityUpdate" -> SESSIONS;
      default -> "";
    };
  }
}
