package dev.caravan.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @Test
  void shouldBeRecordingWhenEveryWantedStreamIsReceiving() {
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 9),
        stream("trade", "ETHUSDT", Phase.RECEIVING, 9));

    assertEquals(
        new Verdict(Verdict.State.RECORDING, "All 2 wanted streams are recorded."), verdict());
  }

  @Test
  void shouldBePartialWhileAStreamIsOnlyAcknowledged() {
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 9),
        stream("trade", "ETHUSDT", Phase.ACKNOWLEDGED, 0));

    assertEquals(
        new Verdict(Verdict.State.PARTLY, "1 of 2 streams are recorded; 1 acknowledged."),
        verdict());
  }

  @Test
  void shouldNotBeRecordingWhileTheJournalCannotWrite() {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 9));
    daemon.journals = List.of(FakeDaemon.journal("raw/binance-spot", "no space left"));

    assertEquals(
        new Verdict(Verdict.State.NOT_RECORDING, "raw/binance-spot: no space left"), verdict());
  }

  @Test
  void shouldNotBeRecordingWhileNoRouteTakesTheFrames() {
    daemon.withFeed("binance-spot", stream("trade", "BTCUSDT", Phase.RECEIVING, 9));
    FeedStatus feed = daemon.feeds.get(0);
    daemon.feeds =
        List.of(
            new FeedStatus(
                feed.venue(), false, true, "", 9, 0, feed.connections(), feed.streams()));

    assertEquals(Verdict.State.NOT_RECORDING, verdict().state());
    assertTrue(verdict().sentence().contains("no capture route"));
  }

  @Test
  void shouldSayThatNothingIsWanted() {
    assertEquals(Verdict.State.NOT_RECORDING, verdict().state());
    assertTrue(verdict().sentence().contains("No stream is wanted"));
  }

  private Verdict verdict() {
    return Verdict.of(DaemonStatus.of(daemon, Instant.now()));
  }
}
