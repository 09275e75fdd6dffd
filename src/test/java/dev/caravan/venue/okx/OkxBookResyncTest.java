package dev.caravan.venue.okx;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.BookSource;
import dev.caravan.market.InvalidData;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarketWords;
import dev.caravan.record.Burst;
import dev.caravan.record.BurstListener;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.VenueLoops;
import dev.caravan.testing.OwnAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A book that lost its chain is asked for anew, for its stream alone, and is the venue's again. */
@Timeout(60)
class OkxBookResyncTest {

  private static final StreamId BROKEN = new StreamId("books", "BTC-USDT");
  private static final StreamId WHOLE = new StreamId("books", "ETH-USDT");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final VenueLoops loops = new VenueLoops();
  private final Recorder recorder = new Recorder();
  private Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  @Test
  void shouldAskForABookThatLostItsChain() throws Exception {
    Feed feed = record("gap=0.05@500ms+500ms/" + BROKEN + ",seed=3", 1, 1_400);
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    feed.close().get(10, TimeUnit.SECONDS);

    List<RecordEvent.Gap> gaps = recorder.gaps(BROKEN);
    assertEquals("venue", gaps.get(0).cause());
    assertTrue(gaps.stream().anyMatch(gap -> gap.cause().equals("resubscribed")), gaps.toString());
    assertEquals(List.of(), recorder.gaps(WHOLE));
    assertTrue(recorder.books(BROKEN) > 1);
    assertTrue(recorder.books(BROKEN) < 5, "many holes are one request");
    assertEquals(1, recorder.books(WHOLE), "only the broken stream was asked for");
    assertEquals(1, simulator.stats().accepted());
    assertSameAsTheVenues(BROKEN);
    assertSameAsTheVenues(WHOLE);
  }

  @Test
  void shouldBeginAnewBehindALostConnection() throws Exception {
    Feed feed = record("disconnect=1@500ms", 1, 1_400);
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    feed.close().get(10, TimeUnit.SECONDS);

    assertEquals(2, simulator.stats().accepted());
    assertEquals(List.of("disconnect"), causes(BROKEN));
    assertEquals(2, recorder.books(BROKEN), "the new connection brought it");
    assertSameAsTheVenues(BROKEN);
    assertSameAsTheVenues(WHOLE);
  }

  @Test
  void shouldAskForNothingWhereTheOtherLineFillsTheHole() throws Exception {
    Feed feed = record("drop=0.1@3s+1s#1/" + BROKEN + ",seed=3", 2, 2_000);
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    feed.close().get(10, TimeUnit.SECONDS);

    assertEquals(List.of(), recorder.gaps(BROKEN));
    assertTrue(recorder.books(BROKEN) <= 2, "each line begins with a book at most");
    assertEquals(2, simulator.stats().accepted());
  }

  private List<String> causes(StreamId stream) {
    return recorder.gaps(stream).stream().map(RecordEvent.Gap::cause).toList();
  }

  private Feed record(String faults, int lines, int messages) throws IOException {
    simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedOkx())
                .symbols("BTC-USDT,ETH-USDT")
                .channels("books")
                .rate(400)
                .messages(messages)
                .faults(faults)
                .build());
    Feed feed =
        new Feed(
            new OkxDialect(),
            new OkxMapping(),
            FeedOptions.to(URI.create(simulator.websocketUrl())).withLines(lines),
            loops.loop("okx"),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            (venue, channel, cause, missing) -> {});
    feed.attach(recorder, List.of(BROKEN, WHOLE));
    return feed;
  }

  /** What was recorded makes the book that the venue has at the end. */
  private void assertSameAsTheVenues(StreamId stream) throws Exception {
    BookSnapshot recorded = recorder.state.book("okx", stream, 400).orElseThrow();
    String url = simulator.restUrl() + "/api/v5/market/books?sz=400&instId=" + stream.symbol();
    String body =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    MarketWords.Said said = new MarketWords.Said();
    new OkxMarketReader().readSnapshot(new Arrival(stream, "", 1), 1, body, said);
    BookSnapshot venues = (BookSnapshot) said.events.get(0);
    assertEquals(venues.bids(), recorded.bids());
    assertEquals(venues.asks(), recorded.asks());
    assertTrue(body.contains("\"seqId\":" + recorded.lastId() + "}"), body);
  }

  private static final class Recorder implements BurstListener {
    private final OkxMarketReader reader = new OkxMarketReader();
    private final LiveState state =
        new LiveState(() -> 0, new InvalidData(() -> 0), BookSource.NONE);
    private final List<StreamId> books = new ArrayList<>();
    private final List<StreamId> holes = new ArrayList<>();
    private final List<RecordEvent.Gap> gaps = new ArrayList<>();

    Recorder() {
      state.book("okx", BROKEN, 1);
      state.book("okx", WHOLE, 1);
    }

    @Override
    public synchronized void onBurst(Burst burst) {
      for (int i = 0; i < burst.size(); i++) {
        if (burst.event(i) instanceof RecordEvent.Gap gap) {
          holes.add(burst.stream(i));
          gaps.add(gap);
        } else if (burst.event(i) == null && !burst.stream(i).isNone()) {
          String text =
              new String(burst.bytes(), burst.offset(i), burst.length(i), StandardCharsets.UTF_8);
          if (text.contains("\"snapshot\"")) {
            books.add(burst.stream(i));
          }
          MarketWords.Said said = new MarketWords.Said();
          Arrival arrival = new Arrival(burst.stream(i), burst.connection(i), 1);
          reader.read(arrival, burst.bytes(), burst.offset(i), burst.length(i), said);
          state.apply(said.events);
        }
      }
    }

    synchronized long books(StreamId stream) {
      return books.stream().filter(stream::equals).count();
    }

    synchronized List<RecordEvent.Gap> gaps(StreamId stream) {
      List<RecordEvent.Gap> found = new ArrayList<>();
      for (int i = 0; i < gaps.size(); i++) {
        if (holes.get(i).equals(stream)) {
          found.add(gaps.get(i));
        }
      }
      return found;
    }
  }
}
