package dev.caravan.market;

import dev.caravan.instrument.StreamId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes events for tests. */
final class MarketEvents {

  static final String VENUE = "binance-spot";

  /** 2026-11-20. */
  static final long NOW_NS = 1_795_165_200_000_000_000L;

  private MarketEvents() {}

  static Origin origin(String stream) {
    return origin(stream, NOW_NS);
  }

  static Origin origin(String stream, long venueTimeNs) {
    StreamId id = StreamId.parse(stream);
    return new Origin(VENUE, id, id.symbol(), venueTimeNs, NOW_NS, "one", SizeUnit.BASE);
  }

  private static Origin overRest(String stream) {
    StreamId id = StreamId.parse(stream);
    return new Origin(VENUE, id, id.symbol(), Origin.NO_TIME, NOW_NS, "", SizeUnit.BASE);
  }

  static Trade trade(String price, String size) {
    return trade(price, size, NOW_NS);
  }

  static Trade trade(String price, String size, long venueTimeNs) {
    return new Trade(
        origin("trade/X", venueTimeNs), 1, 1, 1, number(price), number(size), Side.BUY, NOW_NS);
  }

  /** {@code quote("10@1.5", "")} has ten at 1.5 to buy and nothing to sell. */
  static Quote quote(String bid, String ask) {
    return new Quote(
        origin("bookTicker/X"),
        1,
        levels(bid).stream().findFirst(),
        levels(ask).stream().findFirst());
  }

  static BookSnapshot snapshot(long lastId, String bids, String asks) {
    return new BookSnapshot(origin("depth/X"), lastId, levels(bids), levels(asks));
  }

  static BookSnapshot restSnapshot(long lastId, String bids, String asks) {
    return new BookSnapshot(overRest("depth/X"), lastId, levels(bids), levels(asks));
  }

  static BookDelta delta(long first, long last, String bids, String asks) {
    return new BookDelta(origin("depth/X"), first, last, levels(bids), levels(asks));
  }

  /** Candle of the minute that began so many minutes ago. */
  static Candle candle(
      int minutesAgo, String open, String high, String low, String close, boolean isClosed) {
    return new Candle(
        origin("kline_1m/X"),
        "1m",
        NOW_NS - minutesAgo * 60_000_000_000L,
        number(open),
        number(high),
        number(low),
        number(close),
        Optional.of(BigDecimal.ONE),
        Optional.empty(),
        3,
        isClosed);
  }

  static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  /** {@code "10@1.5 3@1.4"}: sizes and prices. */
  static List<Level> levels(String text) {
    List<Level> levels = new ArrayList<>();
    for (String level : text.isBlank() ? new String[0] : text.split(" ")) {
      String[] parts = level.split("@");
      levels.add(new Level(number(parts[1]), number(parts[0])));
    }
    return levels;
  }

  /** The reverse of {@link #levels}. */
  static String words(List<Level> levels) {
    List<String> words = new ArrayList<>();
    for (Level level : levels) {
      words.add(level.size().toPlainString() + "@" + level.price().toPlainString());
    }
    return String.join(" ", words);
  }
}
