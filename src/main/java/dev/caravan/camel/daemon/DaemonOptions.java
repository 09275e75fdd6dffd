package dev.caravan.camel.daemon;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.reload.RouteSource;
import dev.caravan.config.CaravanConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a daemon is started with.
 *
 * @param config complete and checked
 * @param routes where the route files are
 * @param dataDir where everything is recorded
 * @param version of this program, without its name
 * @param source reads the configuration again when it was saved; empty where it is not followed
 */
public record DaemonOptions(
    CaravanConfig config,
    RouteSource routes,
    Path dataDir,
    String version,
    Optional<ConfigSource> source) {

  public DaemonOptions {
    requireNonNull(config, "config");
    requireNonNull(routes, "routes");
    requireNonNull(dataDir, "dataDir");
    requireNonNull(version, "version");
    requireNonNull(source, "source");
  }

  /** The same with a configuration that stays as it is. */
  public DaemonOptions(CaravanConfig config, RouteSource routes, Path dataDir, String version) {
    this(config, routes, dataDir, version, Optional.empty());
  }

  /** As written into headers and manifests. */
  String software() {
    return "caravan " + version;
  }
}
