package dev.caravan.market;

import static dev.caravan.market.MarketEvents.VENUE;
import static dev.caravan.market.MarketEvents.candle;
import static dev.caravan.market.MarketEvents.delta;
import static dev.caravan.market.MarketEvents.quote;
import static dev.caravan.market.MarketEvents.restSnapshot;
import static dev.caravan.market.MarketEvents.snapshot;
import static dev.caravan.market.MarketEvents.trade;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is true now, within bounds. */
class LiveStateTest {

  private static final StreamId DEPTH = new StreamId("depth", "X");
  private static final StreamId TRADES = new StreamId("trade", "X");
  private static final StreamId CANDLES = new StreamId("kline_1m", "X");

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private final InvalidData invalid = new InvalidData(now::get);
  private final List<String> wishes = new ArrayList<>();
  private final LiveState state =
      new LiveState(
          now::get,
          invalid,
          (venue, stream, firstId) -> wishes.add(venue + " " + stream + " from " + firstId));

  @Test
  void shouldKnowTheLastOfEachKind() {
    apply(trade("1", "1"), quote("1@1", "1@2"), trade("3", "1"));

    assertEquals(new BigDecimal("3"), state.last(VENUE, TRADES, Trade.class).orElseThrow().price());
    assertTrue(state.last(VENUE, new StreamId("bookTicker", "X"), Quote.class).isPresent());
    assertEquals(Optional.empty(), state.last(VENUE, TRADES, Quote.class));
    assertEquals(Optional.empty(), state.last("binance-usdm", TRADES, Trade.class));
  }

  @Test
  void shouldKeepNoBookOfDeltasThatNobodyLooksAt() {
    apply(delta(1, 1, "1@5", "1@6"), restSnapshot(1, "1@5", "1@6"));

    assertEquals(0, state.size());
    assertEquals(List.of(), wishes);
    assertEquals(Optional.empty(), state.book(VENUE, DEPTH, 10));
  }

  @Test
  void shouldKeepOnlyTheBestLevelsOfABookThatNobodyLooksAt() {
    StringBuilder bids = new StringBuilder("1@1");
    for (int i = 2; i <= 200; i++) {
      bids.append(" 1@").append(i);
    }
    apply(snapshot(1, bids.toString(), ""));

    BookSnapshot kept = state.last(VENUE, DEPTH, BookSnapshot.class).orElseThrow();
    assertEquals(LiveState.MOST_LEVELS_UNWATCHED, kept.bids().size());
    assertEquals(new BigDecimal("200"), kept.bids().get(0).price());
  }

  @Test
  void shouldAskForABookOnceSomebodyLooksAndFollowIt() {
    assertEquals(Optional.empty(), state.book(VENUE, DEPTH, 10));
    apply(delta(5, 6, "2@5", ""), delta(7, 7, "", "1@9"));
    assertEquals(List.of("binance-spot depth/X from 5"), wishes);

    apply(restSnapshot(6, "2@5 1@4", "1@8"), delta(8, 8, "0@4", ""));

    BookSnapshot book = state.book(VENUE, DEPTH, 10).orElseThrow();
    assertEquals("2@5", MarketEvents.words(book.bids()));
    assertEquals("1@8 1@9", MarketEvents.words(book.asks()));
    assertEquals(8, book.lastId());
  }

  @Test
  void shouldAskAgainForABookThatBrokeButNotTooOften() {
    state.book(VENUE, DEPTH, 10);
    apply(delta(5, 6, "2@5", ""), restSnapshot(6, "2@5", "1@8"), delta(9, 9, "", ""));
    apply(delta(10, 10, "", ""));
    assertEquals(1, wishes.size());

    now.addAndGet(LiveState.WISH_EVERY.toNanos());
    apply(delta(11, 11, "", ""));

    assertEquals(2, wishes.size());
    assertEquals(Optional.empty(), state.book(VENUE, DEPTH, 10));
  }

  @Test
  void shouldCountADeltaThatCrossesTheBook() {
    state.book(VENUE, DEPTH, 10);
    apply(delta(5, 6, "", ""), restSnapshot(6, "2@5", "1@8"), delta(7, 7, "1@8", ""));

    assertEquals(
        List.of(new InvalidCount(VENUE, "depth", Reason.CROSSED_BOOK, 1)), invalid.counts());
    assertEquals(Optional.empty(), state.book(VENUE, DEPTH, 10));
  }

  @Test
  void shouldForgetWhatNobodyLooksAtAnyMore() {
    state.book(VENUE, DEPTH, 10);
    state.trades(VENUE, TRADES, "X");
    now.addAndGet(LiveState.KEPT_FOR.toNanos() - 1);
    state.trades(VENUE, TRADES, "X");
    now.addAndGet(2);

    apply(trade("1", "1"));

    assertEquals(1, state.watched());
    assertEquals(1, state.trades(VENUE, TRADES, "X").size());
  }

  @Test
  void shouldWatchOnlySoMany() {
    for (int i = 0; i < LiveState.MOST_WATCHED + 5; i++) {
      state.book(VENUE, new StreamId("depth", "S" + i), 10);
    }

    assertEquals(LiveState.MOST_WATCHED, state.watched());
  }

  @Test
  void shouldKeepOnlySoManyValues() {
    for (int i = 0; i < LiveState.MOST_VALUES + 5; i++) {
      Origin one = MarketEvents.origin("!ticker@arr");
      Origin origin =
          new Origin(
              VENUE,
              one.stream(),
              "S" + i,
              one.venueTimeNs(),
              one.receiveTimeNs(),
              "one",
              SizeUnit.BASE);
      apply(new ReferencePrice(origin, BigDecimal.ONE));
    }

    assertEquals(LiveState.MOST_VALUES, state.size());
    assertEquals(5, state.unkept());
  }

  @Test
  void shouldKeepABoundedSeriesOfTrades() {
    state.trades(VENUE, TRADES, "X");
    for (int i = 1; i <= Watched.MOST_TRADES + 5; i++) {
      apply(trade(Integer.toString(i), "1"));
    }

    List<Trade> trades = state.trades(VENUE, TRADES, "X");
    assertEquals(Watched.MOST_TRADES, trades.size());
    assertEquals(new BigDecimal("6"), trades.get(0).price());
  }

  @Test
  void shouldReplaceTheRunningCandleAndKeepAFinalOne() {
    state.candles(VENUE, CANDLES, "X");
    apply(
        candle(2, "1", "1", "1", "1", false),
        candle(2, "1", "2", "1", "2", false),
        candle(2, "1", "3", "1", "3", true),
        candle(2, "1", "2", "1", "2", false),
        candle(1, "3", "4", "3", "4", false),
        candle(2, "9", "9", "9", "9", true));

    List<Candle> candles = state.candles(VENUE, CANDLES, "X");
    assertEquals(2, candles.size());
    assertEquals(new BigDecimal("3"), candles.get(0).close());
    assertTrue(candles.get(0).isClosed());
    assertEquals(new BigDecimal("4"), candles.get(1).close());
  }

  private void apply(MarketEvent... events) {
    List<MarketEvent> all = new ArrayList<>();
    Collections.addAll(all, events);
    state.apply(all);
  }
}
