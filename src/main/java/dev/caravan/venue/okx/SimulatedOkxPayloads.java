package dev.caravan.venue.okx;

import dev.caravan.instrument.StreamId;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * Writes what the frames of each channel hold.
 *
 * <p>One frame of a book in {@value #HEARTBEAT_EACH} is a heartbeat, one in {@value #RESET_EACH}
 * begins the ids anew.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4 and 5.
 */
final class SimulatedOkxPayloads {

  private static final int KEPT_TRADES = 5_000;
  private static final int HEARTBEAT_EACH = 50;
  private static final int RESET_EACH = 997;
  private static final int MOST_LEVELS = 400;

  /**
   * What a frame says.
   *
   * @param action empty where the channel has none
   * @param element the only one of {@code data}
   */
  record Said(String action, String element) {}

  /** Writes the next frame of a stream. */
  @FunctionalInterface
  interface Writer {
    /** What it says, and in the first place of {@code key} its id; left alone where it has none. */
    Said write(long timeMs, long[] key);
  }

  private SimulatedOkxPayloads() {}

  static Writer of(StreamId id, SimulatedOkxBook book, Deque<SimulatedOkxTrade> trades, long seed) {
    String about = id.symbol();
    SplittableRandom random = new SplittableRandom(seed);
    return switch (id.channel()) {
      case "books", "books-elp", "books-rpi" -> changes(book);
      case "books5" ->
          (timeMs, key) -> levels(book, 5, ",\"instId\":\"" + about + "\"", timeMs, key);
      case "bbo-tbt" -> (timeMs, key) -> levels(book, 1, "", timeMs, key);
      case "trades", "trades-all" -> trades(id, book, trades, random);
      case "tickers" -> (timeMs, key) -> ticker(about, book, timeMs);
      case "mark-price" ->
          (timeMs, key) ->
              derivative(about, "\"markPx\":\"" + price(step(book, timeMs)) + "\"", timeMs);
      case "index-tickers" ->
          (timeMs, key) ->
              derivative(about, "\"idxPx\":\"" + price(step(book, timeMs)) + "\"", timeMs);
      case "price-limit" ->
          (timeMs, key) ->
              derivative(
                  about,
                  "\"buyLmt\":\""
                      + price(step(book, timeMs))
                      + "\",\"sellLmt\":\"1\",\"enabled\":true",
                  timeMs);
      case "estimated-price" ->
          (timeMs, key) ->
              derivative(about, "\"settlePx\":\"" + price(step(book, timeMs)) + "\"", timeMs);
      case "funding-rate" ->
          (timeMs, key) ->
              derivative(
                  about,
                  "\"fundingRate\":\"0.0000"
                      + (10 + random.nextInt(89))
                      + "\",\"fundingTime\":\""
                      + (timeMs - timeMs % 28_800_000 + 28_800_000)
                      + "\"",
                  timeMs);
      case "open-interest" ->
          (timeMs, key) ->
              derivative(about, "\"oi\":\"" + (5_000_000 + random.nextInt(9999)) + "\"", timeMs);
      case "liquidation-orders" -> (timeMs, key) -> liquidation(about, book, timeMs);
      case "opt-summary" ->
          (timeMs, key) ->
              new Said(
                  "",
                  "{\"instType\":\"OPTION\",\"instId\":\""
                      + about
                      + "-261225-50000-C\",\"uly\":\""
                      + about
                      + "\",\"delta\":\"0."
                      + step(book, timeMs).seqId()
                      + "\",\"markVol\":\"0.5\",\"bidVol\":\"\",\"askVol\":\"\",\"fwdPx\":\""
                      + price(book)
                      + "\",\"ts\":\""
                      + timeMs
                      + "\"}");
      case "instruments" ->
          (timeMs, key) ->
              new Said(
                  "",
                  "{\"instType\":\""
                      + about
                      + "\",\"instId\":\"NEW"
                      + step(book, timeMs).seqId()
                      + "-USDT\",\"state\":\"live\"}");
      case "status" ->
          (timeMs, key) ->
              new Said(
                  "",
                  "{\"title\":\"Upgrade "
                      + step(book, timeMs).seqId()
                      + "\",\"state\":\"scheduled\",\"ts\":\""
                      + timeMs
                      + "\"}");
      default -> new SimulatedOkxCandles(id.channel(), book);
    };
  }

  static SimulatedOkxBook step(SimulatedOkxBook book, long timeMs) {
    book.step(timeMs);
    return book;
  }

  static String price(SimulatedOkxBook book) {
    return SimulatedOkxBook.tenths(book.bestBid());
  }

  private static Said derivative(String about, String what, long timeMs) {
    return new Said(
        "",
        "{\"instId\":\""
            + about
            + "\",\"instType\":\""
            + SimulatedOkxArg.typeOf(about)
            + "\","
            + what
            + ",\"ts\":\""
            + timeMs
            + "\"}");
  }

  private static Writer changes(SimulatedOkxBook book) {
    int[] made = {0};
    return (timeMs, key) -> {
      long previous = book.seqId();
      made[0]++;
      if (made[0] % HEARTBEAT_EACH == 0) {
        book.rest();
      } else {
        book.step(timeMs);
        if (made[0] % RESET_EACH == 0) {
          book.beginIdsAnew();
        }
      }
      key[0] = book.seqId() > previous ? book.seqId() : -1;
      return new Said("update", "{" + book.changes(timeMs) + links(previous, book));
    };
  }

  /** The book as of now. */
  static Said whole(SimulatedOkxBook book) {
    return new Said("snapshot", "{" + book.best(MOST_LEVELS) + links(-1, book));
  }

  private static String links(long previous, SimulatedOkxBook book) {
    return ",\"checksum\":0,\"prevSeqId\":" + previous + ",\"seqId\":" + book.seqId() + "}";
  }

  private static Said levels(
      SimulatedOkxBook book, int levels, String more, long timeMs, long[] key) {
    book.step(timeMs);
    key[0] = book.seqId();
    return new Said("", "{" + book.best(levels) + more + ",\"seqId\":" + book.seqId() + "}");
  }

  private static Writer trades(
      StreamId id, SimulatedOkxBook book, Deque<SimulatedOkxTrade> kept, SplittableRandom random) {
    boolean isTogether = id.channel().equals("trades");
    long[] lastId = {674_510_000L + (id.symbol().hashCode() & 0xffff)};
    return (timeMs, key) -> {
      book.step(timeMs);
      boolean isBuy = random.nextBoolean();
      SimulatedOkxTrade trade =
          new SimulatedOkxTrade(
              id.symbol(),
              ++lastId[0],
              SimulatedOkxBook.tenths(isBuy ? book.bestAsk() : book.bestBid()),
              SimulatedOkxBook.tenths(1 + random.nextInt(500)),
              isBuy,
              timeMs);
      key[0] = trade.id();
      if (kept.isEmpty() || kept.getFirst().id() < trade.id()) {
        kept.addFirst(trade);
        if (kept.size() > KEPT_TRADES) {
          kept.removeLast();
        }
      }
      String more = isTogether ? ",\"count\":\"1\",\"seqId\":" + book.seqId() : "";
      return new Said("", "{" + trade.fields() + more + "}");
    };
  }

  private static Said ticker(String symbol, SimulatedOkxBook book, long timeMs) {
    book.step(timeMs);
    String bid = SimulatedOkxBook.tenths(book.bestBid());
    String ask = SimulatedOkxBook.tenths(book.bestAsk());
    return new Said(
        "",
        "{\"instType\":\""
            + SimulatedOkxArg.typeOf(symbol)
            + "\",\"instId\":\""
            + symbol
            + "\",\"last\":\""
            + bid
            + "\",\"lastSz\":\"0.1\",\"askPx\":\""
            + ask
            + "\",\"askSz\":\"1\",\"bidPx\":\""
            + bid
            + "\",\"bidSz\":\"2\",\"open24h\":\""
            + bid
            + "\",\"high24h\":\""
            + ask
            + "\",\"low24h\":\""
            + bid
            + "\",\"volCcy24h\":\"2222\",\"vol24h\":\""
            + book.seqId()
            + "\",\"sodUtc0\":\"\",\"sodUtc8\":\"\",\"ts\":\""
            + timeMs
            + "\"}");
  }

  private static Said liquidation(String type, SimulatedOkxBook book, long timeMs) {
    long number = step(book, timeMs).seqId() % 1_000_000;
    return new Said(
        "",
        "{\"details\":[{\"bkLoss\":\"0\",\"bkPx\":\""
            + price(book)
            + "\",\"ccy\":\"\",\"posSide\":\"short\",\"side\":\"buy\",\"sz\":\""
            + number
            + "\",\"ts\":\""
            + timeMs
            + "\"}],\"instFamily\":\"BTC-USDT\",\"instId\":\"BTC-USDT-"
            + type
            + "\",\"instType\":\""
            + type
            + "\",\"uly\":\"BTC-USDT\"}");
  }
}
