package dev.caravan.doctor;

import dev.caravan.disk.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out about folders by trying, and removes what it tried with. */
final class Folders {

  private Folders() {}

  /** Why nothing can be written into it, or why it cannot be made; empty where it can. */
  static Optional<String> writeProblem(Path folder) {
    Path existing = DiskSpace.existing(folder);
    if (!Files.isDirectory(existing)) {
      return Optional.of(existing + " is no folder");
    }
    try {
      Files.delete(Files.createTempFile(existing, ".caravan-doctor-", ".tmp"));
      return Optional.empty();
    } catch (IOException e) {
      String which =
          Files.isDirectory(folder)
              ? folder + " cannot be written"
              : folder + " cannot be made in " + existing;
      return Optional.of(
          which
              + " by user "
              + System.getProperty("user.name")
              + ": "
              + e.getClass().getSimpleName());
    }
  }
}
