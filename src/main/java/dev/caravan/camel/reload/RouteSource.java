package dev.caravan.camel.reload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Knows where route files come from: a folder that may change, or the jar that cannot. */
public interface RouteSource {

  /** How a route file's name ends. */
  String SUFFIX = ".camel.yaml";

  /** Reads every file that belongs to the running configuration, in the order of names. */
  List<RouteText> load() throws IOException;

  /** Reads one file again; empty if it is gone or does not belong to the configuration. */
  Optional<RouteText> read(String file) throws IOException;

  /** The folder to watch; empty if nothing can change. */
  Optional<Path> folder();
}
