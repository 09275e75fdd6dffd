package dev.caravan.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.Level;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarkPrice;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.Quote;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells one viewer of the market of the stream it chose: depth, trades and candles, each from that
 * stream or from another recorded stream of the same symbol.
 *
 * <p>Only wanted streams can be chosen, and at most three of them are watched for a viewer; trades
 * and candles are told once, from the newest one told before. One thread at a time.
 */
final class MarketTalk {
  static final int LEVELS = 10;
  private static final long FRESH_NS = 10_000_000_000L;

  private final ViewerRequest.MarketQuery query;
  private boolean isBegun;
  private long toldTradeNs;
  private long toldCandleNs;
  private @Nullable StreamId candlesFrom;

  MarketTalk(ViewerRequest.MarketQuery query) {
    this.query = query;
  }

  void write(JsonGenerator json, DaemonStatus status, Optional<LiveState> market)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("venue", query.venue());
    json.writeStringField("channel", query.channel());
    json.writeStringField("symbol", query.symbol());
    json.writeBooleanField("begin", !isBegun);
    isBegun = true;
    StreamId chosen = new StreamId(query.channel(), query.symbol());
    List<StreamId> wanted = wanted(status, chosen);
    if (market.isEmpty()) {
      json.writeStringField("note", "Live data is switched off: caravan.live.enabled is false.");
    } else if (wanted.isEmpty()) {
      json.writeStringField("note", "This stream is not recorded.");
    } else if (query.symbol().isEmpty()) {
      json.writeStringField("note", "This stream carries many symbols; choose one of a symbol.");
    } else {
      long nowNs = status.at().toEpochMilli() * 1_000_000;
      writePrice(json, market.get(), wanted);
      writeBook(json, market.get(), wanted, nowNs);
      writeTrades(json, market.get(), wanted);
      writeCandles(json, market.get(), wanted);
    }
    json.writeEndObject();
  }

  /** The chosen stream, then the others of its symbol; none where it is not wanted. */
  private List<StreamId> wanted(DaemonStatus status, StreamId chosen) {
    List<StreamId> ofSymbol =
        status.feeds().stream()
            .filter(feed -> feed.venue().equals(query.venue()))
            .flatMap(feed -> feed.streams().stream())
            .map(stream -> stream.stream())
            .filter(stream -> stream.symbol().equals(query.symbol()))
            .toList();
    return ofSymbol.contains(chosen)
        ? Stream.concat(
                Stream.of(chosen), ofSymbol.stream().filter(stream -> !stream.equals(chosen)))
            .toList()
        : List.of();
  }

  /** The first of these streams whose channel has one of the words in its name. */
  private static Optional<StreamId> named(List<StreamId> streams, String... words) {
    return streams.stream()
        .filter(
            stream ->
                Stream.of(words).anyMatch(stream.channel().toLowerCase(Locale.ROOT)::contains))
        .findFirst();
  }

  private <E extends MarketEvent> Stream<E> last(
      LiveState market, List<StreamId> streams, Class<E> kind) {
    return streams.stream().flatMap(stream -> market.last(query.venue(), stream, kind).stream());
  }

  private record Price(String text, StreamId from, long atNs) {}

  private void writePrice(JsonGenerator json, LiveState market, List<StreamId> streams)
      throws IOException {
    Optional<Price> newest =
        Stream.of(
                last(market, streams, Trade.class).map(trade -> price(trade, trade.price())),
                last(market, streams, Ticker.class)
                    .flatMap(ticker -> ticker.last().map(last -> price(ticker, last)).stream()),
                last(market, streams, Quote.class)
                    .flatMap(quote -> quote.bid().map(bid -> price(quote, bid.price())).stream()),
                last(market, streams, Candle.class).map(candle -> price(candle, candle.close())),
                last(market, streams, MarkPrice.class).map(mark -> price(mark, mark.price())))
            .map(prices -> prices.max((a, b) -> Long.compare(a.atNs, b.atNs)))
            .flatMap(Optional::stream)
            .findFirst();
    if (newest.isPresent()) {
      json.writeStringField("price", newest.get().text);
      json.writeStringField("priceFrom", newest.get().from.channel());
      json.writeNumberField("priceAtMs", newest.get().atNs / 1_000_000);
    }
  }

  private static Price price(MarketEvent event, BigDecimal price) {
    return new Price(price.toPlainString(), event.stream(), event.origin().receiveTimeNs());
  }

  private void writeBook(JsonGenerator json, LiveState market, List<StreamId> streams, long nowNs)
      throws IOException {
    Optional<StreamId> from = named(streams, "depth", "book");
    if (from.isEmpty()) {
      json.writeStringField("bookNote", "No book of this symbol is recorded.");
      return;
    }
    Optional<BookSnapshot> book =
        market
            .book(query.venue(), from.get(), LEVELS)
            .or(
                () ->
                    market
                        .last(query.venue(), from.get(), BookSnapshot.class)
                        .filter(last -> nowNs - last.origin().receiveTimeNs() < FRESH_NS));
    if (book.isEmpty()) {
      json.writeStringField(
          "bookNote",
          market.watched() >= LiveState.MOST_WATCHED
              ? "As many streams are watched as may be ("
                  + LiveState.MOST_WATCHED
                  + "); try again in a minute."
              : "Waiting for a snapshot of this book.");
      return;
    }
    json.writeObjectFieldStart("book");
    json.writeStringField("from", from.get().channel());
    json.writeNumberField("atMs", book.get().origin().receiveTimeNs() / 1_000_000);
    writeLevels(json, "bids", book.get().bids());
    writeLevels(json, "asks", book.get().asks());
    json.writeEndObject();
  }

  private static void writeLevels(JsonGenerator json, String side, List<Level> levels)
      throws IOException {
    json.writeArrayFieldStart(side);
    for (Level level : levels.subList(0, Math.min(LEVELS, levels.size()))) {
      json.writeStartArray();
      json.writeString(level.price().toPlainString());
      json.writeString(level.size().toPlainString());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void writeTrades(JsonGenerator json, LiveState market, List<StreamId> streams)
      throws IOException {
    Optional<StreamId> from = named(streams, "trade", "transaction");
    if (from.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("trades");
    json.writeStringField("from", from.get().channel());
    json.writeArrayFieldStart("rows");
    long newest = toldTradeNs;
    for (Trade trade : market.trades(query.venue(), from.get(), query.symbol())) {
      long atNs = trade.origin().receiveTimeNs();
      if (atNs > toldTradeNs) {
        newest = Math.max(newest, atNs);
        json.writeStartArray();
        json.writeNumber(atNs / 1_000_000);
        json.writeString(trade.price().toPlainString());
        json.writeString(trade.size().toPlainString());
        json.writeString(StatusJson.lower(trade.side()));
        json.writeEndArray();
      }
    }
    toldTradeNs = newest;
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeCandles(JsonGenerator json, LiveState market, List<StreamId> streams)
      throws IOException {
    Optional<StreamId> from = named(streams, "kline", "candle", "chart");
    if (from.isEmpty()) {
      return;
    }
    if (!from.get().equals(candlesFrom)) {
      candlesFrom = from.get();
      toldCandleNs = Long.MIN_VALUE;
    }
    json.writeObjectFieldStart("candles");
    json.writeStringField("from", from.get().channel());
    json.writeArrayFieldStart("rows");
    for (Candle candle : market.candles(query.venue(), from.get(), query.symbol())) {
      if (candle.openTimeNs() >= toldCandleNs) {
        toldCandleNs = candle.openTimeNs();
        json.writeStartArray();
        json.writeNumber(candle.openTimeNs() / 1_000_000);
        json.writeString(candle.open().toPlainString());
        json.writeString(candle.high().toPlainString());
        json.writeString(candle.low().toPlainString());
        json.writeString(candle.close().toPlainString());
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
