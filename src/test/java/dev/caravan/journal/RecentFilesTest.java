package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentFilesTest {

  @Test
  void shouldForgetTheEldestBeyondTheMost() {
    Map<Path, String> known = RecentFiles.atMost(2);

    known.put(Path.of("1"), "one");
    known.put(Path.of("2"), "two");
    known.put(Path.of("2"), "another two");
    known.put(Path.of("3"), "three");

    assertEquals(Map.of(Path.of("2"), "another two", Path.of("3"), "three"), known);
  }
}
