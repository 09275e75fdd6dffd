package dev.caravan.incident;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to one file and syncs each append before it returns.
 *
 * <p>Writes through {@link RandomAccessFile} and its descriptor, since an interrupt closes a {@link
 * FileChannel} and whoever opens an incident may be interrupted.
 *
 * <p>Not thread-safe.
 */
final class DiskIncidentFile implements IncidentFile {

  private static final Logger LOG = LoggerFactory.getLogger(DiskIncidentFile.class);

  private final Path path;

  // Replaced when the content is replaced.
  private RandomAccessFile file;
  // Everything before it is whole lines.
  private long goodBytes;

  DiskIncidentFile(Path path) throws IOException {
    this.path = path;
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.file = new RandomAccessFile(path.toFile(), "rw");
    syncFolder();
  }

  @Override
  public List<String> read() throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      LOG.warn("unfinished line cut file={} bytes={}", path, bytes.length - end);
      file.setLength(end);
      file.getFD().sync();
    }
    goodBytes = end;
    return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void append(List<String> lines) throws IOException {
    byte[] bytes = IncidentFile.bytes(lines);
    try {
      file.seek(goodBytes);
      file.write(bytes);
      file.getFD().sync();
    } catch (IOException e) {
      try {
        file.setLength(goodBytes);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    goodBytes += bytes.length;
  }

  @Override
  public void replace(List<String> lines) throws IOException {
    byte[] bytes = IncidentFile.bytes(lines);
    Path part = path.resolveSibling(path.getFileName() + ".part");
    try (FileOutputStream out = new FileOutputStream(part.toFile())) {
      out.write(bytes);
      out.getFD().sync();
    }
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
    RandomAccessFile replaced = file;
    file = new RandomAccessFile(path.toFile(), "rw");
    goodBytes = bytes.length;
    replaced.close();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void syncFolder() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
