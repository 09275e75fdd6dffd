package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.record.FlowControl;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Says how long a start takes that finds a full segment open, and that it is bounded. */
@Tag("long")
class RecoveryTimeTest {
  private static final long SEGMENT_BYTES = 256L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path data;

  @Test
  void shouldRecoverAFullOpenSegmentInTime() throws IOException {
    JournalDirectory directory = new JournalDirectory(data, "raw/binance-spot");
    Files.createDirectories(directory.path());
    Path plain = directory.plain(SegmentName.at(1, 1));
    long records = write(plain);
    for (String tail : new String[] {"", "{\"receiveTimeNs\":17951652001234"}) {
      Files.writeString(plain, tail, StandardOpenOption.APPEND);
      long begun = System.nanoTime();
      RecoveryResult result = new Recovery(directory, SegmentFiles.system()).run();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      assertEquals(records, result.repaired().orElseThrow().keptRecords());
      System.out.printf(
          Locale.ROOT,
          "recovery of an open segment of %d MiB, %,d records, %s: %d ms%n",
          Files.size(plain) >> 20,
          records,
          tail.isEmpty() ? "whole" : "torn",
          took.toMillis());
      assertTrue(took.compareTo(LIMIT) < 0, took::toString);
    }
  }

  private static long write(Path plain) throws IOException {
    RecordEncoder encoder = new RecordEncoder();
    encoder.addHeader(new SegmentHeader(1, "raw/binance-spot", 1, 1, "caravan test", ""));
    long bytes = 0;
    long records = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(plain))) {
      while (bytes < SEGMENT_BYTES) {
        out.write(encoder.bytes(), 0, encoder.length());
        bytes += encoder.length();
        encoder.reset();
        if (bytes < SEGMENT_BYTES) {
          encoder.addBurst(
              Bursts.of(FlowControl.NONE, 1_795_165_200_123_456_789L + records, trade(records)));
          records++;
        }
      }
    }
    return records;
  }

  private static String trade(long id) {
    return ("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1795165200123,\"s\":\"BTCUSDT\","
            + "\"t\":%d,\"p\":\"97123.45000000\",\"q\":\"0.00150000\",\"T\":1795165200122,\"m\":true,\"M\":true}}")
        .formatted(5_000_000_000L + id);
  }
}
