package dev.caravan.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.RecordEncoder;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.journal.SegmentName;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.manifest.ZstdContent;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.venue.Venues;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies segments that hold a real capture of Binance spot; skipped where there is none. */
class RealCaptureVerifyTest {

  private static final String CAPTURE = "hftbacktest_spot_ethusdt_20240808.ndjson.zst";
  private static final StreamId DEPTH = new StreamId("depth@100ms", "ETHUSDT");
  private static final String VENUE = "binance-spot";
  private static final int SEGMENTS = 4;

  @TempDir Path data;

  @Test
  void shouldProveTheStatedFirstAndLastIds() throws IOException {
    List<String> frames = capture();

    record(frames);
    Verification found = new Verifier(Venues::mapping).verify(data);

    assertEquals(Verification.Result.COMPLETE, found.result(), found.damage().toString());
    assertEquals(33_617, found.frames());
    assertEquals(
        List.of(
            "bookTicker/ETHUSDT 24077 in order",
            "depth@100ms/ETHUSDT 3434 35346513499 35346671849 complete",
            "trade/ETHUSDT 6106 1520538925 1520545030 complete"),
        found.streams().stream().map(RealCaptureVerifyTest::words).toList());
  }

  @Test
  void shouldFindExactlyTheDepthFramesThatWereDeleted() throws IOException {
    List<String> frames = capture();
    List<StreamGap> deleted = deleteDepthFrames(frames, 5);

    record(frames);
    Verification found = new Verifier(Venues::mapping).verify(data);

    assertEquals(Verification.Result.GAPS, found.result());
    assertEquals(deleted, found.gaps());
  }

  private static String words(StreamResult stream) {
    boolean isComplete = stream.proof() == Proof.COMPLETE;
    return stream.channel()
        + "/"
        + stream.symbol()
        + " "
        + stream.records()
        + (isComplete ? " " + stream.first() + " " + stream.last() : "")
        + " "
        + stream.proof().word();
  }

  private static List<String> capture() throws IOException {
    Path file = Path.of(System.getProperty("caravan.corpora", "../shared/corpora"), VENUE, CAPTURE);
    assumeTrue(Files.exists(file), "no capture at " + file);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ZstdContent.decode(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return new ArrayList<>(lines.lines().toList());
    }
  }

  /** Takes frames out, none beside another, and says which ids are missing then. */
  private static List<StreamGap> deleteDepthFrames(List<String> frames, int count) {
    Mapping mapping = Venues.mapping(VENUE);
    Recognition recognition = new Recognition();
    List<Integer> depths = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).contains("@depth@100ms")) {
        depths.add(i);
      }
    }
    Random random = new Random(20240808);
    List<StreamGap> deleted = new ArrayList<>();
    List<Integer> lines =
        random
            .ints(1, depths.size() / 2 - 1)
            .distinct()
            .limit(count)
            .mapToObj(n -> depths.get(2 * n))
            .sorted(Comparator.reverseOrder())
            .toList();
    for (int line : lines) {
      byte[] frame = frames.remove(line).getBytes(StandardCharsets.UTF_8);
      mapping.recognise(frame, 0, frame.length, recognition);
      long first = recognition.firstId();
      long last = recognition.lastId();
      deleted.add(
          0,
          new StreamGap(
              VENUE, DEPTH.channel(), DEPTH.symbol(), first, last, last - first + 1, "unrecorded"));
    }
    return deleted;
  }

  /** Writes the frames into three sealed segments and an open one. */
  private void record(List<String> frames) throws IOException {
    JournalDirectory folder = new JournalDirectory(data, "raw/" + VENUE);
    Files.createDirectories(folder.path());
    SegmentSealer sealer = new SegmentSealer(Venues::mapping, 3, "test");
    Mapping mapping = Venues.mapping(VENUE);
    Recognition recognition = new Recognition();
    String previousSha256 = "";
    long now = 1_723_161_254_000_000_000L;
    int share = frames.size() / SEGMENTS + 1;
    for (int number = 1; number <= SEGMENTS; number++) {
      RecordEncoder encoder = new RecordEncoder();
      SegmentName name = SegmentName.at(number, now);
      encoder.addHeader(new SegmentHeader(1, folder.name(), number, now, "test", previousSha256));
      Burst.Builder burst = new Burst.Builder(VENUE, FlowControl.NONE, 1 << 20);
      int end = Math.min(frames.size(), number * share);
      for (String frame : frames.subList((number - 1) * share, end)) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        mapping.recognise(bytes, 0, bytes.length, recognition);
        burst.addFrame(recognition.stream(), "binance-spot-1", now++, bytes);
      }
      encoder.addBurst(burst.build());
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.write(encoder.bytes(), 0, encoder.length());
      Path plain = folder.plain(name);
      Files.write(plain, content.toByteArray());
      if (number < SEGMENTS) {
        sealer.compress(plain);
        Manifest manifest = sealer.compare(plain);
        sealer.publish(plain, manifest);
        sealer.removePlain(plain);
        previousSha256 = manifest.plain().sha256();
      }
    }
  }
}
