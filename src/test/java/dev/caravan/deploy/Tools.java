package dev.caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the machine, where they are there. */
final class Tools {

  private static final int WITHIN_SECONDS = 60;
  private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/usr/local/bin");

  /** How a program ended, and what it said on both of its outputs. */
  record Answer(int exitCode, String said) {

    Answer assertSucceeded() {
      assertEquals(0, exitCode, said);
      return this;
    }
  }

  private Tools() {}

  /** Where the program is; the test is skipped where it is not. */
  static String find(String program, String debianPackage) {
    String path =
        FOLDERS.stream()
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse("");
    assumeTrue(
        !path.isEmpty(),
        () -> "skipped, no " + program + " here; apt-get install " + debianPackage);
    return path;
  }

  static Answer run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("caravan-tool", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertTrue(process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS), () -> command[0] + " hangs");
      } finally {
        process.destroyForcibly();
      }
      return new Answer(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
