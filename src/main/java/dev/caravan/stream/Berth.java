package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A share of the wanted streams and the connections that carry all of it: one per line, and during
 * a swap one more.
 *
 * <p>Event loop only.
 */
final class Berth {

  final String path;
  final Set<StreamId> streams = new LinkedHashSet<>();
  final List<VenueConnection> lines = new ArrayList<>();

  /** There while a line is being replaced. */
  @Nullable Swap swap;

  Berth(String path) {
    this.path = path;
  }

  /** Lines, and the one that will replace one of them. */
  List<VenueConnection> carriers() {
    Swap running = swap;
    if (running == null) {
      return lines;
    }
    List<VenueConnection> all = new ArrayList<>(lines);
    all.add(running.successor);
    return all;
  }

  boolean isUpWithout(VenueConnection one) {
    return carriers().stream().anyMatch(carrier -> carrier != one && carrier.isUp());
  }
}
