package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Reads the route files that are shipped inside the jar. */
public final class ClasspathRouteSource implements RouteSource {

  private final ClassLoader loader;
  private final String folder;
  private final Predicate<Path> loadable;

  /**
   * Names a folder of the class path.
   *
   * @param folder without slashes at its ends, {@code shipped/routes}
   * @param loadable says of a file name that its venue is configured, or that it needs none
   */
  public ClasspathRouteSource(ClassLoader loader, String folder, Predicate<Path> loadable) {
    this.loader = requireNonNull(loader, "loader");
    this.folder = requireNonNull(folder, "folder");
    this.loadable = requireNonNull(loadable, "loadable");
  }

  @Override
  public List<RouteText> load() throws IOException {
    List<RouteText> texts = new ArrayList<>();
    for (String file : names()) {
      read(file).ifPresent(texts::add);
    }
    return texts;
  }

  @Override
  public Optional<RouteText> read(String file) throws IOException {
    if (!FolderRouteSource.isRouteFile(file) || !loadable.test(Path.of(file))) {
      return Optional.empty();
    }
    String resource = folder + "/" + file;
    try (InputStream in = loader.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(RouteText.of(file, "classpath:" + resource, in.readAllBytes()));
    }
  }

  /** Whether the same text is shipped under the same name. */
  public static boolean isShipped(ClassLoader loader, String folder, RouteText text) {
    try (InputStream in = loader.getResourceAsStream(folder + "/" + text.file())) {
      return in != null && RouteText.text(in.readAllBytes()).equals(text.text());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<Path> folder() {
    return Optional.empty();
  }

  private List<String> names() throws IOException {
    URL url = loader.getResource(folder);
    if (url == null) {
      throw new IOException(
          "no routes on the class path: folder=" + folder + "; give a folder with --routes");
    }
    if (url.openConnection() instanceof JarURLConnection connection) {
      // The jar is open anyway; a file system of it would read its 20,000 names anew.
      String prefix = folder + "/";
      return connection.getJarFile().stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(prefix) && !name.endsWith("/"))
          .map(name -> name.substring(prefix.length()))
          .sorted()
          .toList();
    }
    try {
      return names(Path.of(url.toURI()));
    } catch (URISyntaxException e) {
      throw new IOException("not a place to list routes in: " + url, e);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
