package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Replaces a small file in one step that survives a power cut. */
final class DurableFile {

  private DurableFile() {}

  static void replace(SegmentFiles files, Path file, byte[] content) throws IOException {
    Path part = Consolidator.part(file);
    files.delete(part);
    try (SegmentFiles.Output out = files.create(part)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force();
    }
    files.rename(part, file);
    files.syncFolder(requireNonNull(file.getParent(), "folder"));
  }
}
