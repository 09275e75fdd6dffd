package dev.caravan.proof;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.journal.FaultyFiles;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.CaptureRoute;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that stalls makes the feed wait, and costs neither a frame nor a true stamp. */
class SlowDiskTest {

  private static final int RATE = 20_000;
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final long MAX_IN_FLIGHT = 1 << 20;

  /**
   * What a batch and the read under way may add: both are at most a MiB, in memory and as lines.
   */
  private static final long SLACK = 3 << 20;

  private static final long NANOS_PER_MS = 1_000_000;

  /** A time during which reading was seen to be paused; epoch nanoseconds. */
  private record Pause(long fromNs, long toNs) {}

  private record Stamped(long receiveTimeNs, long venueTimeMs) {}

  private final EpochNanoClock clock = EpochNanoClock.system();
  private final FaultyFiles disk = new FaultyFiles();

  @TempDir Path data;

  @Test
  void shouldPauseAndResumeReadingAndLoseNothing() throws Exception {
    record(1, Duration.ofSeconds(6));
  }

  @Tag("long")
  @Test
  void shouldPauseAndResumeReadingManyTimesAndLoseNothing() throws Exception {
    record(6, Duration.ofSeconds(20));
  }

  private void record(int stalls, Duration pongWithin) throws Exception {
    try (Simulator simulator = simulator(Duration.ofSeconds(1), pongWithin);
        CaptureRoute capture = capture(simulator)) {
      await().atMost(WITHIN).until(() -> capture.received() > RATE / 4);

      List<Pause> pauses = new ArrayList<>();
      for (int i = 0; i < stalls; i++) {
        pauses.add(stall(simulator, capture));
        long sent = simulator.stats().sent();
        await("caught up").atMost(WITHIN).until(() -> capture.received() > sent);
      }
      awaitPlaying(simulator, pongWithin.plusSeconds(1));
      capture.stop();

      Recordings.assertExact(data, simulator.ledger());
      assertEquals(1, simulator.stats().accepted(), "pings were answered, so the socket stayed");
      List<Stamped> stamps = stamps();
      assertStampsAreTrue(stamps, pauses);
    } finally {
      disk.release();
    }
  }

  /**
   * What the venue sent before its own Close waits in TCP until the disk works again. A pong to a
   * ping among it would meet a closed socket, and the reset would take the rest with it.
   */
  @Test
  void shouldLoseNothingWhenStoppedDuringAStall() throws Exception {
    try (Simulator simulator = simulator(Duration.ofMillis(250), Duration.ofSeconds(60));
        CaptureRoute capture = capture(simulator)) {
      await().atMost(WITHIN).until(() -> capture.received() > RATE / 4);
      disk.stallWrites();
      await("reading pauses").atMost(WITHIN).until(() -> !capture.feed().status().reading());
      awaitProduced(simulator, RATE); // so that pings, too, wait to be read

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(capture));
      awaitProduced(simulator, 3 * RATE);
      disk.release();
      stopped.get(WITHIN.toSeconds(), TimeUnit.SECONDS);

      Recordings.assertExact(data, simulator.ledger());
    } finally {
      disk.release();
    }
  }

  private static void stop(CaptureRoute capture) {
    try {
      capture.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stalls the disk for as long as the market needs for two seconds' frames. */
  private Pause stall(Simulator simulator, CaptureRoute capture) throws IOException {
    disk.stallWrites();
    await("reading pauses").atMost(WITHIN).until(() -> !capture.feed().status().reading());
    long from = clock.epochNanos();
    awaitProduced(simulator, 2 * RATE);
    long inFlight = capture.journal().status().inFlightBytes();
    assertTrue(inFlight > MAX_IN_FLIGHT && inFlight <= MAX_IN_FLIGHT + SLACK, "" + inFlight);
    long to = clock.epochNanos();
    disk.release();
    await("reading resumes").atMost(WITHIN).until(() -> capture.feed().status().reading());
    return new Pause(from, to);
  }

  /** By its frames; a simulator that gets no pong for so long closes the socket. */
  private static void awaitPlaying(Simulator simulator, Duration time) {
    long until = time.toMillis() * RATE / 1000;
    await("market").atMost(WITHIN).until(() -> simulator.stats().produced() >= until);
  }

  private static void awaitProduced(Simulator simulator, long frames) {
    long until = simulator.stats().produced() + frames;
    await("market").atMost(WITHIN).until(() -> simulator.stats().produced() >= until);
  }

  /**
   * Stamps never go back, none lies in a pause, and none lies before the venue's own; what waited
   * in TCP carries the time of its reading, as long after the venue's time as it waited.
   */
  private static void assertStampsAreTrue(List<Stamped> stamps, List<Pause> pauses) {
    long before = 0;
    for (Stamped stamp : stamps) {
      assertTrue(stamp.receiveTimeNs() >= before, "a stamp goes back");
      before = stamp.receiveTimeNs();
      long latencyMs = before / NANOS_PER_MS - stamp.venueTimeMs();
      assertTrue(latencyMs >= -50 && latencyMs < WITHIN.toMillis(), () -> "latency " + latencyMs);
      for (Pause pause : pauses) {
        assertTrue(before < pause.fromNs() || before > pause.toNs(), "stamped in a pause");
      }
    }
    for (Pause pause : pauses) {
      long waited =
          stamps.stream()
              .filter(stamp -> stamp.receiveTimeNs() > pause.toNs())
              .filter(stamp -> stamp.venueTimeMs() * NANOS_PER_MS < pause.toNs())
              .count();
      assertTrue(waited > RATE / 2, () -> "made in a pause, read behind it: " + waited);
    }
  }

  private List<Stamped> stamps() throws Exception {
    Mapping mapping = Venues.mapping(CaptureRoute.VENUE);
    List<Stamped> stamps = new ArrayList<>();
    for (SegmentFile segment : new JournalDirectory(data, CaptureRoute.JOURNAL).segments()) {
      try (SegmentReader reader =
          SegmentReader.open(segment.plain().orElseThrow(), SegmentReader.Tail.WHOLE)) {
        while (reader.next()) {
          if (reader.record() instanceof ParsedRecord.Frame frame && !frame.stream().isNone()) {
            stamps.add(
                new Stamped(
                    frame.receiveTimeNs(),
                    mapping.venueTimeMs(
                        frame.stream(), frame.bytes(), frame.offset(), frame.length())));
          }
        }
      }
    }
    return stamps;
  }

  private static Simulator simulator(Duration pingEvery, Duration pongWithin) throws IOException {
    return Simulator.start(
        OwnAddress.simulator(new SimulatedBinanceSpot())
            .symbols("5")
            .channels("depth@100ms", "trade")
            .rate(RATE)
            .pingEvery(pingEvery)
            .pongWithin(pongWithin)
            .build());
  }

  private CaptureRoute capture(Simulator simulator) throws Exception {
    return CaptureRoute.into(data).files(disk).maxInFlight(MAX_IN_FLIGHT).start(simulator);
  }
}
