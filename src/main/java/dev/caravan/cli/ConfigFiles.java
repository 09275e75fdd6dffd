package dev.caravan.cli;

import dev.caravan.camel.daemon.ConfigSource;
import dev.caravan.camel.reload.ClasspathRouteSource;
import dev.caravan.camel.reload.FolderRouteSource;
import dev.caravan.camel.reload.RouteSource;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.config.ConfigText;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Finds configuration and routes: where the options say, else in the working directory, else in the
 * jar.
 *
 * <p>Also the options themselves, shared by the commands that need them.
 */
public final class ConfigFiles {

  private static final String FILE = "caravan.properties";
  private static final String CAPTURE_PREFIX = "capture-";
  private static final String ROUTE_SUFFIX = ".camel.yaml";

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "Folder of caravan.properties. Default: ./config, else the shipped defaults.")
  private @Nullable Path config;

  @Option(
      names = "--routes",
      paramLabel = "DIR",
      description = "Folder of the route files. Default: ./routes, else the shipped ones.")
  private @Nullable Path routes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is recorded; the same as --set caravan.data-dir=DIR.")
  private @Nullable Path data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of caravan.properties; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  /**
   * Understands words that are only these options, each followed by its value or an equals sign and
   * its value. Empty where one is anything else, is given twice, or has a value that is missing,
   * begins like an option or a file of arguments, or is quoted: those are the command line's.
   */
  static Optional<ConfigFiles> ofPlain(List<String> words) {
    ConfigFiles files = new ConfigFiles();
    Iterator<String> left = words.iterator();
    while (left.hasNext()) {
      String word = left.next();
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals >= 0 ? word.substring(equals + 1) : left.hasNext() ? left.next() : "";
      if (!isPlain(value) || !files.take(name, value)) {
        return Optional.empty();
      }
    }
    return Optional.of(files);
  }

  private static boolean isPlain(String value) {
    return !value.isBlank() && "-@".indexOf(value.charAt(0)) < 0 && value.indexOf('"') < 0;
  }

  private boolean take(String name, String value) {
    switch (name) {
      case "--config":
        boolean isFirstConfig = config == null;
        config = Path.of(value);
        return isFirstConfig;
      case "--routes":
        boolean isFirstRoutes = routes == null;
        routes = Path.of(value);
        return isFirstRoutes;
      case "--data":
        boolean isFirstData = data == null;
        data = Path.of(value);
        return isFirstData;
      case "--set":
        int equals = value.indexOf('=');
        return equals > 0
            && set.put(value.substring(0, equals), value.substring(equals + 1)) == null;
      default:
        return false;
    }
  }

  /** What the operator decided, and the sentence that says where it was read. */
  public record Loaded(CaravanConfig config, String origin) {}

  /**
   * Reads and checks the configuration.
   *
   * @throws ConfigException with every problem
   * @throws IOException if a named folder or file cannot be read
   */
  public Loaded load() throws ConfigException, IOException {
    return load(SettingProblems::of);
  }

  private Loaded load(Function<CaravanConfig, List<String>> moreProblems)
      throws ConfigException, IOException {
    Optional<Path> file = file();
    String origin = file.map(Path::toString).orElse("the shipped defaults");
    ConfigText text;
    if (file.isPresent()) {
      text = ConfigText.of(origin, Files.readString(file.get()));
    } else if (config != null) {
      throw new IOException(
          "no configuration found: file="
              + config.resolve(FILE)
              + "; give the folder that holds "
              + FILE);
    } else {
      text = ConfigText.of("shipped " + FILE, shippedText());
    }
    Map<String, String> overrides = new LinkedHashMap<>(set);
    if (data != null) {
      overrides.put("caravan.data-dir", data.toString());
    }
    return new Loaded(
        CaravanConfig.of(text, System.getenv(), overrides, Venues.names(), moreProblems), origin);
  }

  /** The file that is read; empty where the shipped defaults are. */
  Optional<Path> file() {
    Path file = config != null ? config.resolve(FILE) : Path.of("config", FILE);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Reads it again when its file was saved; empty where it came from the jar. */
  public Optional<ConfigSource> source() {
    return file().map(this::source);
  }

  private ConfigSource source(Path file) {
    return new ConfigSource() {
      @Override
      public Path file() {
        return file;
      }

      @Override
      public CaravanConfig load() throws ConfigException, IOException {
        if (!Files.isRegularFile(file)) {
          throw new IOException("no such file: " + file + "; what ran before runs on");
        }
        // Whoever follows it judges what it follows, and waits for files that are not there yet.
        return ConfigFiles.this.load(followed -> List.of()).config();
      }
    };
  }

  /** The defaults inside the jar. */
  static Properties shipped() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(shippedText()));
    return properties;
  }

  private static String shippedText() throws IOException {
    try (InputStream in = ConfigFiles.class.getResourceAsStream("/shipped/config/" + FILE)) {
      if (in == null) {
        throw new IOException("the jar holds no shipped configuration; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The route files of the configured venues, and everything that is not a capture route. */
  public RouteSource routes(CaravanConfig loaded) throws IOException {
    Predicate<Path> loadable = loadable(loaded.names("caravan.venues"));
    if (routes != null && !Files.isDirectory(routes)) {
      throw new IOException(
          "no such folder: --routes=" + routes + "; give the folder that holds *" + ROUTE_SUFFIX);
    }
    Path folder = Optional.ofNullable(routes).orElse(Path.of("routes"));
    return Files.isDirectory(folder)
        ? new FolderRouteSource(folder, loadable)
        : shippedRoutes(loaded.names("caravan.venues"));
  }

  static RouteSource shippedRoutes(Collection<String> venues) {
    return new ClasspathRouteSource(
        ConfigFiles.class.getClassLoader(), "shipped/routes", loadable(List.copyOf(venues)));
  }

  /** Where the routes were found, in words. */
  public static String origin(RouteSource source) {
    return source.folder().map(Path::toString).orElse("the shipped routes");
  }

  private static Predicate<Path> loadable(Collection<String> venues) {
    return file -> {
      String name = String.valueOf(file.getFileName());
      if (!name.startsWith(CAPTURE_PREFIX) || !name.endsWith(ROUTE_SUFFIX)) {
        return true;
      }
      return venues.contains(
          name.substring(CAPTURE_PREFIX.length(), name.length() - ROUTE_SUFFIX.length()));
    };
  }
}
