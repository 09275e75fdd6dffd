package dev.caravan.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One bad frame is a count; a run of them is trouble, with a name and a reason. */
class InvalidDataTest {

  private static final String VENUE = "binance-spot";
  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");

  private final AtomicLong now = new AtomicLong();
  private final InvalidData invalid = new InvalidData(now::get);

  @Test
  void shouldCountByVenueChannelAndReason() {
    invalid.refused(refusal(TRADES, Reason.IMPOSSIBLE_PRICE));
    invalid.refused(refusal(new StreamId("trade", "ETHUSDT"), Reason.IMPOSSIBLE_PRICE));
    invalid.refused(refusal(TRADES, Reason.UNREADABLE));

    assertEquals(
        List.of(
            new InvalidCount(VENUE, "trade", Reason.UNREADABLE, 1),
            new InvalidCount(VENUE, "trade", Reason.IMPOSSIBLE_PRICE, 2)),
        invalid.counts());
    assertEquals("impossible-price", Reason.IMPOSSIBLE_PRICE.label());
  }

  @Test
  void shouldCountWhatIsOddAndFindNoTroubleInIt() {
    for (int i = 0; i < 100; i++) {
      invalid.noted(VENUE, TRADES, Reason.BACKWARD_ID);
    }

    assertEquals(
        List.of(new InvalidCount(VENUE, "trade", Reason.BACKWARD_ID, 100)), invalid.counts());
    assertEquals(Optional.empty(), invalid.problem(VENUE));
    assertThrows(IllegalArgumentException.class, () -> refusal(TRADES, Reason.BACKWARD_ID));
  }

  @Test
  void shouldBeSilentAboutOneBadFrame() {
    invalid.refused(refusal(TRADES, Reason.CROSSED_QUOTE));

    assertEquals(Optional.empty(), invalid.problem(VENUE));
  }

  @Test
  void shouldNameStreamAndReasonOfARun() {
    for (int i = 0; i < 5; i++) {
      invalid.refused(refusal(TRADES, Reason.IMPOSSIBLE_PRICE));
    }

    assertEquals(
        Optional.of(
            "binance-spot: 1 stream says what cannot be: trade/BTCUSDT impossible-price (price is"
                + " 0; 5 kept away)"),
        invalid.problem(VENUE));
    assertEquals(Optional.empty(), invalid.problem("binance-usdm"));
  }

  @Test
  void shouldSeeAFaultThatComesInBetween() {
    for (int i = 0; i < 40; i++) {
      invalid.refused(refusal(TRADES, Reason.IMPOSSIBLE_PRICE));
      invalid.accepted(VENUE, TRADES);
      invalid.accepted(VENUE, TRADES);
    }

    assertTrue(invalid.problem(VENUE).isPresent());
  }

  @Test
  void shouldNotFlapAndEndWhenTheGoodHaveMadeUpForTheBad() {
    for (int i = 0; i < 5; i++) {
      invalid.refused(refusal(TRADES, Reason.IMPOSSIBLE_PRICE));
    }
    for (int i = 0; i < 19; i++) {
      invalid.accepted(VENUE, TRADES);
      invalid.accepted(VENUE, new StreamId("trade", "ETHUSDT"));
      assertTrue(invalid.problem(VENUE).isPresent());
    }

    invalid.accepted(VENUE, TRADES);

    assertFalse(invalid.problem(VENUE).isPresent());
  }

  @Test
  void shouldForgetAStreamThatFellSilent() {
    for (int i = 0; i < 5; i++) {
      invalid.refused(refusal(TRADES, Reason.IMPOSSIBLE_PRICE));
    }
    now.addAndGet(InvalidData.FORGET_AFTER.toNanos() + 1);

    assertEquals(Optional.empty(), invalid.problem(VENUE));
  }

  @Test
  void shouldNameOnlyAFewOfMany() {
    for (int stream = 0; stream < 8; stream++) {
      for (int i = 0; i < 5; i++) {
        invalid.refused(refusal(new StreamId("trade", "S" + stream), Reason.UNREADABLE));
      }
    }

    String problem = invalid.problem(VENUE).orElseThrow();
    assertTrue(problem.contains("8 streams say"), problem);
    assertTrue(problem.endsWith("and 3 more"), problem);
  }

  private static Refusal refusal(StreamId stream, Reason reason) {
    return new Refusal(VENUE, stream, reason, "price is 0");
  }
}
