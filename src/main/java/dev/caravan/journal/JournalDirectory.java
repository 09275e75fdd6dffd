package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one journal: {@code DATA/journal/raw/binance-spot}.
 *
 * <p>Only looks; several readers and the writer may use the same folder.
 *
 * @param dataDir {@code DATA}
 * @param name {@code raw/binance-spot}: names of lower-case letters, digits, dot, dash and
 *     underscore, separated by slashes
 */
public record JournalDirectory(Path dataDir, String name) {
  /** Below the data folder, where the journals are. */
  public static final String JOURNALS = "journal";

  /** Below the data folder, where recovery puts what is no whole record. */
  public static final String QUARANTINE = "quarantine";

  private static final int LOOKS = 3;

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  public JournalDirectory {
    requireNonNull(dataDir, "dataDir");
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "journal name must be words of letters, digits, '.', '-', '_' separated by '/': " + name);
    }
  }

  /** Whether a journal may be called so. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public Path path() {
    return dataDir.resolve(JOURNALS).resolve(name);
  }

  public Path quarantine() {
    return dataDir.resolve(QUARANTINE);
  }

  public Path plain(SegmentName segment) {
    return path().resolve(segment.plainFile());
  }

  public Path compressed(SegmentName segment) {
    return path().resolve(segment.compressedFile());
  }

  public Path manifest(SegmentName segment) {
    return path().resolve(segment.manifestFile());
  }

  /** The segments in order of number; none where the folder does not exist. */
  public List<SegmentFile> segments() throws IOException {
    return segments(fileNames());
  }

  /**
   * The segments in order of number, looked at again where one seems to be missing: a listing that
   * was taken while a segment changed its name may show neither name.
   */
  public List<SegmentFile> settledSegments() throws IOException {
    List<SegmentFile> found = segments();
    for (int look = 1; look < LOOKS && hasHole(found); look++) {
      found = segments();
    }
    return found;
  }

  private static boolean hasHole(List<SegmentFile> segments) {
    long expected = 1;
    for (SegmentFile segment : segments) {
      if (segment.name().number() != expected++ || segment.content().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Files that were not published: {@code *.part}. */
  public List<Path> parts() throws IOException {
    return fileNames().stream()
        .filter(file -> file.endsWith(SegmentName.PART_SUFFIX))
        .map(path()::resolve)
        .toList();
  }

  /** All journals below a data folder, by name. */
  public static List<JournalDirectory> all(Path dataDir) throws IOException {
    Path root = dataDir.resolve(JOURNALS);
    TreeSet<String> names = new TreeSet<>();
    if (Files.isDirectory(root)) {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              Path folder = file.getParent();
              if (folder != null && SegmentName.parse(file.getFileName().toString()).isPresent()) {
                names.add(root.relativize(folder).toString().replace('\\', '/'));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              // A file that was renamed or removed meanwhile is no failure.
              if (Files.exists(file)) {
                throw e;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return names.stream()
        .filter(JournalDirectory::isName)
        .map(name -> new JournalDirectory(dataDir, name))
        .toList();
  }

  private TreeSet<String> fileNames() throws IOException {
    Path folder = path();
    TreeSet<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  private List<SegmentFile> segments(TreeSet<String> files) {
    TreeMap<SegmentName, SegmentName> names = new TreeMap<>();
    for (String file : files) {
      SegmentName.parse(file).ifPresent(name -> names.put(name, name));
    }
    List<SegmentFile> segments = new ArrayList<>(names.size());
    for (SegmentName name : names.keySet()) {
      Function<String, Optional<Path>> existing =
          file -> files.contains(file) ? Optional.of(path().resolve(file)) : Optional.empty();
      Optional<Path> plain = existing.apply(name.plainFile());
      Optional<Path> compressed = existing.apply(name.compressedFile());
      Optional<Path> manifest = existing.apply(name.manifestFile());
      SegmentFile.State state;
      if (manifest.isPresent()) {
        state = SegmentFile.State.SEALED;
      } else if (plain.isEmpty()) {
        state = SegmentFile.State.UNPROVEN;
      } else if (name.equals(names.lastKey())) {
        state = SegmentFile.State.OPEN;
      } else {
        state = SegmentFile.State.ROTATED;
      }
      segments.add(new SegmentFile(name, state, plain, compressed, manifest));
    }
    return List.copyOf(segments);
  }
}
