package dev.caravan.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class IncidentLogTest {

  private static final Set<Kind> BOTH = Set.of(Kind.OPENED, Kind.CLOSED);
  private static final String NOTIFY = "notify";

  @TempDir Path folder;

  @BeforeAll
  static void quiet() {
    ((Logger) LoggerFactory.getLogger("dev.caravan.incident")).setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    ((Logger) LoggerFactory.getLogger("dev.caravan.incident")).setLevel(null);
  }

  private long nowNs = 1_795_165_200_123_456_789L;

  private IncidentLog start() throws IOException {
    return IncidentLog.in(folder, () -> nowNs);
  }

  private Path file() {
    return folder.resolve("incidents.jsonl");
  }

  private static Incident mute(IncidentLog log) {
    return log.open("feed/binance-spot", Severity.CRITICAL, "nothing arrives", "look at the venue");
  }

  private static List<String> drain(IncidentLog log) {
    List<String> told = new ArrayList<>();
    while (log.next(NOTIFY).isPresent()) {
      Notice notice = log.next(NOTIFY).get();
      notice.events().forEach(event -> told.add(event.kind() + " " + event.incident().key()));
      log.delivered(NOTIFY, notice);
    }
    return told;
  }

  @Test
  void shouldOpenOncePerKeyWhileOpen() throws IOException {
    try (IncidentLog log = start()) {
      Incident first = mute(log);
      Incident again = mute(log);
      log.close("feed/binance-spot");
      Incident later = mute(log);

      assertEquals(first, again);
      assertNotEquals(first.id(), later.id());
      assertEquals(List.of(later), log.open());
      assertEquals(2, log.recent(10).size());
      assertEquals(later, log.recent(1).get(0));
    }
  }

  @Test
  void shouldTellOnceWhatWasOpenedBeforeACrash() throws IOException {
    IncidentLog crashed = start();
    crashed.attach(NOTIFY, BOTH);
    mute(crashed);
    // Not closed: a killed process says no goodbye.

    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      assertEquals(1, log.open().size());
      assertEquals(nowNs / 1_000_000, log.open().get(0).openedAt().toEpochMilli());
      assertEquals(List.of("OPENED feed/binance-spot"), drain(log));
    }
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      assertEquals(List.of(), drain(log));
      assertEquals(1, log.open().size());
    }
  }

  @Test
  void shouldTellBothEventsInOrderIfClosedBeforeAnybodyCouldBeTold() throws IOException {
    IncidentLog crashed = start();
    crashed.attach(NOTIFY, BOTH);
    mute(crashed);
    nowNs += Duration.ofSeconds(90).toNanos();
    crashed.close("feed/binance-spot");

    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      IncidentEvent opened = log.next(NOTIFY).orElseThrow().first();
      assertEquals(
          Duration.ofSeconds(90),
          Duration.between(
              opened.incident().openedAt(), opened.incident().closedAt().orElseThrow()));
      assertEquals(List.of("OPENED feed/binance-spot", "CLOSED feed/binance-spot"), drain(log));
    }
  }

  @Test
  void shouldRepeatAnEventUntilItIsAcknowledged() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      mute(log);

      assertEquals(log.next(NOTIFY), log.next(NOTIFY));
      log.dropped(NOTIFY, log.next(NOTIFY).orElseThrow(), "status=400");
      assertTrue(log.next(NOTIFY).isEmpty());
    }
    assertTrue(Files.readString(file()).contains("\"dropped\":\"status=400\""));
  }

  @Test
  void shouldTellANewConsumerWhatIsOpenAndNotWhatIsOver() throws IOException {
    try (IncidentLog log = start()) {
      log.open("over", Severity.WARNING, "over", "nothing");
      log.close("over");
      mute(log);

      log.attach(NOTIFY, BOTH);

      assertEquals(List.of("OPENED feed/binance-spot"), drain(log));
    }
  }

  @Test
  void shouldOweEachConsumerOnlyTheKindsItWants() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, Set.of(Kind.CLOSED));
      log.attach("other", Set.of(Kind.OPENED));
      mute(log);
      log.close("feed/binance-spot");

      assertEquals(1, log.pending("other"));
      assertEquals(List.of("CLOSED feed/binance-spot"), drain(log));
      assertEquals(1, log.pending("other"));
    }
  }

  @Test
  void shouldCutATornLastLineAndGoOn() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      mute(log);
    }
    Files.writeString(
        file(), "{\"closed\":{\"id\":1,\"at", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

    try (IncidentLog log = start()) {
      assertEquals(1, log.open().size());
      log.close("feed/binance-spot");
    }
    try (IncidentLog log = start()) {
      assertEquals(0, log.open().size());
    }
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(file())) {
      assertTrue(json.readTree(line).isObject(), line);
    }
  }

  /** Every cut of the file is a state that was true at some time. */
  @Test
  void shouldRecoverFromAnyCut() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      mute(log);
      drain(log);
      log.close("feed/binance-spot");
      drain(log);
    }
    byte[] whole = Files.readAllBytes(file());

    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file(), java.util.Arrays.copyOf(whole, cut));
      try (IncidentLog log = start()) {
        log.attach(NOTIFY, BOTH);
        List<String> told = drain(log);
        assertTrue(told.size() <= 1, told.toString());
        assertTrue(log.recent(10).size() <= 1);
      }
    }
  }

  @Test
  void shouldIgnoreALineItDoesNotUnderstandAndKeepIt() throws IOException {
    try (IncidentLog log = start()) {
      mute(log);
    }
    Files.writeString(
        file(),
        "{\"opened\":{\"id\":\"x\"}}\nnonsense\n{\"later\":{}}\n",
        StandardOpenOption.APPEND);

    try (IncidentLog log = start()) {
      assertEquals(1, log.open().size());
      log.close("feed/binance-spot");
    }
    assertTrue(Files.readString(file()).contains("nonsense"));
  }

  @Test
  void shouldForgetOldClosedIncidentsAtStartAndNeverReuseAnId() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      mute(log);
      log.close("feed/binance-spot");
      drain(log);
      log.open("still-open", Severity.INFO, "open", "wait");
    }
    nowNs += IncidentLog.KEEP_CLOSED.plusDays(1).toNanos();

    try (IncidentLog log = start()) {
      assertEquals(List.of("still-open"), log.recent(10).stream().map(Incident::key).toList());
      assertFalse(Files.readString(file()).contains("feed/binance-spot"));
      assertEquals(3, mute(log).id());
    }
    try (IncidentLog log = start()) {
      assertEquals(2, log.open().size());
      assertEquals(List.of("OPENED still-open", "OPENED feed/binance-spot"), drain(log));
    }
  }

  @Test
  void shouldKeepAcknowledgementsWhenItForgets() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      mute(log);
      log.close("feed/binance-spot");
      log.open("still-open", Severity.INFO, "open", "wait");
      drain(log);
    }
    nowNs += IncidentLog.KEEP_CLOSED.plusDays(1).toNanos();
    start().close();

    try (IncidentLog log = start()) {
      assertEquals(List.of(), drain(log));
    }
  }

  @Test
  void shouldRememberOnlySoManyClosedIncidents() throws IOException {
    FullDisk memory = new FullDisk();
    try (IncidentLog log = new IncidentLog(memory, () -> nowNs)) {
      for (int i = 0; i < IncidentLog.MAX_INCIDENTS * 5 / 4 + 2; i++) {
        log.open("key" + i, Severity.INFO, "s", "n");
        log.close("key" + i);
      }
      assertTrue(log.recent(Integer.MAX_VALUE).size() <= IncidentLog.MAX_INCIDENTS * 5 / 4 + 1);
    }
    try (IncidentLog log = new IncidentLog(memory, () -> nowNs)) {
      assertEquals(IncidentLog.MAX_INCIDENTS, log.recent(Integer.MAX_VALUE).size());
    }
  }

  @Test
  void shouldKeepItsFileShortHoweverOftenAnAttemptFails() throws IOException {
    FullDisk memory = new FullDisk();
    IncidentLog log = new IncidentLog(memory, () -> nowNs);
    log.attach(NOTIFY, BOTH);
    mute(log);
    Notice notice = log.next(NOTIFY).orElseThrow();
    for (int i = 0; i < IncidentLog.MAX_LINES / 2 + 100; i++) {
      log.attempting(NOTIFY, notice);
      log.notTold(NOTIFY, notice);
    }
    log.attempting(NOTIFY, notice);

    assertTrue(memory.lines.size() < 500, memory.lines.size() + " lines");
    IncidentLog restarted = new IncidentLog(memory, () -> nowNs);
    assertTrue(restarted.next(NOTIFY).orElseThrow().isRepeated());
    assertEquals(List.of("OPENED feed/binance-spot"), drain(restarted));
  }

  /** Opened, grown twice, closed; muted; noted: the file written anew makes the same state. */
  @Test
  void shouldBeTheSameAfterItsFileWasWrittenAnew() throws IOException {
    Set<Kind> all = Set.of(Kind.values());
    FullDisk memory = new FullDisk();
    IncidentLog log = new IncidentLog(memory, () -> nowNs);
    log.attach(NOTIFY, all);
    log.open("old", Severity.INFO, "old", "n");
    log.close("old");
    drain(log);
    log.open("silent", Severity.CRITICAL, "1 stream", "look", 3);
    log.delivered(NOTIFY, log.next(NOTIFY).orElseThrow());
    log.grow("silent", "10 streams");
    log.grow("silent", "20 streams");
    log.note(new Note("digest", "title", "one\ntwo"));
    log.mute(Duration.ofHours(1));
    nowNs += IncidentLog.KEEP_CLOSED.plusDays(1).toNanos();

    IncidentLog rewritten = new IncidentLog(memory, () -> nowNs);
    rewritten.close("silent", 7);
    IncidentLog again = new IncidentLog(memory, () -> nowNs);

    assertFalse(memory.lines.toString().contains("old"));
    assertEquals(7, again.recent(1).get(0).times());
    assertEquals("20 streams", again.recent(1).get(0).sentence());
    assertEquals(List.of("CLOSED silent"), drain(again), "the note is forgotten, the growth over");
    assertEquals(4, again.open("new", Severity.INFO, "s", "n").id());
  }

  @Test
  void shouldNotTellWhatIsLongOverToAConsumerThatComesBack() throws IOException {
    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      mute(log);
      log.close("feed/binance-spot");
      log.open("still-open", Severity.INFO, "open", "wait");
    }
    nowNs += IncidentLog.KEEP_UNDELIVERED.plusHours(1).toNanos();

    try (IncidentLog log = start()) {
      log.attach(NOTIFY, BOTH);
      assertEquals(List.of("OPENED still-open"), drain(log));
    }
  }

  @Test
  void shouldTellOfAFullDiskAndWriteItWhenThereIsRoom() throws IOException {
    FullDisk disk = new FullDisk();
    IncidentLog log = new IncidentLog(disk, () -> nowNs);
    log.attach(NOTIFY, BOTH);

    disk.isFull = true;
    log.open("disk", Severity.CRITICAL, "disk full", "free space");
    assertEquals(List.of("OPENED disk"), drain(log));
    disk.isFull = false;
    log.close("disk");

    IncidentLog restarted = new IncidentLog(disk, () -> nowNs);
    assertEquals(List.of("CLOSED disk"), drain(restarted));
  }

  @Test
  void shouldCatchUpByRewritingWhenTooMuchIsUnwritten() throws IOException {
    FullDisk disk = new FullDisk();
    IncidentLog log = new IncidentLog(disk, () -> nowNs);
    disk.isFull = true;
    for (int i = 0; i < 1_500; i++) {
      log.open("key" + i, Severity.INFO, "s", "n");
    }
    disk.isFull = false;
    log.open("last", Severity.INFO, "s", "n");

    IncidentLog restarted = new IncidentLog(disk, () -> nowNs);
    assertEquals(1_501, restarted.open().size());
  }

  @Test
  void shouldKeepSecretsAndControlCharactersOutOfItsTexts() throws IOException {
    try (IncidentLog log = start()) {
      Incident incident =
          log.open(
              "k",
              Severity.INFO,
              "stream trade/A\nB failed at /bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x",
              "n".repeat(5_000));

      assertEquals("stream trade/A B failed at /bot[redacted]/x", incident.sentence());
      assertEquals(IncidentLog.MAX_TEXT, incident.nextStep().length());
    }
  }

  @Test
  void shouldNotCloseBeforeItOpenedWhenTheClockIsSetBack() throws IOException {
    try (IncidentLog log = start()) {
      Incident opened = mute(log);
      nowNs -= Duration.ofHours(1).toNanos();

      Incident closed = log.close("feed/binance-spot").orElseThrow();

      assertEquals(opened.openedAt(), closed.closedAt().orElseThrow());
    }
  }

  @Test
  void shouldSurviveAnInterruptedCaller() throws IOException {
    try (IncidentLog log = start()) {
      Thread.currentThread().interrupt();
      mute(log);
      assertTrue(Thread.interrupted());
      log.close("feed/binance-spot");
    }
    try (IncidentLog log = start()) {
      assertEquals(1, log.recent(10).size());
      assertEquals(0, log.open().size());
    }
  }

  @Test
  void shouldCallListenersOutsideItsLock() throws Exception {
    try (IncidentLog log = start()) {
      List<Integer> seen = new ArrayList<>();
      log.addListener(
          () -> {
            Thread other = new Thread(() -> seen.add(log.open().size()));
            other.start();
            try {
              other.join(5_000);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      mute(log);
      log.close("feed/binance-spot");

      assertEquals(List.of(1, 0), seen);
    }
  }

  /** Lines in memory, on a disk that may be full. */
  private static final class FullDisk implements IncidentFile {
    private final List<String> lines = new ArrayList<>();
    private boolean isFull;

    @Override
    public List<String> read() {
      return List.copyOf(lines);
    }

    @Override
    public void append(List<String> added) throws IOException {
      check();
      lines.addAll(added);
    }

    @Override
    public void replace(List<String> replacement) throws IOException {
      check();
      lines.clear();
      lines.addAll(replacement);
    }

    @Override
    public void close() {}

    private void check() throws IOException {
      if (isFull) {
        throw new IOException("No space left on device");
      }
    }
  }
}
