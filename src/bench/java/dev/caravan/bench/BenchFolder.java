package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes and removes the folder of one measurement, in memory where the machine has such a place.
 */
final class BenchFolder {

  private static final Path MEMORY = Path.of("/dev/shm");

  private BenchFolder() {}

  static Path make() throws IOException {
    return Files.isWritable(MEMORY) ? make(MEMORY) : Files.createTempDirectory("caravan-bench");
  }

  static Path make(Path parent) throws IOException {
    return Files.createTempDirectory(parent, "caravan-bench");
  }

  static void remove(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
