package dev.caravan.cli;

import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.Level;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.Quote;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a CSV file can hold, its columns, and what of an event stands in them. */
enum CsvKind {
  /** One line per trade, those that came over REST included. */
  TRADES("id", "price", "size", "side", "trade_time_ns") {
    @Override
    Optional<List<Object>> values(MarketEvent event) {
      return event instanceof Trade trade
          ? Optional.of(
              List.of(
                  trade.id(),
                  trade.price(),
                  trade.size(),
                  trade.side().name().toLowerCase(Locale.ROOT),
                  time(trade.tradeTimeNs())))
          : Optional.empty();
    }
  },
  /** One line per ticker frame and symbol. */
  TICKERS(
      "window",
      "last",
      "open",
      "high",
      "low",
      "volume",
      "quote_volume",
      "bid_price",
      "bid_size",
      "ask_price",
      "ask_size") {
    @Override
    Optional<List<Object>> values(MarketEvent event) {
      return event instanceof Ticker ticker
          ? Optional.of(
              List.of(
                  ticker.window(),
                  ticker.last(),
                  ticker.open(),
                  ticker.high(),
                  ticker.low(),
                  ticker.volume(),
                  ticker.quoteVolume(),
                  ticker.bid().map(Level::price),
                  ticker.bid().map(Level::size),
                  ticker.ask().map(Level::price),
                  ticker.ask().map(Level::size)))
          : Optional.empty();
    }
  },
  /** One line per candle frame: a running candle has many. */
  CANDLES(
      "interval",
      "open_time_ns",
      "open",
      "high",
      "low",
      "close",
      "volume",
      "quote_volume",
      "trades",
      "closed") {
    @Override
    Optional<List<Object>> values(MarketEvent event) {
      return event instanceof Candle candle
          ? Optional.of(
              List.of(
                  candle.interval(),
                  candle.openTimeNs(),
                  candle.open(),
                  candle.high(),
                  candle.low(),
                  candle.close(),
                  candle.volume(),
                  candle.quoteVolume(),
                  candle.trades() < 0 ? "" : candle.trades(),
                  candle.isClosed()))
          : Optional.empty();
    }
  },
  /** One line per quote, and per book that comes whole or as its best levels. */
  TOP("book_id", "bid_price", "bid_size", "ask_price", "ask_size") {
    @Override
    Optional<List<Object>> values(MarketEvent event) {
      if (event instanceof Quote quote) {
        return Optional.of(top(quote.bookId(), quote.bid(), quote.ask()));
      }
      return event instanceof BookSnapshot book
          ? Optional.of(
              top(
                  book.lastId(),
                  book.bids().stream().findFirst(),
                  book.asks().stream().findFirst()))
          : Optional.empty();
    }
  };

  private static final List<String> FIRST_COLUMNS =
      List.of("receive_time_ns", "venue_time_ns", "venue", "channel", "symbol", "source");

  private final List<String> columns;

  CsvKind(String... columns) {
    this.columns = List.of(columns);
  }

  /** Names of all columns. */
  List<String> header() {
    return Stream.concat(FIRST_COLUMNS.stream(), columns.stream()).toList();
  }

  /** What stands in the columns of this kind; empty where the event is of another one. */
  abstract Optional<List<Object>> values(MarketEvent event);

  /** As given on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(CsvKind::word).toList();
  }

  private static List<Object> top(long id, Optional<Level> bid, Optional<Level> ask) {
    Optional<BigDecimal> none = Optional.empty();
    return List.of(
        id == MarketEvent.NO_ID ? "" : id,
        bid.map(Level::price).or(() -> none),
        bid.map(Level::size).or(() -> none),
        ask.map(Level::price).or(() -> none),
        ask.map(Level::size).or(() -> none));
  }

  static Object time(long ns) {
    return ns < 0 ? "" : ns;
  }
}
