package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.record.RecordEvent;
import dev.caravan.rest.FakeRest;
import dev.caravan.simulator.SimulatedVenue;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.RecordedLines;
import dev.caravan.testing.RecordedLines.Line;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import dev.caravan.venue.binanceusdm.SimulatedBinanceUsdm;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A book that lost its chain begins anew from a snapshot, for its stream alone, through a whole
 * daemon; from the records the venue's book can be rebuilt.
 */
class BookResyncTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final StreamId BROKEN = new StreamId("depth@100ms", "BTCUSDT");
  private static final StreamId WHOLE = new StreamId("depth@100ms", "ETHUSDT");

  @TempDir Path data;

  /** How a venue continues a snapshot with the id {@code L}; read from the sheets, not the code. */
  private interface Rule {
    boolean isContained(JsonNode delta, long snapshotId);

    boolean bridges(JsonNode delta, long snapshotId);
  }

  private static final Rule SPOT =
      new Rule() {
        @Override
        public boolean isContained(JsonNode delta, long snapshotId) {
          return delta.path("u").asLong() <= snapshotId;
        }

        @Override
        public boolean bridges(JsonNode delta, long snapshotId) {
          return delta.path("U").asLong() <= snapshotId + 1
              && snapshotId + 1 <= delta.path("u").asLong();
        }
      };

  private static final Rule USDM =
      new Rule() {
        @Override
        public boolean isContained(JsonNode delta, long snapshotId) {
          return delta.path("u").asLong() < snapshotId;
        }

        @Override
        public boolean bridges(JsonNode delta, long snapshotId) {
          return delta.path("pu").asLong() <= snapshotId && snapshotId <= delta.path("u").asLong();
        }
      };

  @Test
  void shouldResynchroniseABookOfSpot() throws Exception {
    assertResynchronised(new SimulatedBinanceSpot(), "/api/v3/depth", SPOT);
  }

  @Test
  void shouldResynchroniseABookOfTheFutures() throws Exception {
    assertResynchronised(new SimulatedBinanceUsdm(), "/fapi/v1/depth", USDM);
  }

  private void assertResynchronised(SimulatedVenue venue, String depthPath, Rule rule)
      throws Exception {
    SimulatorOptions market =
        OwnAddress.simulator(venue)
            .symbols("BTCUSDT,ETHUSDT")
            .channels("depth@100ms")
            .rate(200)
            .messages(600)
            .faults("gap=0.04@0s+2s/depth@100ms/BTCUSDT,seed=11")
            .build();
    try (Simulator simulator = Simulator.start(market);
        StaleOnce rest = new StaleOnce(simulator.restUrl(), depthPath)) {
      Map<String, String> set = Daemons.recording(simulator, venue.name());
      set.put("caravan.venues." + venue.name() + ".rest-url", rest.url());
      Daemon daemon = Daemons.start(data, set, Daemons.routes(Daemons.ROUTES, venue.name()));
      JsonNode truth;
      try {
        Daemons.awaitMarketEnd(simulator);
        await().atMost(Duration.ofSeconds(20)).until(this::isTheLastChainBridged);
        truth = JSON.readTree(get(simulator.restUrl() + depthPath + "?symbol=BTCUSDT&limit=1000"));
      } finally {
        daemon.stop();
      }
      Recordings.assertExact(data, simulator.ledger());
      assertTrue(rest.staleGiven() > 0, "no snapshot was too old, so no retry is proved");
      assertTrue(gaps(BROKEN).size() > 1, "the chain broke only once");
      assertEquals(1, snapshots(WHOLE).size(), "only the broken stream was resynchronised");
      assertSides(truth, rebuilt(rule));
    }
  }

  /** The book from the last snapshot on; each snapshot has to continue its chain. */
  private Book rebuilt(Rule rule) throws IOException {
    Book book = new Book();
    List<JsonNode> waiting = new ArrayList<>();
    for (Line line : RecordedLines.all(data)) {
      if (!line.stream().equals(BROKEN)) {
        continue;
      }
      if (line.is(RecordEvent.Gap.class)) {
        waiting.clear();
        book = new Book();
      } else if (line.is(RecordEvent.Snapshot.class)) {
        RecordEvent.Snapshot snapshot = line.as(RecordEvent.Snapshot.class);
        book = new Book();
        book.begin(JSON.readTree(snapshot.body()), snapshot.lastId());
        for (JsonNode delta : waiting) {
          book.apply(delta, rule);
        }
        waiting.clear();
      } else if (line.entry() instanceof ParsedRecord.Frame frame) {
        JsonNode delta = JSON.readTree(frame.copy()).path("data");
        if (book.isBegun()) {
          book.apply(delta, rule);
        } else {
          waiting.add(delta);
        }
      }
    }
    assertTrue(book.isBegun(), "no snapshot behind the last gap");
    return book;
  }

  private boolean isTheLastChainBridged() {
    List<RecordEvent.Gap> gaps = gaps(BROKEN);
    List<RecordEvent.Snapshot> books = snapshots(BROKEN);
    return !gaps.isEmpty()
        && !books.isEmpty()
        && books.get(books.size() - 1).lastId() >= gaps.get(gaps.size() - 1).last();
  }

  private List<RecordEvent.Gap> gaps(StreamId stream) {
    return RecordedLines.events(data, stream, RecordEvent.Gap.class);
  }

  private List<RecordEvent.Snapshot> snapshots(StreamId stream) {
    return RecordedLines.events(data, stream, RecordEvent.Snapshot.class);
  }

  private static void assertSides(JsonNode truth, Book book) {
    assertEquals(levels(truth.path("bids")), book.bids, "bids");
    assertEquals(levels(truth.path("asks")), book.asks, "asks");
  }

  private static TreeMap<BigDecimal, BigDecimal> levels(JsonNode side) {
    TreeMap<BigDecimal, BigDecimal> levels = new TreeMap<>();
    for (JsonNode level : side) {
      put(level, levels);
    }
    return levels;
  }

  private static void put(JsonNode level, TreeMap<BigDecimal, BigDecimal> into) {
    BigDecimal price = new BigDecimal(level.get(0).asText()).stripTrailingZeros();
    BigDecimal quantity = new BigDecimal(level.get(1).asText()).stripTrailingZeros();
    if (quantity.signum() == 0) {
      into.remove(price);
    } else {
      into.put(price, quantity);
    }
  }

  private static String get(String uri) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Applies deltas by the venue's rule. */
  private static final class Book {
    private TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>();
    private TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
    private long snapshotId = -1;
    private boolean isBridged;

    boolean isBegun() {
      return snapshotId >= 0;
    }

    void begin(JsonNode snapshot, long id) {
      bids = levels(snapshot.path("bids"));
      asks = levels(snapshot.path("asks"));
      snapshotId = id;
    }

    void apply(JsonNode delta, Rule rule) {
      if (!isBridged && rule.isContained(delta, snapshotId)) {
        return;
      }
      assertTrue(isBridged || rule.bridges(delta, snapshotId), snapshotId + " before " + delta);
      isBridged = true;
      delta.path("b").forEach(level -> put(level, bids));
      delta.path("a").forEach(level -> put(level, asks));
    }
  }

  /** Stands before a simulator's REST; the second book that the broken stream gets is the first. */
  private static final class StaleOnce implements AutoCloseable {
    private final String behind;
    private final String depthPath;
    private final AtomicInteger books = new AtomicInteger();
    private volatile String first = "";
    private final FakeRest rest = new FakeRest(this::answer);

    StaleOnce(String behind, String depthPath) {
      this.behind = behind;
      this.depthPath = depthPath;
    }

    private void answer(HttpExchange exchange) throws IOException {
      String uri = exchange.getRequestURI().toString();
      try {
        String body = get(behind + uri);
        if (uri.startsWith(depthPath) && uri.contains("BTCUSDT")) {
          int number = books.incrementAndGet();
          if (number == 1) {
            first = body;
          } else if (number == 2) {
            body = first;
          }
        }
        FakeRest.ok(body).answer(exchange);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    int staleGiven() {
      return books.get() - 1;
    }

    String url() {
      return rest.url().toString();
    }

    @Override
    public void close() {
      rest.close();
    }
  }
}
