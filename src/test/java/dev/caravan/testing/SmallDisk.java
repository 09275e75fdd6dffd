package dev.caravan.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real file system of a few MiB in memory, which a test can fill. */
public final class SmallDisk implements AutoCloseable {

  private static final int CHUNK = 1 << 16;

  private final Path folder;
  private final Path ballast;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.ballast = folder.resolve("ballast");
  }

  /** Mounts it, or skips the test with one line where this machine does not let us. */
  public static SmallDisk mount(Path at, int mebibytes) throws Exception {
    Files.createDirectories(at);
    int exitCode;
    try {
      exitCode =
          run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", at.toString());
    } catch (IOException e) {
      exitCode = -1;
    }
    assumeTrue(exitCode == 0, "skipped, no small file system can be mounted here (needs root)");
    return new SmallDisk(at);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  public Path folder() {
    return folder;
  }

  public long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Fills it until at most so much is free. */
  public void leave(long bytes) throws IOException {
    while (freeBytes() > bytes) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, freeBytes() - bytes))];
      try {
        Files.write(ballast, chunk, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException full) {
        return;
      }
    }
  }

  /** Takes away what filled it. */
  public void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() throws Exception {
    if (run("umount", folder.toString()) != 0) {
      run("umount", "-l", folder.toString());
    }
  }
}
