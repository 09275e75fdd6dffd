package dev.caravan.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolEntriesTest {

  @TempDir Path folder;

  @Test
  void shouldPutTheLinesOfAFileInItsPlace() throws IOException {
    Path file = folder.resolve("symbols.txt");
    Files.writeString(file, "# majors\nBTCUSDT # first\n\n  ETHUSDT, SOL*\r\n");

    assertEquals(
        List.of("A", "BTCUSDT", "ETHUSDT", "SOL*", "B"),
        SymbolEntries.read("A, file:" + file + ",B"));
    assertEquals(List.of(file), SymbolEntries.files("A, file:" + file + ",B"));
  }

  @Test
  void shouldNameAFileThatIsMissingOrEmpty() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "# nothing\n");

    IOException missing =
        assertThrows(IOException.class, () -> SymbolEntries.read("file:" + folder + "/absent"));
    IOException nothing =
        assertThrows(IOException.class, () -> SymbolEntries.read("file:" + empty));

    assertTrue(missing.getMessage().contains("no such file of symbols: file:"), missing.toString());
    assertTrue(nothing.getMessage().contains("is empty"), nothing.toString());
  }
}
