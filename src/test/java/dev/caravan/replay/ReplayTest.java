package dev.caravan.replay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.cli.ReplayCommand;
import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.manifest.TestJournal;
import dev.caravan.record.RecordEvent;
import dev.caravan.recording.Unreadable;
import dev.caravan.simulator.RawWebSocket;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class ReplayTest {

  private static final String JOURNAL = "raw/binance-spot";
  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final StreamId QUOTE = new StreamId("bookTicker", "BTCUSDT");
  private static final StreamId DEPTH = new StreamId("depth@100ms", "BTCUSDT");
  private static final double MAX = Double.POSITIVE_INFINITY;

  @TempDir Path data;

  private final List<String> unreadable = new CopyOnWriteArrayList<>();

  @Test
  void shouldSendOnlyWhatWasSubscribedInItsOrderAndNoAnswersOfThen() throws Exception {
    TestJournal journal = recording().frame(StreamId.NONE, "{\"result\":null,\"id\":1}");
    for (int i = 1; i <= 20; i++) {
      journal.frame(TRADE, trade(i)).frame(QUOTE, quote(i));
      if (i == 8) {
        seal(journal);
        journal.begin();
      }
    }
    journal.write();

    try (Simulator replay = replay(MAX);
        RawWebSocket client = connect(replay, "btcusdt@trade")) {
      await().until(() -> client.texts().size() == 20);

      for (int i = 1; i <= 20; i++) {
        assertEquals(trade(i), client.texts().get(i - 1));
      }
      await().until(() -> replay.stats().isFinished());
      assertEquals(40, replay.stats().produced());
    }
    assertEquals(List.of(), unreadable);
  }

  @Test
  void shouldSendTheBarePayloadWhereThatWasAskedFor() throws Exception {
    recording().frame(TRADE, trade(1)).write();

    try (Simulator replay = replay(MAX);
        RawWebSocket client = RawWebSocket.connect(replay.port(), "/ws/btcusdt@trade")) {
      await().until(() -> client.texts().size() == 1);

      assertEquals("{\"e\":\"trade\",\"t\":1}", client.texts().get(0));
    }
  }

  @Test
  void shouldKeepTheDistancesInTimeDividedByTheSpeed() throws Exception {
    recording().frame(TRADE, trade(1)).later(3_000_000_000L).frame(TRADE, trade(2)).write();

    try (Simulator replay = replay(10);
        RawWebSocket client = connect(replay, "btcusdt@trade")) {
      await().pollInterval(Duration.ofMillis(1)).until(() -> client.texts().size() == 1);
      long firstNs = System.nanoTime();
      await().pollInterval(Duration.ofMillis(1)).until(() -> client.texts().size() == 2);

      long betweenMs = (System.nanoTime() - firstNs) / 1_000_000;
      assertTrue(betweenMs > 150 && betweenMs < 2_900, "ms=" + betweenMs);
    }
  }

  @Test
  void shouldReadNoFurtherThanASlowClientTakesIt() throws Exception {
    TestJournal journal = recording();
    String padding = "x".repeat(20_000);
    int frames = 2_000;
    for (int i = 1; i <= frames; i++) {
      journal.frame(TRADE, trade(i).replace("\"e\"", "\"pad\":\"" + padding + "\",\"e\""));
    }
    journal.write();

    try (Simulator replay = replay(MAX);
        RawWebSocket client =
            RawWebSocket.connect(replay.port(), "/stream?streams=btcusdt@trade", false)) {
      await().until(() -> replay.stats().produced() > 10);
      await()
          .during(Duration.ofMillis(300))
          .until(() -> replay.stats().produced() < frames && replay.connections() == 1);

      client.read();

      await().atMost(Duration.ofSeconds(30)).until(() -> client.texts().size() == frames);
    }
  }

  @Test
  void shouldServeTheRecordedBooksAndNoOthers() throws Exception {
    TestJournal journal =
        recording()
            .frame(DEPTH, delta(95, 101))
            .event(DEPTH, new RecordEvent.Snapshot(100, "{\"lastUpdateId\":100,\"bids\":[]}"))
            .frame(DEPTH, delta(102, 103))
            .event(DEPTH, new RecordEvent.Snapshot(103, "{\"lastUpdateId\":103,\"bids\":[]}"))
            .frame(new StreamId("depth@100ms", "ETHUSDT"), "{\"stream\":\"x\"}");
    journal.write();

    try (Simulator replay = replay(MAX)) {
      assertEquals(
          "{\"lastUpdateId\":100,\"bids\":[]}", get(replay, "/api/v3/depth?symbol=BTCUSDT").body());
      assertEquals(503, get(replay, "/api/v3/depth?symbol=ETHUSDT").statusCode());
      assertEquals(400, get(replay, "/api/v3/depth?symbol=XRPUSDT").statusCode());
      try (RawWebSocket client = connect(replay, "btcusdt@depth@100ms")) {
        await().until(() -> replay.stats().isFinished() && client.texts().size() == 2);

        assertEquals(
            "{\"lastUpdateId\":103,\"bids\":[]}",
            get(replay, "/api/v3/depth?symbol=BTCUSDT").body());
      }
    }
  }

  @Test
  void shouldReplayOnlyTheTimeAskedFor() throws Exception {
    TestJournal journal = recording().frame(TRADE, trade(1)).later(1_000_000_000L);
    long fromNs = journal.nowNs();
    journal.frame(TRADE, trade(2)).later(1_000_000_000L);
    long toNs = journal.nowNs();
    journal.frame(TRADE, trade(3)).write();

    try (Simulator replay = replay(open(Optional.empty(), fromNs, toNs), MAX);
        RawWebSocket client = connect(replay, "btcusdt@trade")) {
      await().until(() -> replay.stats().isFinished() && client.texts().size() == 1);

      assertEquals(List.of(trade(2)), client.texts());
    }
    assertTrue(
        assertThrows(IOException.class, () -> open(Optional.empty(), toNs + 1_000_000, toNs * 2))
            .getMessage()
            .contains("nothing to replay"));
  }

  @Test
  void shouldSayWhichVenuesThereAreWhereItIsNotClear() throws Exception {
    recording().frame(TRADE, trade(1)).write();
    new TestJournal(data, "raw/binance-usdm").begin().frame(TRADE, trade(1)).write();

    for (Optional<String> venue : List.of(Optional.<String>empty(), Optional.of("kraken"))) {
      IOException refused = assertThrows(IOException.class, () -> open(venue));

      String words = String.valueOf(refused.getMessage());
      assertTrue(words.contains("binance-spot") && words.contains("binance-usdm"), words);
    }
    assertEquals("binance-usdm", open(Optional.of("binance-usdm")).venue());
  }

  @Test
  void shouldLeaveOutWhatCannotBeReadAndSaySo() throws Exception {
    recording().frame(TRADE, trade(1)).raw("{\"no\":1}\n").frame(TRADE, trade(2)).write();

    try (Simulator replay = replay(MAX);
        RawWebSocket client = connect(replay, "btcusdt@trade")) {
      await().until(() -> client.texts().size() == 2);
    }
    assertEquals(1, unreadable.size());
  }

  @Test
  void shouldEndBehindTheLastFrameIfTold() throws Exception {
    recording().frame(TRADE, trade(1)).frame(TRADE, trade(2)).write();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () ->
                new CommandLine(new ReplayCommand(print, print))
                    .execute(data.toString(), "--port", "0", "--speed", "max", "--exit"));
    await().until(() -> out.toString(StandardCharsets.UTF_8).contains("listening ws://"));
    String said = out.toString(StandardCharsets.UTF_8);
    int port = Integer.parseInt(said.replaceFirst("(?s).*ws://127.0.0.1:(\\d+).*", "$1"));

    try (RawWebSocket client = RawWebSocket.connect(port, "/stream?streams=btcusdt@trade")) {
      assertEquals(0, exit.get(30, TimeUnit.SECONDS));
      client.awaitEnd();
      assertEquals(List.of(trade(1), trade(2)), client.texts());
    }
    assertTrue(
        out.toString(StandardCharsets.UTF_8).contains("end of the recording: 2 frames, 2 sent"),
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void shouldReadHowFast() {
    assertEquals(Optional.of(1.0), Speed.parse("1"));
    assertEquals(Optional.of(0.5), Speed.parse("0.5x"));
    assertEquals(Optional.of(MAX), Speed.parse("MAX"));
    for (String wrong : List.of("", "0", "-1", "fast", "1e9", "xx")) {
      assertEquals(Optional.empty(), Speed.parse(wrong), wrong);
    }
  }

  private TestJournal recording() {
    return new TestJournal(data, JOURNAL).begin();
  }

  private static void seal(TestJournal journal) throws IOException {
    Path plain = journal.write();
    SegmentSealer sealer = new SegmentSealer(Venues::mapping, 3, "test");
    sealer.compress(plain);
    sealer.publish(plain, sealer.compare(plain));
    sealer.removePlain(plain);
  }

  private ReplayedRecording open(Optional<String> venue) throws IOException {
    return open(venue, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private ReplayedRecording open(Optional<String> venue, long fromNs, long toNs)
      throws IOException {
    return ReplayedRecording.open(
        data,
        venue,
        fromNs,
        toNs,
        new ReplayedRecording.Progress() {
          @Override
          public void frame(long receiveTimeNs) {}

          @Override
          public void unreadable(Unreadable place) {
            unreadable.add(place.toString());
          }
        });
  }

  private Simulator replay(double speed) throws IOException {
    return replay(open(Optional.empty()), speed);
  }

  private static Simulator replay(ReplayedRecording recording, double speed) throws IOException {
    return Simulator.start(
        SimulatorOptions.of(new SimulatedBinanceSpot())
            .replay(recording, speed)
            .startAfter(Duration.ofMillis(20))
            .build());
  }

  private static RawWebSocket connect(Simulator replay, String streams) throws IOException {
    return RawWebSocket.connect(replay.port(), "/stream?streams=" + streams);
  }

  private static HttpResponse<String> get(Simulator replay, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(replay.restUrl() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String trade(int id) {
    return "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"t\":" + id + "}}";
  }

  private static String quote(int id) {
    return "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":" + id + "}}";
  }

  private static String delta(int first, int last) {
    return "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"U\":" + first + ",\"u\":" + last + "}}";
  }
}
