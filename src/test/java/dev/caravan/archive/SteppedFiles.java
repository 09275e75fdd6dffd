package dev.caravan.archive;

import dev.caravan.journal.SegmentFiles;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine's files: counts how many are open, and can die before a given step. Syncs cost
 * nothing, since the machine itself does not die.
 */
final class SteppedFiles implements SegmentFiles {

  /** The process is gone; what it left on the disk stays. */
  static final class Killed extends IOException {
    @Serial private static final long serialVersionUID = 1;

    Killed(String step) {
      super("killed before " + step);
    }
  }

  private final SegmentFiles files = SegmentFiles.system();
  private long stepsLeft;
  private long steps;
  private int open;
  private int mostOpen;

  SteppedFiles(long steps) {
    this.stepsLeft = steps;
  }

  static SteppedFiles immortal() {
    return new SteppedFiles(Long.MAX_VALUE);
  }

  long steps() {
    return steps;
  }

  int mostOpen() {
    return mostOpen;
  }

  private void step(String name) throws Killed {
    if (stepsLeft-- <= 0) {
      throw new Killed(name);
    }
    steps++;
  }

  @Override
  public Output create(Path file) throws IOException {
    step("create " + file.getFileName());
    Output out = files.create(file);
    open++;
    mostOpen = Math.max(mostOpen, open);
    return new Output() {
      private boolean isOpen = true;

      @Override
      public int write(ByteBuffer bytes) throws IOException {
        step("write " + file.getFileName());
        return out.write(bytes);
      }

      @Override
      public void truncate(long length) throws IOException {
        out.truncate(length);
      }

      @Override
      public void force() throws IOException {
        step("sync " + file.getFileName());
      }

      @Override
      public long length() throws IOException {
        return out.length();
      }

      @Override
      public void close() throws IOException {
        if (isOpen) {
          isOpen = false;
          open--;
        }
        out.close();
      }
    };
  }

  @Override
  public Output open(Path file) throws IOException {
    throw new UnsupportedOperationException("nothing is appended to");
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    step("folder " + folder.getFileName());
    Files.createDirectories(folder);
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
    step("sync folder " + folder.getFileName());
  }
}
