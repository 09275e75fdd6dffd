package dev.caravan.venue.bithumb;

import dev.caravan.market.Arrival;
import dev.caravan.market.MarketSink;
import dev.caravan.venue.ticketed.TicketedMarketReader;

/**
 * Reads what the frames of Bithumb say; recordings of its former global venue are read as well,
 * those of the older Korean socket say nothing here.
 */
public final class BithumbMarketReader extends TicketedMarketReader {

  private final BithumbGlobalReader global = new BithumbGlobalReader();

  public BithumbMarketReader() {
    super("bithumb");
  }

  @Override
  public void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    if (BithumbGlobalReader.isOf(arrival.stream().channel())) {
      global.read(arrival, bytes, offset, length, into);
    } else {
      super.read(arrival, bytes, offset, length, into);
    }
  }

  @Override
  public void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
    if (BithumbGlobalReader.isOf(arrival.stream().channel())) {
      global.readSnapshot(arrival, body, into);
    } else {
      super.readSnapshot(arrival, lastId, body, into);
    }
  }
}
