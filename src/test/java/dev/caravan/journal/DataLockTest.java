package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {
  private static final Instant NOW = Instant.parse("2026-11-20T13:00:00Z");

  @TempDir Path data;

  @Test
  void shouldNameTheHolderToASecondOne() throws IOException {
    try (DataLock lock = DataLock.acquire(data, NOW)) {
      lock.publishHttp("http://127.0.0.1:8000");

      DataLockedException e =
          assertThrows(DataLockedException.class, () -> DataLock.acquire(data, NOW));

      long pid = ProcessHandle.current().pid();
      assertTrue(e.getMessage().contains("pid=" + pid + " since=2026-11-20T13:00:00Z"));
      assertTrue(e.getMessage().contains("http=http://127.0.0.1:8000"));
      assertEquals(
          Optional.of(new DataLock.Holder(pid, NOW, "http://127.0.0.1:8000")),
          DataLock.holder(data));
      assertEquals(
          "{\"pid\":"
              + pid
              + ",\"startedAt\":\"2026-11-20T13:00:00Z\",\"http\":\"http://127.0.0.1:8000\"}\n",
          Files.readString(data.resolve("caravan.lock")));
    }
  }

  @Test
  void shouldGiveTheFolderBack() throws IOException {
    DataLock first = DataLock.acquire(data, NOW);
    first.close();
    first.close();

    assertEquals(Optional.empty(), DataLock.holder(data));
    DataLock.acquire(data, NOW).close();
  }

  @Test
  void shouldTakeTheFolderOfAProcessThatWasKilled() throws IOException {
    Files.writeString(
        data.resolve("caravan.lock"), "{\"pid\":1,\"startedAt\":\"2026-11-20T12:00:00Z\"}\n");

    try (DataLock lock = DataLock.acquire(data, NOW)) {
      assertEquals(NOW, DataLock.holder(data).orElseThrow().startedAt());
    }
  }

  @Test
  void shouldMakeTheFolder() throws IOException {
    Path folder = data.resolve("a/b");
    assertEquals(Optional.empty(), DataLock.holder(folder));

    DataLock.acquire(folder, NOW).close();

    assertTrue(Files.isDirectory(folder));
  }

  @Test
  void shouldKeepOutAnotherProcess() throws Exception {
    try (DataLock lock = DataLock.acquire(data, NOW)) {
      assertThrows(DataLockedException.class, () -> DataLock.acquire(data, NOW));
      assertTrue(DataLock.holder(data).isPresent());

      // Looking at the holder and being refused must not have given the lock up.
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Second.class.getName(),
                  data.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(other.getInputStream().readAllBytes());
      assertTrue(other.waitFor(10, TimeUnit.SECONDS));

      assertTrue(said.contains("data folder is in use"), said);
      assertTrue(said.contains("pid=" + ProcessHandle.current().pid()), said);
    }
  }

  /** What a second process does. */
  static final class Second {
    public static void main(String[] arguments) throws IOException {
      try {
        DataLock.acquire(Path.of(arguments[0]), NOW);
        System.out.println("acquired");
      } catch (DataLockedException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
