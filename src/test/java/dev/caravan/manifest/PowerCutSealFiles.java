package dev.caravan.manifest;

import dev.caravan.testing.PowerCut;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The sealer's files on a machine whose power goes. */
final class PowerCutSealFiles implements SealFiles {
  private final SealFiles real = SealFiles.system();
  private final PowerCut power;
  private final Map<FileChannel, Path> opened = new HashMap<>();

  PowerCutSealFiles(PowerCut power) {
    this.power = power;
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    power.step();
    FileChannel channel = real.create(file);
    power.created(file);
    opened.put(channel, file);
    return channel;
  }

  @Override
  public void sync(FileChannel channel) throws IOException {
    Path file = opened.get(channel);
    power.changed(file);
    power.step();
    power.synced(file);
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
}
