package dev.caravan.venue.binance;

/** Says what the payloads of a channel are; both venues name their channels alike. */
enum PayloadKind {
  TRADE,
  AGGREGATE_TRADE,
  QUOTE,
  DELTA,
  PARTIAL_BOOK,
  CANDLE,
  TICKER,
  MARK_PRICE,
  LIQUIDATION,
  AVERAGE,
  REFERENCE,
  COMPOSITE_INDEX,
  ASSET_INDEX,
  /** Says nothing about prices, or nobody knows. */
  NOTHING;

  static PayloadKind of(String channel) {
    switch (channel) {
      case "trade", "blockTrade":
        return TRADE;
      case "aggTrade":
        return AGGREGATE_TRADE;
      case "bookTicker", "!bookTicker":
        return QUOTE;
      case "depth":
        return DELTA;
      case "forceOrder", "!forceOrder@arr":
        return LIQUIDATION;
      case "avgPrice":
        return AVERAGE;
      case "referencePrice":
        return REFERENCE;
      case "compositeIndex":
        return COMPOSITE_INDEX;
      case "assetIndex", "!assetIndex@arr":
        return ASSET_INDEX;
      default:
        return ofBeginning(channel.startsWith("!") ? channel.substring(1) : channel);
    }
  }

  private static PayloadKind ofBeginning(String channel) {
    if (channel.startsWith("depth") && channel.length() > "depth".length()) {
      return Character.isDigit(channel.charAt("depth".length())) ? PARTIAL_BOOK : DELTA;
    }
    if (channel.startsWith("rpiDepth@")) {
      return DELTA;
    }
    if (channel.startsWith("kline_") || channel.startsWith("continuousKline_")) {
      return CANDLE;
    }
    if (channel.startsWith("ticker") || channel.startsWith("miniTicker")) {
      return TICKER;
    }
    return channel.startsWith("markPrice") ? MARK_PRICE : NOTHING;
  }
}
