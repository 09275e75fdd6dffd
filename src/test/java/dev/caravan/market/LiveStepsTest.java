package dev.caravan.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import dev.caravan.venue.Venues;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** From the records of a burst to what is believed, and what was not is counted. */
class LiveStepsTest {

  private static final String VENUE = "binance-spot";
  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId DEPTH = new StreamId("depth@100ms", "BTCUSDT");

  private final AtomicLong now = new AtomicLong();
  private final InvalidData invalid = new InvalidData(now::get);
  private final Normalizer normalizer = new Normalizer(Venues::marketReader, invalid);
  private final Screening screening = new Screening(Validators.ofEvents(), invalid);
  private final Burst.Builder burst = new Burst.Builder(VENUE, FlowControl.NONE, 100);

  @Test
  void shouldReadFramesAndSnapshotsAndLeaveTheRest() {
    frame(StreamId.NONE, "{\"result\":null,\"id\":1}");
    frame(TRADES, trade(1, "10.5"));
    burst.addEvent(TRADES, "one", 3, new RecordEvent.Gap(2, 3, 2, "venue", 3));
    burst.addEvent(TRADES, "one", 3, new RecordEvent.Backfill(2, 3, "[" + trade(2, "9") + "]"));
    burst.addEvent(
        DEPTH,
        "one",
        4,
        new RecordEvent.Snapshot(
            7, "{\"lastUpdateId\":7,\"bids\":[[\"1\",\"2\"]],\"asks\":[[\"3.0\",\"4\"]]}"));

    List<MarketEvent> events = normalizer.normalize(burst.build());

    assertEquals(
        List.of(
            "trade BTCUSDT sent=1795165200000 id=1 fills=1..1 BUY 1 @ 10.5 at=1795165200000",
            "booksnapshot BTCUSDT sent=- to=7 bids=[2@1] asks=[4@3.0]"),
        events.stream().map(MarketWords::of).toList());
    assertEquals("", events.get(1).origin().connection());
    assertEquals(List.of(), invalid.counts());
  }

  @Test
  void shouldKeepTheImpossibleAwayAndCountIt() {
    frame(TRADES, trade(1, "0.00"));
    frame(TRADES, trade(2, "10.5"));
    frame(TRADES, trade(3, "ten"));
    frame(TRADES, trade(4, "1").substring(3));

    List<MarketEvent> possible = screening.keepPossible(normalizer.normalize(burst.build()));

    assertEquals(
        List.of("trade BTCUSDT sent=1795165200000 id=2 fills=2..2 BUY 1 @ 10.5 at=1795165200000"),
        possible.stream().map(MarketWords::of).toList());
    assertEquals(
        List.of(
            new InvalidCount(VENUE, "trade", Reason.UNREADABLE, 1),
            new InvalidCount(VENUE, "trade", Reason.NOT_A_NUMBER, 1),
            new InvalidCount(VENUE, "trade", Reason.IMPOSSIBLE_PRICE, 1)),
        invalid.counts());
  }

  @Test
  void shouldJudgeTimeByTheStreamsOwnClock() {
    frame(TRADES, trade(1, "1"));
    frame(TRADES, trade(2, "2").replace("1795165200000", "1795195200000"));
    frame(TRADES, trade(3, "3"));

    List<MarketEvent> possible = screening.keepPossible(normalizer.normalize(burst.build()));

    assertEquals(2, possible.size());
    assertEquals(
        List.of(new InvalidCount(VENUE, "trade", Reason.IMPOSSIBLE_TIME, 1)), invalid.counts());
  }

  @Test
  void shouldSayNothingOfAVenueWithoutAReader() {
    Burst.Builder other = new Burst.Builder("nowhere", FlowControl.NONE, 100);
    other.addFrame(TRADES, "one", 3, trade(1, "1").getBytes(UTF_8));

    assertEquals(List.of(), normalizer.normalize(other.build()));
  }

  private void frame(StreamId stream, String frame) {
    burst.addFrame(stream, "one", 3, frame.getBytes(UTF_8));
  }

  private static String trade(long id, String price) {
    return "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1795165200000,"
        + "\"s\":\"BTCUSDT\",\"t\":"
        + id
        + ",\"p\":\""
        + price
        + "\",\"q\":\"1\",\"T\":1795165200000,\"m\":false}}";
  }
}
