package dev.caravan.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.FakeRest;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestThread;
import dev.caravan.stream.Repairs;
import dev.caravan.venue.binancespot.BinanceSpotRest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestBackupTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId QUOTES = new StreamId("bookTicker", "BTCUSDT");
  private static final StreamId NOTHING = new StreamId("referencePrice", "BTCUSDT");
  private static final long SECOND_NS = 1_000_000_000L;
  private static final String QUOTE = "{\"symbol\":\"BTCUSDT\",\"bidPrice\":\"1\"}";

  private volatile int status = 200;
  private volatile String trades = "[]";
  private volatile String usedWeight = "0";
  private final FakeRest venue =
      new FakeRest(
          exchange -> {
            String uri = exchange.getRequestURI().toString();
            String body = uri.contains("rades") ? trades : QUOTE;
            FakeRest.with(status, body, Map.of("X-MBX-USED-WEIGHT-1M", usedWeight))
                .answer(exchange);
          });
  private final RestThread thread = new RestThread();
  private final RestClient client = thread.client(new BinanceSpotRest(), venue.url());
  private final Place place = new Place();
  private final List<String> passedOn = new ArrayList<>();
  private final RestBackup backup =
      new RestBackup(
          client,
          new BackupPolicy(Duration.ofSeconds(30), Duration.ofSeconds(10)),
          new PassedOn(),
          place);

  @AfterEach
  void close() {
    thread.close();
    venue.close();
  }

  @Test
  void shouldRecordWhatTheVenueSaysUntilTheStreamIsBack() {
    place.down = List.of(new Repairs.Down(QUOTES, 0, 5, false));
    backup.onTick(29 * SECOND_NS);
    assertEquals(List.of(), asked(), "not down for long enough");

    backup.onTick(30 * SECOND_NS);
    place.runOne();
    backup.onTick(39 * SECOND_NS);
    backup.onTick(40 * SECOND_NS);
    place.runOne();

    String path = "/api/v3/ticker/bookTicker?symbol=BTCUSDT";
    assertEquals(List.of(path, path), asked());
    assertEquals(
        List.of(new RecordEvent.Backup(path, QUOTE), new RecordEvent.Backup(path, QUOTE)),
        place.records);
    assertEquals(Set.of(QUOTES), backup.served());

    place.down = List.of();
    backup.onTick(60 * SECOND_NS);
    assertEquals(2, asked().size());
    assertEquals(Set.of(), backup.served());
  }

  @Test
  void shouldNotRecordAnAnswerThatComesBehindTheStreamsOwnFrames() {
    place.down = List.of(new Repairs.Down(QUOTES, 0, 5, false));
    backup.onTick(30 * SECOND_NS);

    place.down = List.of();
    place.runOne();

    assertEquals(List.of(), place.records);
    assertEquals(Set.of(), backup.served());
  }

  @Test
  void shouldTakeTradesByIdAndLeaveThemOutOfTheGap() {
    place.down = List.of(new Repairs.Down(TRADES, 0, 10, false));
    trades = "[{\"id\":11},{\"id\":12}]";
    backup.onTick(30 * SECOND_NS);
    place.runOne();
    trades = "[{\"id\":13}]";
    backup.onTick(40 * SECOND_NS);
    place.runOne();

    place.down = List.of();
    backup.onGap(TRADES, 11, 20);
    backup.onGap(TRADES, 25, 26);
    backup.onGap(QUOTES, 11, 20);

    assertEquals(
        List.of(
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=11&limit=1000",
            "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=13&limit=1000"),
        asked());
    assertEquals(
        List.of(
            new RecordEvent.Backfill(11, 12, "[{\"id\":11},{\"id\":12}]"),
            new RecordEvent.Backfill(13, 13, "[{\"id\":13}]")),
        place.records);
    assertEquals(
        List.of("trade/BTCUSDT 14-20", "trade/BTCUSDT 25-26", "bookTicker/BTCUSDT 11-20"),
        passedOn);
  }

  @Test
  void shouldAskForTheNewestTradesOfAStreamThatNeverBegan() {
    place.down = List.of(new Repairs.Down(TRADES, 0, -1, false));
    trades = "[{\"id\":11}]";
    backup.onTick(30 * SECOND_NS);
    place.runOne();

    assertEquals(
        List.of(new RecordEvent.Backup("/api/v3/trades?symbol=BTCUSDT&limit=1000", trades)),
        place.records);
  }

  @Test
  void shouldServeOthersWhereTheVenueOffersNothing() {
    place.down =
        List.of(new Repairs.Down(NOTHING, 0, -1, false), new Repairs.Down(QUOTES, 1, -1, false));
    backup.onTick(40 * SECOND_NS);
    place.runOne();

    assertEquals(Set.of(QUOTES), backup.served());
  }

  @Test
  void shouldLeaveHalfOfTheBudgetToRepairs() {
    usedWeight = "1499";
    place.down = List.of(new Repairs.Down(QUOTES, 0, 5, false));
    backup.onTick(30 * SECOND_NS);
    place.runOne();
    assertEquals(1499, client.status().usedWeight());

    backup.onTick(40 * SECOND_NS);

    assertEquals(1, asked().size());
  }

  @Test
  void shouldServeNothingWhileTheVenueRefuses() {
    status = 429;
    place.down = List.of(new Repairs.Down(QUOTES, 0, 5, false));
    backup.onTick(30 * SECOND_NS);
    place.runOne();

    backup.onTick(40 * SECOND_NS);

    assertEquals(1, asked().size());
    assertEquals(Set.of(), backup.served());
    assertEquals(List.of(), place.records);
  }

  private List<String> asked() {
    return venue.seen().stream().map(FakeRest.Seen::uri).toList();
  }

  private final class PassedOn implements Repairs {
    @Override
    public void onBegun(StreamId stream, long firstId) {}

    @Override
    public void onGap(StreamId stream, long first, long last) {
      passedOn.add(stream + " " + first + "-" + last);
    }

    @Override
    public void onTick(long nowNs) {}
  }

  /** Plays the feed: the test's own thread is the event loop. */
  private static final class Place implements Repairs.Site {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<RecordEvent> records = new ArrayList<>();
    private List<Repairs.Down> down = List.of();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void record(StreamId stream, RecordEvent event) {
      records.add(event);
    }

    @Override
    public void gap(StreamId stream, long first, long last, String cause) {
      throw new AssertionError("a backup finds no gaps");
    }

    @Override
    public List<Repairs.Down> down() {
      return down;
    }

    @Override
    public boolean isWanted(StreamId stream) {
      return true;
    }

    @Override
    public long epochNanosAt(long monotonicNs) {
      return 0;
    }

    void runOne() {
      try {
        Runnable task = tasks.poll(10, TimeUnit.SECONDS);
        assertNotNull(task, "nothing came for ten seconds");
        task.run();
        assertTrue(tasks.isEmpty());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
