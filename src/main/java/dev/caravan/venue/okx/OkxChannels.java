package dev.caravan.venue.okx;

import dev.caravan.instrument.Sequencing;

/**
 * Knows the channels of OKX: what they are about, where they are served and what their ids prove.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1, 4, 5 and 9.
 */
final class OkxChannels {

  /** What the frames of a channel hold. */
  enum Kind {
    /** The book, then its changes, each naming the id before it. */
    BOOK,
    /** The best levels, whole each time. */
    BEST_LEVELS,
    /** The best bid and ask. */
    QUOTE,
    /** Trades of one taker, source and price together. */
    TRADES,
    /** Trades one by one. */
    TRADES_ALL,
    CANDLES,
    /** Candles of a price at which nobody trades. */
    REFERENCE_CANDLES,
    TICKER,
    MARK_PRICE,
    FUNDING,
    OPEN_INTEREST,
    LIQUIDATIONS,
    INDEX,
    /** Anything else, recorded and not understood. */
    OTHER
  }

  /** Of what is delivered or exercised next; documented by name only. */
  static final String ESTIMATED_PRICE = "estimated-price";

  static final String FASTEST_BOOK = "books-l2-tbt";

  static final String INSTRUMENT = "instId";
  static final String FAMILY = "instFamily";
  static final String TYPE = "instType";

  private OkxChannels() {}

  static Kind kind(String channel) {
    return switch (channel) {
      case "books", "books-l2-tbt", "books50-l2-tbt", "books-elp", "books-rpi" -> Kind.BOOK;
      case "books5" -> Kind.BEST_LEVELS;
      case "bbo-tbt" -> Kind.QUOTE;
      case "trades" -> Kind.TRADES;
      case "trades-all" -> Kind.TRADES_ALL;
      case "tickers" -> Kind.TICKER;
      case "mark-price" -> Kind.MARK_PRICE;
      case "funding-rate" -> Kind.FUNDING;
      case "open-interest" -> Kind.OPEN_INTEREST;
      case "liquidation-orders" -> Kind.LIQUIDATIONS;
      case "index-tickers" -> Kind.INDEX;
      default -> {
        if (channel.startsWith("candle")) {
          yield Kind.CANDLES;
        }
        boolean isOfReference =
            channel.startsWith("mark-price-candle") || channel.startsWith("index-candle");
        yield isOfReference ? Kind.REFERENCE_CANDLES : Kind.OTHER;
      }
    };
  }

  /**
   * What the ids prove. Best levels come from the engine's own counter, of which a stream sees only
   * some.
   */
  static Sequencing sequencing(String channel) {
    return switch (kind(channel)) {
      case BOOK, TRADES, TRADES_ALL -> Sequencing.CONTIGUOUS;
      case BEST_LEVELS, QUOTE -> Sequencing.GROWING;
      default -> Sequencing.NONE;
    };
  }

  /** Whether the channel is served on {@code /business}; on the other path it is refused. */
  static boolean isBusiness(String channel) {
    return switch (kind(channel)) {
      case CANDLES, REFERENCE_CANDLES, TRADES_ALL -> true;
      default -> false;
    };
  }

  /** Whether it only speaks of what happens now and then, or before a delivery. */
  static boolean isOccasional(String channel) {
    return switch (channel) {
      case "liquidation-orders", "instruments", "status", ESTIMATED_PRICE -> true;
      default -> false;
    };
  }

  /** The key under which a request names what the stream is about; empty for none. */
  static String symbolKey(String channel) {
    return switch (channel) {
      case "liquidation-orders", "instruments" -> TYPE;
      case "opt-summary" -> FAMILY;
      case "status" -> "";
      default -> INSTRUMENT;
    };
  }
}
