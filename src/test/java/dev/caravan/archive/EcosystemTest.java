package dev.caravan.archive;

import static dev.caravan.archive.ArchiveFixture.DAY;
import static dev.caravan.archive.ArchiveFixture.archiveLines;
import static dev.caravan.archive.ArchiveFixture.consolidate;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.TestJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people's tools read what Caravan wrote. */
class EcosystemTest {

  @TempDir Path data;

  private TestJournal journal;

  @BeforeEach
  void recordADay() throws IOException {
    journal = new TestJournal(data);
    journal.begin().started().trades(1, 2, 3).depths(5).tickers(2).seal();
    journal
        .begin()
        .trades(4)
        .gap(TRADE, 5, 6, "disconnect")
        .frame(new StreamId("!ticker@arr", ""), "[{\"of\":\"!ticker@arr\"}]")
        .frame(new StreamId("aggTrade", "BTCUSDT"), "{\"e\":\"aggTrade\",\"E\":1,\"a\":2,\"A\":3}")
        .frame(StreamId.NONE, "not JSON")
        .seal();
    consolidate(data, DAY);
  }

  @Test
  void shouldBeReadByDuckDbWithItsHivePartitions() throws IOException, SQLException {
    Map<String, Long> expected = new TreeMap<>();
    archiveLines(data, DAY)
        .forEach(
            (stream, lines) ->
                expected.put(
                    stream.isNone()
                        ? "_session/_all"
                        : stream.channel()
                            + "/"
                            + (stream.symbol().isEmpty() ? "_all" : stream.symbol()),
                    (long) lines.size()));
    String all = new ArchiveLayout(data).root() + "/*/*/*/*/" + ArchiveLayout.RECORDS;

    Map<String, Long> counts = new TreeMap<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            duck.createStatement()
                .executeQuery(
                    "select venue, channel, symbol, cast(date as varchar), count(*)"
                        + " from read_json_auto('"
                        + all
                        + "', hive_partitioning=true, union_by_name=true,"
                        + " maximum_depth=1)"
                        + " group by all")) {
      while (rows.next()) {
        assertEquals("test-venue", rows.getString(1));
        assertEquals("2026-11-20", rows.getString(4));
        counts.put(rows.getString(2) + "/" + rows.getString(3), rows.getLong(5));
      }
    }

    assertEquals(expected, counts);
  }

  /** Its structs know no case; maximum_depth=1 leaves a frame as the JSON that it is. */
  @Test
  void shouldGiveDuckDbTheFieldsOfItsFrames() throws SQLException {
    String trades =
        new ArchiveLayout(data).root() + "/*/channel=trade/*/*/" + ArchiveLayout.RECORDS;

    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            duck.createStatement()
                .executeQuery(
                    "select count(frame), sum((frame->>'$.u')::bigint),"
                        + " sum((gap->>'$.missing')::bigint), max(receiveTimeNs)"
                        + " from read_json_auto('"
                        + trades
                        + "', hive_partitioning=true, maximum_depth=1)"
                        + " where symbol = 'BTCUSDT'")) {
      rows.next();

      assertEquals(4, rows.getLong(1));
      assertEquals(10, rows.getLong(2));
      assertEquals(2, rows.getLong(3));
      assertEquals(journal.nowNs() - 4_000, rows.getLong(4));
    }
  }

  @Test
  void shouldBeDecodedByTheStandardZstdTool() throws IOException, InterruptedException {
    assumeTrue(isThere("zstd"), "skipped, there is no zstd on this machine");
    ArchiveLayout layout = new ArchiveLayout(data);
    Path sealed = journal.folder().compressed(TestJournal.segment(1));
    Path records = layout.records(new ArchivedStream("test-venue", TRADE, DAY));

    for (Path file : List.of(sealed, records)) {
      assertEquals(0, run(data.resolve("t"), "zstd", "-q", "-t", file.toString()));
      assertEquals(0, run(data.resolve("d"), "zstd", "-q", "-d", "-c", file.toString()));
      assertArrayEquals(
          SegmentReader.openContent(file).readAllBytes(), Files.readAllBytes(data.resolve("d")));
    }
    assertEquals(
        archiveLines(data, DAY).get(TRADE),
        Files.readString(data.resolve("d"), StandardCharsets.UTF_8).lines().toList());
  }

  private static boolean isThere(String tool) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static int run(Path out, String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).start();
    assertEquals(true, process.waitFor(10, TimeUnit.SECONDS), "ends in time");
    return process.exitValue();
  }
}
