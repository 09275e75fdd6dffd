package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads route files from a folder on disk, not from folders below it. */
public final class FolderRouteSource implements RouteSource {

  private final Path folder;
  private final Predicate<Path> loadable;

  /**
   * Takes the folder as it is named now.
   *
   * @param loadable says of a file that its venue is configured, or that it needs none
   */
  public FolderRouteSource(Path folder, Predicate<Path> loadable) {
    this.folder = requireNonNull(folder, "folder").toAbsolutePath().normalize();
    this.loadable = requireNonNull(loadable, "loadable");
  }

  @Override
  public List<RouteText> load() throws IOException {
    List<RouteText> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        read(String.valueOf(file.getFileName())).ifPresent(texts::add);
      }
    }
    return texts;
  }

  @Override
  public Optional<RouteText> read(String file) throws IOException {
    Path path = folder.resolve(file);
    if (!isRouteFile(file) || !loadable.test(path) || !Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RouteText.of(file, "file:" + path, Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // went away since the line above
    }
  }

  @Override
  public Optional<Path> folder() {
    return Optional.of(folder);
  }

  /** Hidden files are the editors' own. */
  static boolean isRouteFile(String name) {
    return name.endsWith(SUFFIX) && !name.startsWith(".");
  }
}
