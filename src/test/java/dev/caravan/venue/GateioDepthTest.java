package dev.caravan.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.record.RecordEvent;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.StalenessPolicy;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.VenueLoops;
import dev.caravan.testing.Captures;
import dev.caravan.testing.OwnAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gate's depth begins with its book, and what was recorded of the venue is recorded again. */
@Timeout(60)
class GateioDepthTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final StreamId SPOT = new StreamId("spot.obu_50", "BTC_USDT");
  private static final StreamId FUTURES = new StreamId("futures.obu_50", "BTC_USDT");

  private final VenueLoops loops = new VenueLoops();
  private final Notes notes = new Notes(Venues.mapping("gateio"));
  private final HurriedDialect dialect = new HurriedDialect(Venues.dialect("gateio"));

  /** Null until a test has started its market, for good in one that is skipped. */
  private @Nullable Simulator simulator;

  @AfterEach
  void stop() throws IOException {
    loops.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  /** Also where the whole book comes again and again, and before its acknowledgement. */
  @Test
  void shouldBeginWithABookFromWhichChangesLeadOn() throws Exception {
    simulator = Simulator.start(market("").messages(2_000).build());
    Feed feed = feed(List.of(SPOT, FUTURES));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    for (StreamId stream : List.of(SPOT, FUTURES)) {
      List<Notes.Ids> ids = notes.ids(stream);
      assertTrue(ids.size() > 900, () -> stream + " frames=" + ids.size());
      assertTrue(isWhole(ids.get(0)), () -> stream + " began with " + ids.get(0));
      assertTrue(ids.stream().filter(GateioDepthTest::isWhole).count() > 3);
      assertEquals(List.of(), notes.gaps(stream));
      assertEquals(1, dialect.asked(stream));
      assertEquals(0, status(feed, stream).reordered());
      assertEquals(simulator.ledger().sent(stream).count(), ids.size(), "sent once, recorded once");
    }
  }

  @Test
  void shouldAskAnewForABookThatLostItsChainAndForNoOther() throws Exception {
    simulator = Simulator.start(market("gap=1@1s+20ms/" + SPOT + ",seed=3").rate(400).build());
    Feed feed = feed(List.of(SPOT, FUTURES));

    await().atMost(LIMIT).until(() -> !notes.gaps(SPOT).isEmpty());
    await().atMost(LIMIT).until(() -> dialect.asked(SPOT) == 2);
    await().atMost(LIMIT).until(() -> wholeBehind(notes.gaps(SPOT).get(0).last()));
    close(feed);

    assertEquals("venue", notes.gaps(SPOT).get(0).cause());
    for (RecordEvent.Gap gap : notes.gaps(SPOT).subList(1, notes.gaps(SPOT).size())) {
      assertEquals("resubscribed", gap.cause());
    }
    assertEquals(List.of(), notes.gaps(FUTURES));
    assertEquals(1, dialect.asked(FUTURES));
    assertEquals(1 + 1, simulator.stats().accepted(), "one connection for each market");
  }

  private boolean wholeBehind(long id) {
    return notes.ids(SPOT).stream().anyMatch(ids -> isWhole(ids) && ids.lastId() > id);
  }

  private static boolean isWhole(Notes.Ids ids) {
    return ids.firstId() > ids.lastId();
  }

  /** The venue acknowledges depth of what it does not have. */
  @Test
  void shouldTakeTheAcknowledgementOfDepthForNoProof() throws Exception {
    StreamId unknown = new StreamId("futures.obu_50", "NOPE_USDT");
    simulator = Simulator.start(market("").build());
    Feed feed = feed(List.of(FUTURES, unknown));

    await().atMost(LIMIT).until(() -> notes.frames(FUTURES) > 100);
    assertEquals(StreamStatus.Phase.ACKNOWLEDGED, status(feed, unknown).phase());
    await().atMost(LIMIT).until(() -> dialect.asked(unknown) > 1);
    close(feed);

    assertEquals(1, dialect.asked(FUTURES), "nothing else is asked for again");
  }

  private static StreamStatus status(Feed feed, StreamId id) {
    return feed.status().streams().stream()
        .filter(stream -> stream.stream().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldRecordWhatWasRecordedOfTheVenue() throws Exception {
    Path capture = Captures.file("gateio/cryptofeed_gateio_futures_202305.ndjson");
    Map<StreamId, List<Long>> expected = new HashMap<>();
    Recognition recognition = new Recognition();
    var mapping = Venues.mapping("gateio");
    for (byte[] bytes : Captures.lines(capture)) {
      mapping.recognise(bytes, 0, bytes.length, recognition);
      expected
          .computeIfAbsent(recognition.stream(), unseen -> new ArrayList<>())
          .add(FrameKeys.keyOf(recognition, bytes, 0, bytes.length));
    }
    expected.remove(StreamId.NONE);
    simulator =
        Simulator.start(OwnAddress.simulator(SimulatedVenues.of("gateio")).from(capture).build());
    String book =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            simulator.restUrl()
                                + "/api/v4/futures/usdt/order_book?contract=RDNT_USDT&with_id=true"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Feed feed = feed(List.copyOf(expected.keySet()));
    await().atMost(LIMIT).until(() -> simulator.stats().isFinished());
    close(feed);

    expected.forEach((stream, keys) -> assertEquals(keys, notes.keys(stream), stream::toString));
    assertEquals(10 + 5 + 1, expected.size());
    assertEquals(0, notes.allGaps());
    assertEquals(
        203083287,
        Venues.rest("gateio").orElseThrow().readSnapshot(book.getBytes(UTF_8)).snapshotId());
  }

  private static SimulatorOptions.Builder market(String faults) {
    return OwnAddress.simulator(SimulatedVenues.of("gateio"))
        .symbols("BTC_USDT")
        .channels(SPOT.channel(), FUTURES.channel())
        .rate(4_000)
        .startAfter(Duration.ofMillis(300))
        .faults(faults);
  }

  private Feed feed(List<StreamId> streams) {
    FeedOptions options =
        new FeedOptions(
            URI.create(simulator.websocketUrl()),
            StalenessPolicy.after(Duration.ofMillis(900)).withFirstAskAgain(Duration.ofMillis(400)),
            FeedOptions.DEFAULT_DETACH_GRACE,
            Duration.ofSeconds(10));
    Feed feed =
        new Feed(
            dialect,
            Venues.mapping("gateio"),
            options,
            loops.loop("gateio"),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            (venue, channel, cause, missing) -> {});
    feed.attach(notes, streams);
    return feed;
  }

  private static void close(Feed feed) throws Exception {
    feed.close().get(10, TimeUnit.SECONDS);
  }
}
