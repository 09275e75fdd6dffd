package dev.caravan.camel.daemon;

import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the configuration again, the way it was read at start. */
public interface ConfigSource {

  /** The file whose changes matter. */
  Path file();

  /**
   * The whole configuration as it is now.
   *
   * @throws ConfigException with every problem
   * @throws IOException if the file cannot be read
   */
  CaravanConfig load() throws ConfigException, IOException;
}
