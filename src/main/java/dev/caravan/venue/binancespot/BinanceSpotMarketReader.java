package dev.caravan.venue.binancespot;

import dev.caravan.market.FieldException;
import dev.caravan.market.JsonPayload;
import dev.caravan.venue.binance.BinanceMarketReader;

/** Reads Binance spot: a delta accounts for {@code U..u}. */
public final class BinanceSpotMarketReader extends BinanceMarketReader {

  public BinanceSpotMarketReader() {
    super("binance-spot");
  }

  @Override
  protected long firstId(JsonPayload delta) throws FieldException {
    return delta.id("U");
  }

  @Override
  protected String partialBookIdKey() {
    return "lastUpdateId";
  }
}
