package dev.caravan.manifest;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.RecordEncoder;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.journal.SegmentName;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Writes the segments of one journal as the recorder would, one microsecond from record to record.
 */
public final class TestJournal {

  public static final String JOURNAL = "raw/test-venue";
  public static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  public static final StreamId DEPTH = new StreamId("depth", "BTCUSDT");
  public static final StreamId TICKER = new StreamId("ticker", "BTCUSDT");
  public static final long START_NS = 1_795_165_200_000_000_000L;
  private static final long HOUR_NS = 3_600_000_000_000L;

  private final JournalDirectory folder;
  private final String name;
  private String previousSha256 = "";
  private long number;
  private long nowNs = START_NS;
  private String connection = "test-venue-1";
  private ByteArrayOutputStream content = new ByteArrayOutputStream();

  public TestJournal(Path data) {
    this(data, JOURNAL);
  }

  public TestJournal(Path data, String name) {
    this.folder = new JournalDirectory(data, name);
    this.name = name;
  }

  public JournalDirectory folder() {
    return folder;
  }

  /** Starts the next segment, one hour after the one before. */
  public TestJournal begin() {
    return begin(
        new SegmentHeader(1, name, number + 1, startNs(number + 1), "test", previousSha256));
  }

  public TestJournal begin(SegmentHeader header) {
    number++;
    nowNs = startNs(number);
    content = new ByteArrayOutputStream();
    RecordEncoder encoder = new RecordEncoder();
    encoder.addHeader(header);
    content.write(encoder.bytes(), 0, encoder.length());
    return this;
  }

  private static long startNs(long number) {
    return START_NS + (number - 1) * HOUR_NS;
  }

  public static SegmentName segment(long number) {
    return SegmentName.at(number, startNs(number));
  }

  public TestJournal connection(String connection) {
    this.connection = connection;
    return this;
  }

  public TestJournal later(long ns) {
    nowNs += ns;
    return this;
  }

  public long nowNs() {
    return nowNs;
  }

  public TestJournal trades(long... ids) {
    Arrays.stream(ids).forEach(id -> frame(TRADE, frameOf(TRADE, id, id)));
    return this;
  }

  public TestJournal depths(long... ids) {
    Arrays.stream(ids).forEach(id -> frame(DEPTH, frameOf(DEPTH, id, id)));
    return this;
  }

  public TestJournal tickers(int count) {
    for (int i = 0; i < count; i++) {
      frame(TICKER, "{\"of\":\"" + TICKER + "\"}");
    }
    return this;
  }

  public static String frameOf(StreamId stream, long first, long last) {
    return "{\"of\":\"" + stream + "\",\"U\":" + first + ",\"u\":" + last + "}";
  }

  public TestJournal frame(StreamId stream, String frame) {
    return frame(stream, frame.getBytes(StandardCharsets.UTF_8), false);
  }

  public TestJournal frame(StreamId stream, byte[] frame, boolean isBinary) {
    Burst.Builder burst = new Burst.Builder("test-venue", FlowControl.NONE, 64);
    burst.addFrame(stream, connection, nowNs, frame, isBinary);
    return add(burst.build());
  }

  public TestJournal event(StreamId stream, RecordEvent event) {
    Burst.Builder burst = new Burst.Builder("test-venue", FlowControl.NONE, 64);
    burst.addEvent(stream, connection, nowNs, event);
    return add(burst.build());
  }

  public TestJournal gap(StreamId stream, long first, long last, String cause) {
    return event(stream, new RecordEvent.Gap(first, last, last - first + 1, cause, nowNs));
  }

  public TestJournal started() {
    return event(StreamId.NONE, new RecordEvent.State("started", null));
  }

  private TestJournal add(Burst burst) {
    RecordEncoder encoder = new RecordEncoder();
    encoder.addBurst(burst);
    content.write(encoder.bytes(), 0, encoder.length());
    nowNs += 1_000;
    return this;
  }

  /** Adds bytes as they are. */
  public TestJournal raw(String text) {
    content.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Writes the segment and leaves it plain. */
  public Path write() throws IOException {
    Files.createDirectories(folder.path());
    Path plain = folder.plain(segment(number));
    Files.write(plain, content.toByteArray());
    MessageDigest digest = Sha256.digest();
    digest.update(content.toByteArray());
    previousSha256 = Sha256.hex(digest);
    return plain;
  }

  /** Writes the segment and seals it; returns the compressed file. */
  public Path seal() throws IOException {
    sealNow(write());
    return folder.compressed(segment(number));
  }

  /** Takes all four steps of sealing. */
  public static void sealNow(Path plain) throws IOException {
    seal(new SegmentSealer(TestMapping::of, 3, "test"), plain);
  }

  static void seal(SegmentSealer sealer, Path plain) throws IOException {
    sealer.compress(plain);
    Manifest manifest = sealer.compare(plain);
    sealer.publish(plain, manifest);
    sealer.removePlain(plain);
  }
}
