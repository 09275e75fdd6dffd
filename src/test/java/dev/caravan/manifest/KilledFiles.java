package dev.caravan.manifest;

import java.io.IOException;
import java.io.Serial;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does a number of steps and is killed before the next one. */
final class KilledFiles implements SealFiles {

  /** The process is gone; what it left in the folder stays. */
  static final class Killed extends IOException {
    @Serial private static final long serialVersionUID = 1;

    Killed(String step) {
      super("killed before " + step);
    }
  }

  private final SealFiles files = SealFiles.system();
  private final List<String> done = new ArrayList<>();
  private int stepsLeft;

  KilledFiles(int steps) {
    this.stepsLeft = steps;
  }

  /** The steps that were done, in order. */
  List<String> done() {
    return List.copyOf(done);
  }

  private void step(String name) throws Killed {
    if (stepsLeft-- <= 0) {
      throw new Killed(name);
    }
    done.add(name);
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    step("create " + file.getFileName());
    return files.create(file);
  }

  @Override
  public void sync(FileChannel channel) throws IOException {
    step("sync");
    files.sync(channel);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step("rename to " + to.getFileName());
    files.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step("delete " + file.getFileName());
    files.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    step("sync folder");
    files.syncFolder(folder);
  }
}
