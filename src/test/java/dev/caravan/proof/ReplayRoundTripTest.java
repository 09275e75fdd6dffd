package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.archive.ArchiveOptions;
import dev.caravan.archive.ArchiveProgress;
import dev.caravan.archive.Consolidator;
import dev.caravan.archive.DayOutlook;
import dev.caravan.archive.DayPlanner;
import dev.caravan.archive.Pace;
import dev.caravan.archive.SourcePurge;
import dev.caravan.camel.daemon.Daemon;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import dev.caravan.replay.ReplayedRecording;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Captures;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.SimulatedVenues;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was recorded, consolidated, replayed from the archive and recorded again is the same frames
 * in the same order.
 */
class ReplayRoundTripTest {

  private static final int RATE = 50_000;
  private static final Comparator<StreamId> BY_NAME = Comparator.comparing(StreamId::toString);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binance-spot/cryptofeed_binance_us_202110.ndjson",
        "binance-usdm/crypto_msg_parser_binance_usdm.ndjson"
      })
  void shouldGiveEveryFrameOfARealCaptureBack(String capture) throws Exception {
    assertRoundTrip(Captures.file(capture), capture.substring(0, capture.indexOf('/')));
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "binance-spot/crypto_msg_parser_binance_spot.ndjson",
        "binance-spot/cryptofeed_binance_20210417.ndjson",
        "binance-spot/hftbacktest_spot_ethusdt_20240808.ndjson.zst",
        "binance-usdm/cryptofeed_binance_futures_20210417.ndjson.zst",
        "binance-usdm/hftbacktest_usdm_ethusdt_20240808.ndjson.zst"
      })
  void shouldGiveEveryFrameOfTheOtherCapturesBack(String capture) throws Exception {
    assertRoundTrip(Captures.file(capture), capture.substring(0, capture.indexOf('/')));
  }

  /** Odd bytes: blanks, escapes, a repetition, ids that go back, a frame of no stream, UTF-8. */
  @Test
  void shouldGiveEveryFrameOfASmallRecordingBack() throws Exception {
    Path file = temp.resolve("small.ndjson");
    Files.writeString(
        file,
        """
        {"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT","t":7,"p":"0.10"}}
        { "stream" : "btcusdt@trade" , "data" : { "e":"trade", "t" : 8 , "p":"1e5" } }
        {"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT","t":7,"p":"0.10"}}
        {"stream":"ethusdt@trade","data":{"e":"trade","s":"ETHUSDT","t":3,"x":"a\\"}\\u0000"}}
        {"stream":"ethusdt@ticker","data":{"e":"24hrTicker","s":"ETHUSDT","n":"größe 株"}}
        {"stream":"ethusdt@ticker","data":{"e":"24hrTicker","s":"ETHUSDT","n":"größe 株"}}
        {"who":"knows"}
        {"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":11}}
        {"stream":"ethusdt@trade","data":{"e":"trade","s":"ETHUSDT","t":4 broken
        """,
        StandardCharsets.UTF_8);

    Map<StreamId, String> frames = assertRoundTrip(file, "binance-spot");

    assertEquals(
        List.of("ticker/ETHUSDT", "trade/BTCUSDT", "trade/ETHUSDT"),
        frames.keySet().stream().map(StreamId::toString).toList());
    assertEquals("4 frames", frames.get(StreamId.parse("trade/BTCUSDT")).split(" sha")[0]);
  }

  private Map<StreamId, String> assertRoundTrip(Path capture, String venue) throws Exception {
    Path first = temp.resolve("first");
    Path again = temp.resolve("again");
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(SimulatedVenues.of(venue)).from(capture).rate(RATE).build())) {
      record(simulator, venue, first);
    }
    Map<StreamId, String> frames = frames(first);
    consolidate(first);

    ReplayedRecording recording =
        ReplayedRecording.open(
            first, Optional.of(venue), Long.MIN_VALUE, Long.MAX_VALUE, new Strict());
    try (Simulator replay =
        Simulator.start(
            OwnAddress.simulator(SimulatedVenues.of(venue))
                .replay(recording, Double.POSITIVE_INFINITY)
                .build())) {
      record(replay, venue, again);
    }

    assertFalse(frames.isEmpty());
    assertEquals(frames, frames(again));
    return frames;
  }

  /** Leaves the recording in the archive alone. */
  private static void consolidate(Path data) throws IOException {
    Instant later = Instant.now().plus(Duration.ofDays(2));
    Consolidator consolidator =
        new Consolidator(
            data,
            Venues::mapping,
            new ArchiveOptions(
                ArchiveOptions.DEFAULT_MEMORY, ArchiveOptions.DEFAULT_OPEN_FILES, 3, "test"),
            Pace.FULL);
    for (DayOutlook day : new DayPlanner(data).look(later.atZone(ZoneOffset.UTC).toLocalDate())) {
      consolidator.consolidate(day.plan().orElseThrow(), ArchiveProgress.NONE, later);
    }
    assertTrue(new SourcePurge(data).purge(later).segments() > 0, "nothing was purged");
  }

  private static void record(Simulator simulator, String venue, Path data) throws Exception {
    Map<String, String> set = Daemons.recording(simulator, venue);
    set.put("caravan.journal.rotate-size", "4MiB");
    Daemon daemon = Daemons.start(data, set, Daemons.routes(Daemons.ROUTES, venue));
    try {
      Daemons.awaitMarketEnd(simulator);
    } finally {
      daemon.stop();
    }
  }

  /** How many frames each stream has, and the digest of all of them in their order. */
  private static Map<StreamId, String> frames(Path data) throws Exception {
    Map<StreamId, MessageDigest> digests = new TreeMap<>(BY_NAME);
    Map<StreamId, Integer> counts = new TreeMap<>(BY_NAME);
    try (RecordSource source =
        RecordSource.open(data, RecordFilter.ALL.onlyFrames(), place -> fail(place))) {
      while (source.next()) {
        if (source.record() instanceof ParsedRecord.Frame frame && !frame.stream().isNone()) {
          MessageDigest digest = digests.get(frame.stream());
          if (digest == null) {
            digest = MessageDigest.getInstance("SHA-256");
            digests.put(frame.stream(), digest);
          }
          digest.update(frame.bytes(), frame.offset(), frame.length());
          digest.update((byte) '\n');
          counts.merge(frame.stream(), 1, Integer::sum);
        }
      }
    }
    Map<StreamId, String> frames = new TreeMap<>(BY_NAME);
    digests.forEach(
        (stream, digest) ->
            frames.put(
                stream,
                counts.get(stream)
                    + " frames sha256="
                    + HexFormat.of().formatHex(digest.digest())));
    return frames;
  }

  private static void fail(Unreadable place) {
    throw new AssertionError(place.toString());
  }

  /** Does not live with a place that cannot be read. */
  private static final class Strict implements ReplayedRecording.Progress {
    @Override
    public void frame(long receiveTimeNs) {}

    @Override
    public void unreadable(Unreadable place) {
      fail(place);
    }
  }
}
