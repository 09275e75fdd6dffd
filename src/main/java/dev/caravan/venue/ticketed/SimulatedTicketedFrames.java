package dev.caravan.venue.ticketed;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.PriceWalk;
import dev.caravan.simulator.SymbolNames;
import dev.caravan.simulator.WrittenFrames;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the frames of a synthetic market in the format DEFAULT.
 *
 * <p>Now and then a side of a book is padded, a time or an id goes back; no two frames of a stream
 * are equal, so that a ledger can tell them apart. Not thread-safe.
 */
final class SimulatedTicketedFrames {

  private static final List<String> KNOWN =
      List.of("KRW-BTC", "KRW-ETH", "KRW-XRP", "KRW-SOL", "KRW-DOGE", "KRW-ADA");
  private static final List<String> BY_DEFAULT = List.of("orderbook", "trade");
  private static final long UNIT = 100_000_000L;
  private static final int PADDED_ONCE_IN = 20;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

  private final SimulatedTicketedRules rules;
  private final Map<String, PriceWalk> walks = new LinkedHashMap<>();
  private final WrittenFrames frames = new WrittenFrames(true);

  SimulatedTicketedFrames(SimulatedTicketedRules rules, MarketOptions options) {
    this.rules = rules;
    List<String> codes = SymbolNames.of(options.symbols(), KNOWN, "KRW-");
    List<String> types = SymbolNames.channels(options.channels(), BY_DEFAULT, rules.types());
    for (int i = 0; i < codes.size(); i++) {
      String code = codes.get(i);
      PriceWalk walk = new PriceWalk(options.seed(), i);
      walks.put(code, walk);
      for (String type : types) {
        StreamId stream = new StreamId(type, code);
        frames.add(new MarketStream(stream.toString(), stream), writer(type, code, walk));
      }
    }
  }

  WrittenFrames frames() {
    return frames;
  }

  List<String> codes() {
    return List.copyOf(walks.keySet());
  }

  private WrittenFrames.Writer writer(String type, String code, PriceWalk walk) {
    long[] count = {0};
    return (timeMs, into) -> {
      boolean isFirst = count[0] == 0;
      long n = count[0]++;
      into.append("{\"type\":\"").append(type).append("\",\"code\":\"").append(code).append('"');
      long id = -1;
      switch (type) {
        case "orderbook" -> writeBook(walk, timeMs, n, into);
        case "trade" -> id = writeTrade(walk, timeMs, n, into);
        case "ticker" -> writeTicker(walk, timeMs, n, into);
        default -> writeCandle(walk, timeMs, type, into);
      }
      into.append(",\"stream_type\":\"").append(isFirst ? "SNAPSHOT" : "REALTIME").append("\"}");
      return id;
    };
  }

  private void writeBook(PriceWalk walk, long timeMs, long n, StringBuilder into) {
    long time = rules.bookTime(timeMs, n);
    if (rules.timeComesFirst()) {
      into.append(",\"timestamp\":").append(time);
    }
    // Grows with each frame, so that no two are equal.
    into.append(",\"total_ask_size\":").append(rules.number(UNIT * 7 + n * 10_000));
    into.append(",\"total_bid_size\":").append(rules.number(UNIT * 5 + walk.size()));
    into.append(",\"orderbook_units\":");
    writeUnits(walk, into);
    if (!rules.timeComesFirst()) {
      into.append(",\"level\":1,\"timestamp\":").append(time);
    }
  }

  private void writeUnits(PriceWalk walk, StringBuilder into) {
    boolean isPadded = walk.isOnceIn(PADDED_ONCE_IN);
    into.append('[');
    for (int i = 0; i < rules.levels(); i++) {
      boolean isGone = isPadded && i == rules.levels() - 1;
      long away = walk.tick() * (i + 1L);
      into.append(i == 0 ? "" : ",");
      into.append("{\"ask_price\":").append(rules.number((walk.price() + away) * UNIT));
      into.append(",\"bid_price\":")
          .append(rules.number(isGone ? 0 : (walk.price() - away) * UNIT));
      into.append(",\"ask_size\":").append(rules.bookSize(walk.size()));
      into.append(",\"bid_size\":").append(rules.bookSize(isGone ? 0 : walk.size())).append('}');
    }
    into.append(']');
  }

  private long writeTrade(PriceWalk walk, long timeMs, long n, StringBuilder into) {
    long id = rules.tradeId(n, timeMs);
    long price = walk.trade();
    into.append(",\"timestamp\":").append(timeMs);
    into.append(",\"trade_timestamp\":").append(timeMs - 20);
    into.append(",\"trade_price\":").append(rules.number(price * UNIT));
    into.append(",\"trade_volume\":").append(rules.number(walk.traded()));
    into.append(",\"ask_bid\":\"").append(walk.isOnceIn(2) ? "BID" : "ASK");
    into.append("\",\"prev_closing_price\":").append(rules.number(walk.open() * UNIT));
    into.append(",\"sequential_id\":").append(id);
    return id;
  }

  private void writeTicker(PriceWalk walk, long timeMs, long n, StringBuilder into) {
    into.append(",\"opening_price\":").append(rules.number(walk.open() * UNIT));
    into.append(",\"high_price\":").append(rules.number(walk.high() * UNIT));
    into.append(",\"low_price\":").append(rules.number(walk.low() * UNIT));
    into.append(",\"trade_price\":").append(rules.number(walk.price() * UNIT));
    into.append(",\"acc_trade_volume\":").append(rules.number(walk.volume() + n));
    into.append(",\"market_state\":\"ACTIVE\",\"timestamp\":").append(timeMs);
  }

  private void writeCandle(PriceWalk walk, long timeMs, String type, StringBuilder into) {
    boolean isSecond = type.endsWith("s");
    LocalDateTime begins =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(timeMs), ZoneOffset.UTC)
            .truncatedTo(isSecond ? ChronoUnit.SECONDS : ChronoUnit.MINUTES);
    into.append(",\"candle_date_time_utc\":\"").append(SECONDS.format(begins));
    into.append("\",\"candle_date_time_kst\":\"").append(SECONDS.format(begins.plusHours(9)));
    into.append("\",\"opening_price\":").append(rules.number(walk.open() * UNIT));
    into.append(",\"high_price\":").append(rules.number(walk.high() * UNIT));
    into.append(",\"low_price\":").append(rules.number(walk.low() * UNIT));
    into.append(",\"trade_price\":").append(rules.number(walk.price() * UNIT));
    into.append(",\"candle_acc_trade_volume\":").append(rules.number(walk.size()));
    into.append(",\"timestamp\":").append(timeMs);
  }

  /** The book of a market as REST writes it; empty where there is no such market. */
  String book(String code, long timeMs) {
    PriceWalk walk = walks.get(code);
    if (walk == null) {
      return "";
    }
    StringBuilder json = new StringBuilder("[{\"market\":\"").append(code);
    json.append("\",\"timestamp\":").append(timeMs).append(",\"orderbook_units\":");
    writeUnits(walk, json);
    return json.append("}]").toString();
  }
}
