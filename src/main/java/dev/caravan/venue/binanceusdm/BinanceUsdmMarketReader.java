package dev.caravan.venue.binanceusdm;

import dev.caravan.market.FieldException;
import dev.caravan.market.JsonPayload;
import dev.caravan.venue.binance.BinanceMarketReader;

/** Reads Binance USD-M futures: a delta accounts for everything behind {@code pu}. */
public final class BinanceUsdmMarketReader extends BinanceMarketReader {

  public BinanceUsdmMarketReader() {
    super("binance-usdm");
  }

  @Override
  protected long firstId(JsonPayload delta) throws FieldException {
    return delta.id("pu") + 1;
  }

  @Override
  protected String partialBookIdKey() {
    return "u";
  }
}
