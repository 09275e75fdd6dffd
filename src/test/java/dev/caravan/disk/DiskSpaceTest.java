package dev.caravan.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

  @TempDir Path folder;

  @Test
  void shouldSayWhatTheFileStoreSays() throws IOException {
    assertEquals(Files.getFileStore(folder).getTotalSpace(), DiskSpace.totalBytes(folder));
    assertEquals(
        Files.getFileStore(folder).getUsableSpace(),
        DiskSpace.usableBytes(folder),
        256e6,
        "others write to that disk as well");
  }

  @Test
  void shouldNotCallAFolderThatIsNotThereFull() {
    Path missing = folder.resolve("missing");

    assertThrows(IOException.class, () -> DiskSpace.usableBytes(missing));
    assertThrows(IOException.class, () -> DiskSpace.totalBytes(missing));
  }
}
