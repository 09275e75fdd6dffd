package dev.caravan.camel.archive;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchiveOptions;
import dev.caravan.archive.Consolidator;
import dev.caravan.archive.DayManifest;
import dev.caravan.archive.RetentionPolicy;
import dev.caravan.archive.YieldingPace;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route, with the waits of an operator replaced by those of a test. */
class ConsolidateRouteTest {

  private static final long DAY_NS = 86_400_000_000_000L;
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

  @TempDir Path data;

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final YieldingPace pace = new YieldingPace(() -> 0);

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void shouldMakeUpMissedDaysPastOneThatFails() throws Exception {
    TestJournal journal = new TestJournal(data);
    journal.begin().trades(1).seal();
    journal.begin().later(DAY_NS).trades(2).seal();
    journal.begin().later(2 * DAY_NS).trades(3).seal();
    Path damaged = journal.folder().compressed(TestJournal.segment(2));
    Files.write(damaged, new byte[10]);
    ArchiveKeeper keeper = keeper();

    start(keeper);

    await().until(() -> isThere(DAY) && isThere(DAY.plusDays(2)));
    assertFalse(isThere(DAY.plusDays(1)));
    await().until(() -> !Files.exists(journal.folder().compressed(TestJournal.segment(3))));
    assertTrue(Files.exists(damaged), "nothing that is not verified is removed");
    assertTrue(keeper.status().problem().contains("2026-11-21"), keeper.status().problem());
    assertEquals(1, keeper.status().venues().get(0).backlogDays());
    assertEquals(DAY.plusDays(2), keeper.status().venues().get(0).lastDay().orElseThrow());
    assertEquals(
        1, DayManifest.read(new ArchiveLayout(data).dayManifest("test-venue", DAY)).records());
  }

  @Test
  void shouldEndQuietlyWhenItIsStopped() throws Exception {
    TestJournal journal = new TestJournal(data).begin();
    for (int i = 0; i < 20_000; i++) {
      journal.trades(i);
    }
    journal.seal();
    ArchiveKeeper keeper = keeper();
    pace.stop();

    start(keeper);

    await()
        .until(() -> Files.exists(data.resolve("archive")) || !keeper.status().venues().isEmpty());
    context.stop();
    assertFalse(isThere(DAY));
    assertEquals("", keeper.status().problem());
  }

  @Test
  void shouldRefuseAnUnknownStepWhenTheRouteIsMade() {
    assertThrows(
        FailedToCreateRouteException.class,
        () -> {
          context.addRoutes(
              new RouteBuilder() {
                @Override
                public void configure() {
                  from("direct:a").to("archive:purify");
                }
              });
          context.start();
        });
  }

  private boolean isThere(LocalDate date) {
    return Files.exists(new ArchiveLayout(data).dayManifest("test-venue", date));
  }

  private ArchiveKeeper keeper() throws IOException {
    return new ArchiveKeeper(
        data,
        new Consolidator(
            data, TestMapping::of, new ArchiveOptions(64 << 20, 64, 3, "caravan test"), pace),
        RetentionPolicy.FOREVER,
        true,
        () -> LocalDate.of(2026, 12, 1).toEpochDay() * DAY_NS,
        Duration.ofMinutes(10));
  }

  private void start(ArchiveKeeper keeper) throws Exception {
    context.getRegistry().bind("archive", keeper);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            ResourceHelper.resolveMandatoryResource(context, "file:routes/errors.camel.yaml"),
            ResourceHelper.fromString(
                "consolidate.camel.yaml",
                Files.readString(Path.of("routes/consolidate.camel.yaml"))
                    .replace("\"60000\"", "\"1\"")));
    context.start();
  }
}
