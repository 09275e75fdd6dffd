package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Sets files aside that are not what they should be; nothing is removed before its copy is durable.
 */
final class Quarantine {

  private final JournalDirectory journal;

  Quarantine(JournalDirectory journal) {
    this.journal = requireNonNull(journal, "journal");
  }

  /** Moves a file of the journal there and says where it is now. */
  Path take(Path file) throws IOException {
    Path folder = journal.quarantine();
    Files.createDirectories(folder);
    String name = journal.name().replace('/', '-') + "-" + file.getFileName();
    Path target = folder.resolve(name);
    for (int other = 2; Files.exists(target); other++) {
      target = folder.resolve(name + "." + other);
    }
    Path part = folder.resolve(target.getFileName() + SegmentName.PART_SUFFIX);
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    sync(part, StandardOpenOption.WRITE);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    sync(folder, StandardOpenOption.READ);
    Files.delete(file);
    sync(journal.path(), StandardOpenOption.READ);
    return target;
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
