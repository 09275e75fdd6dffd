package dev.caravan.camel.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.reload.QuietFiles.Stamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuietFilesTest {

  private static final long MS = 1_000_000;

  private final Map<String, Stamp> disk = new HashMap<>();
  private final QuietFiles quiet = new QuietFiles(Duration.ofMillis(300));

  private void write(String file, long size, long atMs) {
    disk.put(file, new Stamp(size, atMs * MS, "inode-" + file));
    quiet.touched(file, look(file), atMs * MS);
  }

  private Stamp look(String file) {
    return disk.getOrDefault(file, Stamp.ABSENT);
  }

  private Set<String> dueAt(long ms) {
    return quiet.due(this::look, ms * MS);
  }

  @Test
  void shouldHandOnOnceAfterTheQuietTime() {
    write("a", 5, 0);

    assertEquals(Set.of(), dueAt(299));
    assertEquals(Set.of("a"), dueAt(300));
    assertEquals(Set.of(), dueAt(900));
  }

  @Test
  void shouldBeginAnewWithEachWrite() {
    write("a", 5, 0);
    write("a", 9, 200);

    assertEquals(Set.of(), dueAt(400));
    assertEquals(Set.of("a"), dueAt(500));
  }

  @Test
  void shouldSeeAWriteWithoutEvent() {
    write("a", 5, 0);
    disk.put("a", new Stamp(6, 299 * MS, "inode-a"));

    assertEquals(Set.of(), dueAt(300));
    assertEquals(Set.of("a"), dueAt(600));
  }

  @Test
  void shouldTakeEmptyAsUnfinished() {
    write("a", 0, 0);

    assertEquals(Set.of(), dueAt(5_000));
    assertTrue(quiet.waitNs(5_000 * MS).isEmpty());

    write("a", 5, 6_000);
    assertEquals(Set.of("a"), dueAt(6_300));
  }

  @Test
  void shouldHandOnADeletedFileOnce() {
    write("a", 5, 0);
    disk.remove("a");
    quiet.touched("a", Stamp.ABSENT, 100 * MS);

    assertEquals(Set.of("a"), dueAt(400));
  }

  @Test
  void shouldTakeAnotherFileOfTheSameSizeAndTimeAsAChange() {
    write("a", 5, 0);
    disk.put("a", new Stamp(5, 0, "inode-other"));

    assertEquals(Set.of(), dueAt(300));
    assertEquals(Set.of("a"), dueAt(600));
  }

  @Test
  void shouldSayHowLongToWait() {
    assertTrue(quiet.waitNs(0).isEmpty());

    write("a", 5, 0);
    write("b", 5, 100);

    assertEquals(OptionalLong.of(100 * MS), quiet.waitNs(200 * MS));
    assertEquals(OptionalLong.of(0), quiet.waitNs(999 * MS));
  }
}
