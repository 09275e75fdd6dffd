package dev.caravan.camel.daemon;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.reload.RouteSource;
import dev.caravan.config.CaravanConfig;
import java.nio.file.Path;

/**
 * What a daemon is started with.
 *
 * @param config complete and checked
 * @param routes where the route files are
 * @param dataDir where everything is recorded
 * @param version of this program, without its name
 */
public record DaemonOptions(
    CaravanConfig config, RouteSource routes, Path dataDir, String version) {

  public DaemonOptions {
    requireNonNull(config, "config");
    requireNonNull(routes, "routes");
    requireNonNull(dataDir, "dataDir");
    requireNonNull(version, "version");
  }

  /** As written into headers and manifests. */
  String software() {
    return "caravan " + version;
  }
}
