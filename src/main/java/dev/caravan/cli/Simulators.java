package dev.caravan.cli;

import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Holds the simulators of a demo, one a venue, and closes them together. */
final class Simulators implements AutoCloseable {

  private final Map<String, Simulator> byVenue = new LinkedHashMap<>();

  void start(String venue, SimulatorOptions options) throws IOException {
    byVenue.put(venue, Simulator.start(options));
  }

  Map<String, Simulator> byVenue() {
    return Collections.unmodifiableMap(byVenue);
  }

  Simulator first() {
    return byVenue.values().iterator().next();
  }

  /** Closes all of them, also when one cannot be. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Simulator simulator : byVenue.values()) {
      try {
        simulator.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
