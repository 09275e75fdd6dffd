package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void shouldSayWhatToDoAboutAFullDisk() {
    String written = Failures.words(new IOException("No space left on device"));
    String named = Failures.words(new FileSystemException("/a", null, "No space left on device"));

    assertTrue(
        written.startsWith("the disk is full: No space left on device; free space"), written);
    assertTrue(named.contains("/a"), named);
    assertEquals("reset", Failures.words(new IOException("reset")));
  }
}
