package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.DayManifest;
import dev.caravan.journal.DataLock;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConsolidateCommandTest {

  private static final long HOUR_NS = 3_600_000_000_000L;
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private TestJournal journal;
  private Instant now = Instant.parse("2026-11-22T09:00:00Z");

  @BeforeEach
  void record() throws IOException {
    journal = new TestJournal(data);
    journal.begin().trades(1, 2).tickers(1).seal();
    journal.begin().later(20 * HOUR_NS).trades(3).seal();
  }

  @Test
  void shouldConsolidateOneDayAndSayWhatItHolds() throws IOException {
    assertEquals(0, run("--date", "2026-11-20"));

    assertTrue(
        out().startsWith("test-venue 2026-11-20: 3 records of 1 segments in 2 files, "), out());
    assertEquals(3, manifest(DAY).records());
    assertFalse(Files.exists(new ArchiveLayout(data).dayManifest("test-venue", DAY.plusDays(1))));

    assertEquals(0, run("--date", "2026-11-20"));
    assertTrue(out().contains("is in the archive already"), out());
  }

  @Test
  void shouldConsolidateEveryMissingDayAndRemoveTheSegmentsWhereAsked() throws IOException {
    assertEquals(0, run("--venue", "test-venue", "--purge-source"));

    assertEquals(1, manifest(DAY.plusDays(1)).records());
    assertTrue(out().contains("2 segments removed"), out());
    assertFalse(Files.exists(journal.folder().compressed(TestJournal.segment(1))));
  }

  @Test
  void shouldRefuseADayThatIsNotOver() {
    now = Instant.parse("2026-11-21T09:00:00Z");

    assertEquals(1, run("--date", "2026-11-21"));

    assertTrue(err().contains("the day is not over"), err());
  }

  @Test
  void shouldRefuseToWorkBesideARunningDaemon() throws IOException {
    DataLock lock = DataLock.acquire(data, now);
    try {
      assertEquals(2, run("--date", "2026-11-20"));
    } finally {
      lock.close();
    }

    assertTrue(err().contains("in use"), err());
    assertTrue(err().contains("consolidates by itself"), err());
    assertFalse(Files.exists(new ArchiveLayout(data).root()));
  }

  @Test
  void shouldSayWhereThereIsNothing() {
    assertEquals(2, run("--venue", "other"));
    assertEquals(2, run("--date", "2026-01-01"));

    assertTrue(err().contains("holds nothing of what was asked for"), err());
  }

  @Test
  void shouldLeaveNothingInAFolderThatIsNoneOfOurs(@TempDir Path other) throws IOException {
    int exitCode =
        new CommandLine(
                new ConsolidateCommand(
                    TestMapping::of,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Clock.systemUTC()))
            .execute(other.toString());

    assertEquals(2, exitCode);
    assertTrue(err().contains("not a data folder of Caravan"), err());
    try (Stream<Path> left = Files.list(other)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void shouldNameTheDamageAndExitWithOne() throws IOException {
    Files.write(journal.folder().compressed(TestJournal.segment(1)), new byte[10]);

    assertEquals(1, run());

    assertTrue(err().contains("test-venue 2026-11-20: not consolidated"), err());
    assertEquals(1, manifest(DAY.plusDays(1)).records());
  }

  private DayManifest manifest(LocalDate date) throws IOException {
    return DayManifest.read(new ArchiveLayout(data).dayManifest("test-venue", date));
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = data.toString();
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new CommandLine(
            new ConsolidateCommand(
                TestMapping::of,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.fixed(now, ZoneOffset.UTC)))
        .execute(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
