package dev.caravan.testing;

import dev.caravan.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/** The files of a machine whose power goes, and whose syncs fail now and then. */
public final class PowerCutFiles implements SegmentFiles {
  private final SegmentFiles real = SegmentFiles.system();
  private final PowerCut power;
  private final Random random;
  private final double failingForces;

  public PowerCutFiles(PowerCut power, Random random, double failingForces) {
    this.power = power;
    this.random = random;
    this.failingForces = failingForces;
  }

  @Override
  public Output create(Path file) throws IOException {
    power.step();
    Output output = real.create(file);
    power.created(file);
    return new CutOutput(file, output);
  }

  @Override
  public Output open(Path file) throws IOException {
    power.step();
    return new CutOutput(file, real.open(file));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    real.createFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    power.step();
    real.rename(from, to);
    power.renamed(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    power.step();
    real.delete(file);
    power.deleted(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    power.step();
    power.folderSynced(folder);
  }

  private final class CutOutput implements Output {
    private final Path file;
    private final Output output;

    private CutOutput(Path file, Output output) {
      this.file = file;
      this.output = output;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      power.step();
      int written = output.write(bytes);
      power.changed(file);
      return written;
    }

    @Override
    public void truncate(long length) throws IOException {
      power.step();
      output.truncate(length);
      power.changed(file);
    }

    @Override
    public void force() throws IOException {
      power.step();
      if (random.nextDouble() < failingForces) {
        throw new IOException("Input/output error");
      }
      power.synced(file);
    }

    @Override
    public long length() throws IOException {
      return output.length();
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
