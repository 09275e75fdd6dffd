package dev.caravan.camel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.testing.Daemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartExceptionTest {

  @TempDir Path temp;

  @Test
  void shouldSayWhatIsWrongWithAFolderThatIsAFile() throws IOException {
    Path data = Files.writeString(temp.resolve("data"), "");

    StartException refused =
        assertThrows(StartException.class, () -> Daemons.start(data, Map.of()));

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("file=" + data), message);
    assertTrue(message.contains("FileAlreadyExistsException"), message);
    assertTrue(message.contains("--data"), message);
  }

  @Test
  void shouldKeepAMessageThatSaysMoreThanAFile() {
    assertEquals("port is taken", StartException.of(new IOException("port is taken")).getMessage());
  }
}
