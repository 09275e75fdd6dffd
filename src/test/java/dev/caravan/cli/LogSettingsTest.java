package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSettingsTest {

  @TempDir Path folder;

  @Test
  void shouldGoOnWithoutALogFileThatCannotBeWrittenAndSayWhy() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Path taken = folder.resolve("taken");
    Files.createDirectories(taken.resolve("caravan.log"));

    for (Path logs : List.of(file, file.resolve("below"), taken, folder.resolve("100%d"))) {
      String problem = LogSettings.useFolder(logs.toString()).orElseThrow();

      assertTrue(problem.startsWith("caravan.log-dir=" + logs + ": "), problem);
      assertTrue(problem.contains("stderr only"), problem);
    }
    assertNull(System.getProperty("caravan.log-dir"));
  }

  @Test
  void shouldKnowTheJournalByTheFileThatStderrIs() throws Exception {
    Path stderr = Files.createFile(folder.resolve("stderr"));
    String journal =
        Files.getAttribute(stderr, "unix:dev") + ":" + Files.getAttribute(stderr, "unix:ino");

    assertTrue(LogSettings.isJournal(Map.of("JOURNAL_STREAM", journal), stderr));
    assertFalse(LogSettings.isJournal(Map.of("JOURNAL_STREAM", "8:1"), stderr));
    assertFalse(LogSettings.isJournal(Map.of(), stderr));
    assertFalse(LogSettings.isJournal(Map.of("JOURNAL_STREAM", journal), folder.resolve("none")));
  }
}
