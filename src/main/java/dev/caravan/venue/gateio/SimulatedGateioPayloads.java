package dev.caravan.venue.gateio;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.simulator.market.SimulatedFrameBuffer;
import java.util.Optional;

/**
 * Writes the frames of each kind of channel.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4 and 5.
 */
final class SimulatedGateioPayloads {

  private static final int TICKER_SHARE = 100;
  private static final int DELTAS_FROM_BOOK_TO_BOOK = 150;

  private SimulatedGateioPayloads() {}

  /** Writes one stream. */
  interface Payload {

    /** Writes the next frame; returns its last id, or -1 where it has none. */
    long write(long timeMs, SimulatedFrameBuffer into);

    /** The book with which the stream begins for a client. */
    default Optional<String> whole(long timeMs) {
      return Optional.empty();
    }
  }

  /** Writes a channel, named without its market. */
  static Payload of(String channel, SimulatedGateioSite site) {
    String wire = (site.isSpot() ? "spot." : "futures.");
    int split = channel.lastIndexOf('_');
    String addition = channel.substring(split + 1);
    if (channel.equals("trades")) {
      return (timeMs, into) -> trade(wire + channel, site, timeMs, into);
    }
    if (channel.equals("tickers")) {
      return (timeMs, into) -> ticker(wire + channel, site, timeMs, into);
    }
    if (channel.equals("book_ticker")) {
      return (timeMs, into) -> quote(wire + channel, site, timeMs, into);
    }
    if (channel.equals("public_liquidates")) {
      return (timeMs, into) -> liquidation(wire + channel, site, timeMs, into);
    }
    if (channel.equals("contract_stats")) {
      return (timeMs, into) -> statistics(wire + channel, site, timeMs, into);
    }
    if (channel.equals("contract_info")) {
      return (timeMs, into) -> listing(wire + channel, site, timeMs, into);
    }
    if (channel.startsWith("candlesticks_")) {
      return new SimulatedGateioCandles(wire + "candlesticks", addition, site);
    }
    if (channel.startsWith("obu_")) {
      return new SimulatedGateioDepth(wire + "obu", addition, site);
    }
    if (channel.startsWith("order_book_update")) {
      boolean isUsual = channel.equals("order_book_update");
      return deltas(wire + "order_book_update", isUsual ? "100" : addition, site);
    }
    String levels = channel.equals("order_book") ? "20" : addition;
    return (timeMs, into) -> book(wire + "order_book", levels, site, timeMs, into);
  }

  private static long trade(
      String channel, SimulatedGateioSite site, long timeMs, SimulatedFrameBuffer into) {
    var trade = site.trade(timeMs);
    SimulatedGateioMarket.open(channel, "update", timeMs, into);
    String result =
        site.isSpot() ? site.tradeOfSpot(trade) : "[" + site.tradeOfFutures(trade, "\"") + "]";
    into.put(ascii(result)).put('}');
    return trade.id();
  }

  private static long ticker(
      String channel, SimulatedGateioSite site, long timeMs, SimulatedFrameBuffer into) {
    String last = SimulatedGateioSite.decimal(site.book().price(true, 0));
    String high = SimulatedGateioSite.decimal(site.book().price(false, 0) * 2);
    String low = SimulatedGateioSite.decimal(site.book().price(true, 0) / 2);
    SimulatedGateioMarket.open(channel, "update", timeMs, into);
    String both =
        ",\"last\":"
            + last
            + ",\"change_percentage\":\"1.5\",\"high_24h\":"
            + high
            + ",\"low_24h\":"
            + low;
    String result =
        site.isSpot()
            ? "{\"currency_pair\":\""
                + site.symbol()
                + "\""
                + both
                + ",\"base_volume\":\"2811.5\",\"quote_volume\":\"53441606.5\"}"
            : "[{\"contract\":\""
                + site.symbol()
                + "\""
                + both
                + ",\"mark_price\":"
                + last
                + ",\"index_price\":"
                + last
                + ",\"funding_rate\":\"0.0001\",\"funding_next_apply\":"
                + (timeMs / 1000 / 28_800 + 1) * 28_800
                + ",\"total_size\":\""
                + TICKER_SHARE
                + "\",\"volume_24h\":\"3375\",\"volume_24h_quote\":\"1008933444\",\"t\":"
                + timeMs
                + "}]";
    into.put(ascii(result)).put('}');
    return -1;
  }

  private static long liquidation(
      String channel, SimulatedGateioSite site, long timeMs, SimulatedFrameBuffer into) {
    SimulatedGateioMarket.open(channel, "update", timeMs, into);
    into.put(ascii("[{\"price\":")).putDecimal(site.book().price(true, 0));
    into.put(ascii(",\"size\":\"-")).putNumber(site.contracts(site.book().quantityAt(true, 0)));
    into.put(ascii("\",\"time\":")).putNumber(timeMs);
    into.put(ascii(",\"contract\":\"" + site.symbol() + "\"}]}"));
    return -1;
  }

  /** Documented by name only. */
  private static long listing(
      String channel, SimulatedGateioSite site, long timeMs, SimulatedFrameBuffer into) {
    site.step(false);
    SimulatedGateioMarket.open(channel, "update", timeMs, into);
    into.put(ascii("[{\"name\":\"" + site.symbol() + "\",\"status\":\"trading\",\"version\":"));
    into.putNumber(site.book().updateId()).put(ascii("}]}"));
    return -1;
  }

  private static long statistics(
      String channel, SimulatedGateioSite site, long timeMs, SimulatedFrameBuffer into) {
    SimulatedGateioMarket.open(channel, "update", timeMs, into);
    into.put(ascii("[{\"time\":")).putNumber(timeMs / 60_000 * 60);
    into.put(ascii(",\"contract\":\"" + site.symbol() + "\",\"open_interest\":124724"));
    into.put(ascii(",\"open_interest_usd\":1516.25,\"lsr_taker\":1.1,\"mark_price\":8865}]}"));
    return -1;
  }

  private static long quote(
      String channel, SimulatedGateioSite site, long timeMs, SimulatedFrameBuffer into) {
    site.step(true);
    SimulatedGateioMarket.open(channel, "update", timeMs, into);
    into.put(ascii("{\"t\":")).putNumber(timeMs);
    into.put(ascii(",\"u\":")).putNumber(site.book().updateId());
    into.put(ascii(",\"s\":\"" + site.symbol() + "\",\"b\":"));
    into.putDecimal(site.book().price(true, 0)).put(ascii(",\"B\":"));
    site.putSize(site.book().quantityAt(true, 0), into);
    into.put(ascii(",\"a\":")).putDecimal(site.book().price(false, 0)).put(ascii(",\"A\":"));
    site.putSize(site.book().quantityAt(false, 0), into);
    into.put('}').put('}');
    return site.book().updateId();
  }

  /** Every now and then the venue sends the whole book in place of changes. */
  private static Payload deltas(String channel, String levels, SimulatedGateioSite site) {
    SimulatedGateioChanges changes = site.listen();
    int[] made = {0};
    byte[][] sides = {new byte[0]};
    return (timeMs, into) -> {
      made[0]++;
      if (made[0] % DELTAS_FROM_BOOK_TO_BOOK == 0) {
        SimulatedGateioMarket.open(channel, "update", timeMs, into);
        into.put(ascii("{\"t\":" + timeMs + ",\"full\":true,\"l\":\"" + levels + "\",\"s\":\""));
        into.put(ascii(site.symbol() + "\",\"u\":" + changes.toldUntil()));
        into.put(sides[0]).put('}').put('}');
        return -1;
      }
      site.step(false);
      SimulatedGateioMarket.open(channel, "update", timeMs, into);
      into.put(ascii("{\"t\":")).putNumber(timeMs);
      into.put(ascii(",\"l\":\"" + levels + "\",\"s\":\"" + site.symbol() + "\",\"U\":"));
      into.putNumber(changes.toldUntil() + 1);
      into.put(ascii(",\"u\":")).putNumber(site.book().updateId()).put(ascii(",\"b\":"));
      site.putChanges(changes.side(true), into);
      into.put(ascii(",\"a\":"));
      site.putChanges(changes.side(false), into);
      into.put('}').put('}');
      changes.told(site.book().updateId());
      if ((made[0] + 1) % DELTAS_FROM_BOOK_TO_BOOK == 0) {
        sides[0] = sides(levels, site);
      }
      return site.book().updateId();
    };
  }

  private static byte[] sides(String levels, SimulatedGateioSite site) {
    SimulatedFrameBuffer both = new SimulatedFrameBuffer().put(ascii(",\"b\":"));
    site.putSide(true, Integer.parseInt(levels), true, both);
    both.put(ascii(",\"a\":"));
    site.putSide(false, Integer.parseInt(levels), true, both);
    return both.toBytes();
  }

  private static long book(
      String channel,
      String levels,
      SimulatedGateioSite site,
      long timeMs,
      SimulatedFrameBuffer into) {
    site.step(false);
    int count = Integer.parseInt(levels);
    String id = Long.toString(site.book().updateId());
    SimulatedFrameBuffer sides = new SimulatedFrameBuffer().put(ascii("\"asks\":"));
    site.putSide(false, count, true, sides);
    sides.put(ascii(",\"bids\":"));
    site.putSide(true, count, true, sides);
    if (site.isSpot()) {
      SimulatedGateioMarket.open(channel, "update", timeMs, into);
      into.put(ascii("{\"t\":" + timeMs + ",\"lastUpdateId\":" + id));
      into.put(ascii(",\"s\":\"" + site.symbol() + "\",\"l\":\"" + levels + "\","));
      into.put(sides.toBytes()).put('}').put('}');
    } else {
      into.put(ascii("{\"channel\":\"" + channel + "\",\"event\":\"all\",\"result\":{"));
      into.put(sides.toBytes()).put(ascii(",\"contract\":\"" + site.symbol() + "\",\"id\":" + id));
      into.put(ascii(",\"l\":\"" + levels + "\",\"t\":" + timeMs + "},\"time\":"));
      into.putNumber(timeMs / 1000).put(ascii(",\"time_ms\":")).putNumber(timeMs).put('}');
    }
    return site.book().updateId();
  }

  /** Candles of one interval; what is closed comes with the one that begins on futures. */
  private static final class SimulatedGateioCandles implements Payload {

    private final String channel;
    private final String interval;
    private final long intervalS;
    private final SimulatedGateioSite site;
    private long openS = -1;
    private long open;
    private long high;
    private long low;

    SimulatedGateioCandles(String channel, String interval, SimulatedGateioSite site) {
      this.channel = channel;
      this.interval = interval;
      this.intervalS =
          Long.parseLong(interval.substring(0, interval.length() - 1))
              * switch (interval.charAt(interval.length() - 1)) {
                case 's' -> 1;
                case 'm' -> 60;
                case 'h' -> 3600;
                default -> 86_400;
              };
      this.site = site;
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      long nowS = timeMs / 1000 / intervalS * intervalS;
      long price = site.book().price(true, 0);
      boolean isFinal = openS >= 0 && nowS > openS;
      if (openS < 0) {
        begin(nowS, price);
      }
      high = Math.max(high, price);
      low = Math.min(low, price);
      SimulatedGateioMarket.open(channel, "update", timeMs, into);
      String candle = candle(price, isFinal);
      if (isFinal) {
        begin(nowS, price);
      }
      String all =
          site.isSpot() ? candle : "[" + candle + (isFinal ? "," + candle(price, false) : "") + "]";
      into.put(ascii(all)).put('}');
      return -1;
    }

    private void begin(long atS, long price) {
      openS = atS;
      open = price;
      high = price;
      low = price;
    }

    private String candle(long close, boolean isFinal) {
      String quote = site.isSpot() ? "\"" : "";
      return "{\"t\":"
          + quote
          + openS
          + quote
          + ",\"v\":"
          + quote
          + "2362"
          + quote
          + ",\"c\":"
          + SimulatedGateioSite.decimal(close)
          + ",\"h\":"
          + SimulatedGateioSite.decimal(high)
          + ",\"l\":"
          + SimulatedGateioSite.decimal(low)
          + ",\"o\":"
          + SimulatedGateioSite.decimal(open)
          + ",\"n\":\""
          + interval
          + "_"
          + site.symbol()
          + "\",\"a\":\"3.8283\",\"w\":"
          + isFinal
          + "}";
    }
  }

  /**
   * The depth of the second version: changes, and for each client the whole book first. Every now
   * and then the venue repeats the whole book to everybody. Sizes are text on both markets.
   */
  private static final class SimulatedGateioDepth implements Payload {

    private static final int FRAMES_FROM_BOOK_TO_BOOK = 200;

    private final String channel;
    private final String level;
    private final SimulatedGateioSite site;
    private final SimulatedGateioChanges changes;

    /** As of the last frame, which need not be the book's last id. */
    private byte[] sides;

    private int frames;

    SimulatedGateioDepth(String channel, String level, SimulatedGateioSite site) {
      this.channel = channel;
      this.level = level;
      this.site = site;
      this.changes = site.listen();
      this.sides = sides();
    }

    private byte[] sides() {
      SimulatedFrameBuffer both = new SimulatedFrameBuffer().put(ascii(",\"b\":"));
      site.book().putSide(true, Integer.parseInt(level), both);
      both.put(ascii(",\"a\":"));
      site.book().putSide(false, Integer.parseInt(level), both);
      return both.toBytes();
    }

    @Override
    public long write(long timeMs, SimulatedFrameBuffer into) {
      if (++frames % FRAMES_FROM_BOOK_TO_BOOK == 0) {
        putWhole(timeMs, into);
        return -1;
      }
      site.step(false);
      long last = site.book().updateId();
      into.put(ascii("{\"channel\":\"" + channel + "\",\"result\":{\"t\":" + timeMs));
      into.put(ascii(",\"s\":\"ob." + site.symbol() + "." + level + "\",\"u\":" + last));
      into.put(ascii(",\"U\":" + (changes.toldUntil() + 1)));
      putSide(",\"b\":", true, into);
      putSide(",\"a\":", false, into);
      into.put(ascii("},\"time_ms\":" + timeMs + ",\"event\":\"update\"}"));
      changes.told(last);
      sides = sides();
      return last;
    }

    /** A side without changes is left out. */
    private void putSide(String key, boolean isBid, SimulatedFrameBuffer into) {
      if (changes.side(isBid).isEmpty()) {
        return;
      }
      into.put(ascii(key)).put('[');
      boolean[] isBehind = {false};
      changes
          .side(isBid)
          .forEach(
              (price, quantity) -> {
                if (isBehind[0]) {
                  into.put(',');
                }
                isBehind[0] = true;
                into.putLevel(price, quantity);
              });
      into.put(']');
    }

    private void putWhole(long timeMs, SimulatedFrameBuffer into) {
      SimulatedGateioMarket.open(channel, "update", timeMs, into);
      into.put(ascii("{\"t\":" + timeMs + ",\"full\":true,\"s\":\"ob." + site.symbol()));
      into.put(ascii("." + level + "\",\"u\":" + changes.toldUntil()));
      into.put(sides).put('}').put('}');
    }

    @Override
    public Optional<String> whole(long timeMs) {
      SimulatedFrameBuffer frame = new SimulatedFrameBuffer();
      putWhole(timeMs, frame);
      return Optional.of(new String(frame.toBytes(), US_ASCII));
    }
  }
}
