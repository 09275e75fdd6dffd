package dev.caravan.recording;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.journal.JournalDirectory;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder is none that Caravan recorded into; ask for another one. */
public final class NoDataFolderException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private NoDataFolderException(String message) {
    super(message);
  }

  /**
   * Looks whether the folder holds journals or consolidated days.
   *
   * @throws NoDataFolderException if not; says what to give instead
   */
  public static void requireDataFolder(Path data) throws NoDataFolderException {
    if (!Files.isDirectory(data)) {
      throw new NoDataFolderException(
          "no such folder: data=" + data + "; give the folder that `run` records into");
    }
    if (!Files.isDirectory(data.resolve(JournalDirectory.JOURNALS))
        && !Files.isDirectory(data.resolve(ArchiveLayout.ARCHIVE))) {
      throw new NoDataFolderException(
          "not a data folder of Caravan: data="
              + data
              + " reason=it has no folder journal or archive; give the folder that `run` records into"
              + " (caravan.data-dir)");
    }
  }
}
