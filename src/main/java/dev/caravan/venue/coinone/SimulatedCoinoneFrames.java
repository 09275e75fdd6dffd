package dev.caravan.venue.coinone;

import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.PriceWalk;
import dev.caravan.simulator.SymbolNames;
import dev.caravan.simulator.WrittenFrames;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the frames of a synthetic Coinone in the format DEFAULT: sixteen levels a side, asks worst
 * first, ids of milliseconds and a counter. Not thread-safe.
 */
final class SimulatedCoinoneFrames {

  private static final List<String> KNOWN =
      List.of("KRW-BTC", "KRW-ETH", "KRW-XRP", "KRW-SOL", "KRW-DOGE", "KRW-ADA");
  private static final List<String> CHANNELS =
      List.of(
          "ORDERBOOK",
          "TRADE",
          "TICKER",
          "CHART_1m",
          "CHART_3m",
          "CHART_5m",
          "CHART_15m",
          "CHART_30m",
          "CHART_1h",
          "CHART_2h",
          "CHART_4h",
          "CHART_6h",
          "CHART_1d",
          "CHART_1w");
  private static final List<String> BY_DEFAULT = List.of("ORDERBOOK", "TRADE");
  private static final int LEVELS = 16;
  private static final int PLACES = 8;
  private static final long MINUTE_MS = 60_000;

  /** The first book after subscribing has an older time than its id. */
  private static final long FIRST_BOOK_MS = 10_000;

  private final Map<String, PriceWalk> walks = new LinkedHashMap<>();
  private final WrittenFrames frames = new WrittenFrames(false);

  SimulatedCoinoneFrames(MarketOptions options) {
    List<String> pairs = SymbolNames.of(options.symbols(), KNOWN, "KRW-");
    List<String> channels = SymbolNames.channels(options.channels(), BY_DEFAULT, CHANNELS);
    for (int i = 0; i < pairs.size(); i++) {
      PriceWalk walk = new PriceWalk(options.seed(), i);
      walks.put(pairs.get(i), walk);
      for (String channel : channels) {
        StreamId stream = new StreamId(channel, pairs.get(i));
        frames.add(new MarketStream(name(stream), stream), writer(stream, walk));
      }
    }
  }

  /** {@code CHART_1m/KRW-BTC}: what the topic of a request is turned into. */
  static String name(StreamId stream) {
    return stream.channel() + "/" + stream.symbol();
  }

  WrittenFrames frames() {
    return frames;
  }

  List<String> pairs() {
    return List.copyOf(walks.keySet());
  }

  private WrittenFrames.Writer writer(StreamId stream, PriceWalk walk) {
    long[] lastId = {0};
    String quote = stream.symbol().substring(0, Math.max(0, stream.symbol().indexOf('-')));
    String target = stream.symbol().substring(stream.symbol().indexOf('-') + 1);
    boolean isCandle = stream.channel().startsWith("CHART_");
    String channel = isCandle ? "CHART" : stream.channel();
    String interval = isCandle ? stream.channel().substring("CHART_".length()) : "";
    return (timeMs, into) -> {
      long id = Math.max(lastId[0] + 1, timeMs * 1000 + 1);
      long sentMs = channel.equals("ORDERBOOK") && lastId[0] == 0 ? timeMs - FIRST_BOOK_MS : timeMs;
      lastId[0] = id;
      into.append("{\"response_type\":\"DATA\",\"channel\":\"").append(channel);
      into.append("\",\"data\":{\"quote_currency\":\"").append(quote);
      into.append("\",\"target_currency\":\"").append(target).append('"');
      if (isCandle) {
        into.append(",\"interval\":\"").append(interval).append('"');
      }
      into.append(",\"timestamp\":").append(sentMs).append(",\"id\":\"").append(id).append('"');
      switch (channel) {
        case "ORDERBOOK" -> writeSides(walk, true, into);
        case "TRADE" -> {
          into.append(",\"price\":\"").append(walk.trade()).append("\",\"qty\":\"");
          into.append(size(walk.traded())).append("\",\"is_seller_maker\":");
          into.append(walk.isOnceIn(2));
        }
        case "TICKER" -> {
          writePrices(walk, into);
          into.append(",\"target_volume\":\"").append(size(walk.volume())).append('"');
        }
        default -> {
          into.append(",\"candle_timestamp\":").append(timeMs - timeMs % MINUTE_MS);
          writePrices(walk, into);
        }
      }
      into.append("}}");
      return id;
    };
  }

  private static void writePrices(PriceWalk walk, StringBuilder into) {
    into.append(",\"high\":\"").append(walk.high()).append("\",\"low\":\"").append(walk.low());
    into.append("\",\"first\":\"").append(walk.open()).append("\",\"last\":\"");
    into.append(walk.price()).append('"');
  }

  private static void writeSides(PriceWalk walk, boolean isWorstAskFirst, StringBuilder into) {
    into.append(",\"asks\":[");
    for (int i = 0; i < LEVELS; i++) {
      long away = isWorstAskFirst ? LEVELS - i : i + 1;
      writeLevel(i, walk.price() + walk.tick() * away, walk, into);
    }
    into.append("],\"bids\":[");
    for (int i = 0; i < LEVELS; i++) {
      writeLevel(i, walk.price() - walk.tick() * (i + 1), walk, into);
    }
    into.append(']');
  }

  private static void writeLevel(int place, long price, PriceWalk walk, StringBuilder into) {
    into.append(place == 0 ? "" : ",").append("{\"price\":\"").append(price);
    into.append("\",\"qty\":\"").append(size(walk.size())).append("\"}");
  }

  private static String size(long unscaled) {
    return BigDecimal.valueOf(unscaled, PLACES).toPlainString();
  }

  /** The book of a pair as REST writes it, asks best first; empty where there is no such pair. */
  String book(String pair, long timeMs) {
    PriceWalk walk = walks.get(pair);
    if (walk == null) {
      return "";
    }
    StringBuilder json = new StringBuilder("{\"result\":\"success\",\"error_code\":\"0\"");
    json.append(",\"server_time\":").append(timeMs).append(",\"timestamp\":").append(timeMs);
    json.append(",\"id\":\"").append(timeMs * 1000 + 1).append('"');
    writeSides(walk, false, json);
    return json.append('}').toString();
  }
}
