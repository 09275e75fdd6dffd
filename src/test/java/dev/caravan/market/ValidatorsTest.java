package dev.caravan.market;

import static dev.caravan.market.MarketEvents.candle;
import static dev.caravan.market.MarketEvents.delta;
import static dev.caravan.market.MarketEvents.number;
import static dev.caravan.market.MarketEvents.origin;
import static dev.caravan.market.MarketEvents.quote;
import static dev.caravan.market.MarketEvents.snapshot;
import static dev.caravan.market.MarketEvents.trade;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each validator refuses what cannot be, and nothing that only looks odd. */
class ValidatorsTest {

  private static final long MINUTE_NS = 60_000_000_000L;

  @Test
  void shouldRefusePricesThatNobodyTradesAt() {
    Validator price = new PossiblePrice();

    assertRefused(Reason.IMPOSSIBLE_PRICE, price, trade("0", "1"));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, trade("-0.01", "1"));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, quote("1@0", "1@2"));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, quote("1@1", "1@-2"));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, snapshot(1, "1@2 1@0", ""));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, delta(1, 1, "", "0@-1"));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, candle(0, "1", "1", "0", "1", false));
    assertRefused(Reason.IMPOSSIBLE_PRICE, price, ticker("-1"));
    assertRefused(
        Reason.IMPOSSIBLE_PRICE,
        price,
        new MarkPrice(origin("markPrice/X"), BigDecimal.ZERO, Optional.empty()));
    assertRefused(
        Reason.IMPOSSIBLE_PRICE, price, new ReferencePrice(origin("avgPrice/X"), number("-0.5")));
    assertRefused(
        Reason.IMPOSSIBLE_PRICE,
        price,
        new Liquidation(
            origin("forceOrder/X"), Side.SELL, BigDecimal.ZERO, BigDecimal.ONE, Origin.NO_TIME));
  }

  @Test
  void shouldAcceptJumpsAndZerosThatMeanNoneYet() {
    Validator price = new PossiblePrice();

    assertAccepted(price, trade("0.00000001", "1"));
    assertAccepted(price, trade("99999999999", "1"));
    assertAccepted(price, quote("", ""));
    assertAccepted(price, ticker("0.00000000"));
    assertAccepted(price, new Funding(origin("markPrice/X"), number("-0.01"), Origin.NO_TIME));
    Candle untraded = candle(0, "0", "0", "0", "0", true);
    assertAccepted(
        price,
        new Candle(
            untraded.origin(),
            "1m",
            untraded.openTimeNs(),
            untraded.open(),
            untraded.high(),
            untraded.low(),
            untraded.close(),
            Optional.empty(),
            Optional.empty(),
            0,
            true));
  }

  @Test
  void shouldRefuseImpossibleSizes() {
    Validator size = new PossibleSize();

    assertRefused(Reason.IMPOSSIBLE_SIZE, size, trade("1", "0"));
    assertRefused(Reason.IMPOSSIBLE_SIZE, size, trade("1", "-1"));
    assertRefused(Reason.IMPOSSIBLE_SIZE, size, quote("-1@1", ""));
    assertRefused(Reason.IMPOSSIBLE_SIZE, size, snapshot(1, "", "-1@2"));
    assertRefused(Reason.IMPOSSIBLE_SIZE, size, delta(1, 1, "-0.1@2", ""));
    assertRefused(Reason.IMPOSSIBLE_SIZE, size, new OpenInterest(origin("oi/X"), number("-1")));
    assertAccepted(size, quote("0@1", ""));
    assertAccepted(size, delta(1, 1, "0.000@2", ""));
    assertAccepted(size, new OpenInterest(origin("oi/X"), BigDecimal.ZERO));
  }

  @Test
  void shouldRefuseCrossedQuotesAndBooks() {
    Validator uncrossed = new Uncrossed();

    assertRefused(Reason.CROSSED_QUOTE, uncrossed, quote("1@2", "1@1"));
    assertRefused(Reason.CROSSED_QUOTE, uncrossed, quote("1@1.0", "1@1.00"));
    assertRefused(Reason.CROSSED_BOOK, uncrossed, snapshot(1, "1@5 1@9", "1@8"));
    assertAccepted(uncrossed, quote("1@1", "1@1.00000001"));
    assertAccepted(uncrossed, quote("1@1", ""));
    assertAccepted(uncrossed, snapshot(1, "1@5 0@9", "1@8"));
    // A delta is no book: what it changes on one side says nothing about the other.
    assertAccepted(uncrossed, delta(1, 1, "0@9", "1@8"));
  }

  @Test
  void shouldRefuseCandlesThatNoTradesMake() {
    Validator possible = new PossibleCandle();

    assertRefused(Reason.IMPOSSIBLE_CANDLE, possible, candle(0, "2", "1", "3", "2", false));
    assertRefused(Reason.IMPOSSIBLE_CANDLE, possible, candle(0, "4", "3", "1", "2", false));
    assertRefused(Reason.IMPOSSIBLE_CANDLE, possible, candle(0, "2", "3", "1", "0.5", false));
    assertAccepted(possible, candle(0, "1", "3", "1.0", "3.00", true));
  }

  @Test
  void shouldRefuseTimesOfNoYearAndOfTheFuture() {
    Validator time = new PossibleTime();
    Trade early = trade("1", "1", 123_456_789_000_000L);
    Trade afterwards = trade("1", "1", MarketEvents.NOW_NS - 2 * MINUTE_NS);

    assertRefused(Reason.IMPOSSIBLE_TIME, time, early);
    assertRefused(Reason.IMPOSSIBLE_TIME, time, trade("1", "1", Long.MAX_VALUE));
    assertRefused(Reason.IMPOSSIBLE_TIME, time, afterwards);
    assertRefused(Reason.IMPOSSIBLE_TIME, time, candle(-2, "1", "1", "1", "1", false));
    assertAccepted(time, candle(600_000, "1", "1", "1", "1", false));
    assertAccepted(time, trade("1", "1", Origin.NO_TIME));
  }

  @Test
  void shouldSayTheSymbolWhereTheStreamCarriesMany() {
    Origin one = origin("!ticker@arr");
    Origin origin =
        new Origin(
            one.venue(),
            one.stream(),
            "XRP",
            one.venueTimeNs(),
            one.receiveTimeNs(),
            "one",
            SizeUnit.BASE);
    Ticker wrong = ticker("-1");
    Ticker ticker =
        new Ticker(
            origin,
            "24h",
            wrong.last(),
            wrong.open(),
            wrong.high(),
            wrong.low(),
            wrong.volume(),
            wrong.quoteVolume(),
            wrong.bid(),
            wrong.ask());

    Refusal refusal = Validators.ofEvents().judge(ticker).orElseThrow();

    assertEquals("XRP: last is -1", refusal.detail());
    assertEquals("!ticker@arr", refusal.stream().toString());
  }

  private static Ticker ticker(String last) {
    return new Ticker(
        origin("ticker/X"),
        "24h",
        Optional.of(number(last)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void assertRefused(Reason reason, Validator validator, MarketEvent event) {
    for (Validator judge : List.of(validator, Validators.ofEvents())) {
      assertEquals(Optional.of(reason), judge.judge(event).map(Refusal::reason), event.toString());
    }
  }

  private static void assertAccepted(Validator validator, MarketEvent event) {
    assertEquals(Optional.empty(), validator.judge(event), event.toString());
  }
}
