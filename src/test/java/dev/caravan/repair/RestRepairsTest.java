package dev.caravan.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.FakeRest;
import dev.caravan.rest.RestThread;
import dev.caravan.stream.Repairs;
import dev.caravan.venue.binancespot.BinanceSpotRest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestRepairsTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId DELTAS = new StreamId("depth@100ms", "BTCUSDT");
  private static final long SECOND_NS = 1_000_000_000L;

  private final AtomicLong lastUpdateId = new AtomicLong(100);
  private volatile long venueMs = 5_000;
  private volatile long highestTrade = 10_000;
  private volatile int status = 200;
  private final FakeRest venue =
      new FakeRest(
          exchange -> {
            String uri = exchange.getRequestURI().toString();
            FakeRest.with(status, body(uri), java.util.Map.of()).answer(exchange);
          });
  private final RestThread thread = new RestThread();
  private final Place place = new Place();
  private final RestRepairs repairs =
      new RestRepairs(thread.client(new BinanceSpotRest(), venue.url()), place);
  private long nowNs = 77 * SECOND_NS;

  @AfterEach
  void close() {
    thread.close();
    venue.close();
  }

  @Test
  void shouldRecordABookWhereAChainOfDeltasBegins() {
    repairs.onBegun(DELTAS, 95);

    place.runUntil(() -> place.records.size() == 1);
    assertEquals(
        new Recorded(DELTAS, new RecordEvent.Snapshot(100, "{\"lastUpdateId\":100,\"bids\":[]}")),
        place.records.get(0));
    assertEquals(List.of("/api/v3/depth?symbol=BTCUSDT&limit=1000"), asked());
    assertEquals(List.of(), repairs.wishedBooks());
  }

  @Test
  void shouldAskAgainForABookThatIsTooOld() {
    repairs.onTick(nowNs);
    repairs.onBegun(DELTAS, 102);
    place.runUntil(() -> asked("depth") == 1 && place.ran >= 2);
    assertEquals(List.of(), place.of(DELTAS), "100 does not lead on to 102");

    lastUpdateId.set(101);
    nowNs += 2 * SECOND_NS;
    repairs.onTick(nowNs);
    place.runUntil(() -> place.of(DELTAS).size() == 1);
    assertTrue(
        place.of(DELTAS).get(0) instanceof RecordEvent.Snapshot book && book.lastId() == 101);
  }

  @Test
  void shouldJudgeABookByTheChainAsItIsWhenTheBookComes() {
    repairs.onTick(nowNs);
    repairs.onBegun(DELTAS, 95);
    repairs.onGap(DELTAS, 99, 120);
    place.runUntil(() -> asked("depth") == 1 && place.ran >= 2);
    assertEquals(List.of(), place.of(DELTAS), "the chain goes on at 121 only");

    lastUpdateId.set(130);
    nowNs += 2 * SECOND_NS;
    repairs.onTick(nowNs);
    place.runUntil(() -> place.of(DELTAS).size() == 1);
  }

  @Test
  void shouldAskForABookOnlySoOften() {
    repairs.onTick(nowNs);
    repairs.onBegun(DELTAS, 102);
    failAsOftenAsAllowed();

    assertEquals(List.of(), repairs.wishedBooks());
    assertEquals(Attempts.MOST, asked("depth"));
  }

  @Test
  void shouldBackfillOnlyTheMissingTradesPageByPage() {
    repairs.onGap(TRADES, 11, 1510);

    place.runUntil(() -> repairs.waitingGaps() == 0);
    assertEquals(
        List.of(
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=11&limit=1000",
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=1011&limit=500"),
        asked());
    assertEquals(2, place.records.size());
    RecordEvent.Backfill first = (RecordEvent.Backfill) place.records.get(0).event;
    RecordEvent.Backfill second = (RecordEvent.Backfill) place.records.get(1).event;
    assertEquals(11, first.first());
    assertEquals(1010, first.last());
    assertEquals(1011, second.first());
    assertEquals(1510, second.last());
    assertTrue(second.body().startsWith("[{\"id\":1011},{\"id\":1012}"), second.body());
  }

  @Test
  void shouldLeaveAGapThatTheVenueWillNotFill() {
    status = 400;
    repairs.onGap(TRADES, 11, 20);

    place.runUntil(() -> repairs.waitingGaps() == 0);
    assertEquals(1, asked().size());
    assertEquals(List.of(), place.records);
  }

  @Test
  void shouldLeaveAGapAfterSoManyAttempts() {
    highestTrade = 5;
    repairs.onTick(nowNs);
    repairs.onGap(TRADES, 11, 20);
    failAsOftenAsAllowed();

    assertEquals(0, repairs.waitingGaps());
    assertEquals(Attempts.MOST, asked("historicalTrades"));
  }

  @Test
  void shouldNotAskForMoreTradesThanAGapCanHave() {
    repairs.onGap(TRADES, 11, 11 + RestRepairs.MOST_MISSING);

    assertEquals(0, repairs.waitingGaps());
  }

  @Test
  void shouldForgetAStreamThatIsNotWantedAnyMore() {
    place.wanted = false;
    repairs.onBegun(DELTAS, 95);
    repairs.onGap(TRADES, 11, 20);

    assertEquals(List.of(), repairs.wishedBooks());
    assertEquals(0, repairs.waitingGaps());
    assertEquals(List.of(), asked());
  }

  @Test
  void shouldMeasureTheVenuesClockEachMinute() {
    repairs.onTick(nowNs);
    place.runUntil(() -> place.records.size() == 1);
    repairs.onTick(nowNs + 59 * SECOND_NS);
    assertEquals(1, asked("time"));
    venueMs = 4_000;
    repairs.onTick(nowNs + 60 * SECOND_NS);
    place.runUntil(() -> place.records.size() == 2);

    // The place's receive clock says 4.5 s whenever it is asked.
    RecordEvent.VenueClock ahead = (RecordEvent.VenueClock) place.records.get(0).event;
    RecordEvent.VenueClock behind = (RecordEvent.VenueClock) place.records.get(1).event;
    assertEquals(StreamId.NONE, place.records.get(0).stream);
    assertEquals(500_000_000L, ahead.offsetNs());
    assertEquals(-500_000_000L, behind.offsetNs());
    assertTrue(ahead.roundTripNs() > 0);
  }

  /** Each tick asks for the time, and once more for what failed; the first one did already. */
  private void failAsOftenAsAllowed() {
    place.runOne();
    place.runOne();
    for (int attempt = 2; attempt <= Attempts.MOST; attempt++) {
      nowNs += Duration.ofMinutes(10).toNanos();
      repairs.onTick(nowNs);
      place.runOne();
      place.runOne();
    }
    nowNs += Duration.ofMinutes(10).toNanos();
    repairs.onTick(nowNs);
    place.runOne();
  }

  private String body(String uri) {
    if (uri.startsWith("/api/v3/time")) {
      return "{\"serverTime\":" + venueMs + "}";
    }
    if (uri.startsWith("/api/v3/depth")) {
      return "{\"lastUpdateId\":" + lastUpdateId.get() + ",\"bids\":[]}";
    }
    long from = Long.parseLong(uri.replaceAll(".*fromId=(\\d+).*", "$1"));
    int limit = Integer.parseInt(uri.replaceAll(".*limit=(\\d+).*", "$1"));
    StringBuilder trades = new StringBuilder("[");
    for (long id = from; id < from + limit && id <= highestTrade; id++) {
      trades.append(id == from ? "" : ",").append("{\"id\":").append(id).append('}');
    }
    return trades.append(']').toString();
  }

  private List<String> asked() {
    return venue.seen().stream().map(FakeRest.Seen::uri).toList();
  }

  private long asked(String path) {
    return asked().stream().filter(uri -> uri.startsWith("/api/v3/" + path)).count();
  }

  private record Recorded(StreamId stream, RecordEvent event) {}

  /** Plays the feed: the test's own thread is the event loop. */
  private static final class Place implements Repairs.Site {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Recorded> records = new ArrayList<>();
    private boolean wanted = true;
    private long ran;

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void record(StreamId stream, RecordEvent event) {
      records.add(new Recorded(stream, event));
    }

    @Override
    public void gap(StreamId stream, long first, long last, String cause) {
      throw new AssertionError("repairs find no gaps");
    }

    @Override
    public boolean isWanted(StreamId stream) {
      return wanted;
    }

    @Override
    public long epochNanosAt(long monotonicNs) {
      return 4_500_000_000L;
    }

    List<RecordEvent> of(StreamId stream) {
      return records.stream()
          .filter(one -> one.stream.equals(stream))
          .map(Recorded::event)
          .toList();
    }

    void runUntil(BooleanSupplier done) {
      while (!done.getAsBoolean()) {
        runOne();
      }
    }

    void runOne() {
      try {
        Runnable task = tasks.poll(10, TimeUnit.SECONDS);
        assertNotNull(task, "nothing came for ten seconds");
        task.run();
        ran++;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
