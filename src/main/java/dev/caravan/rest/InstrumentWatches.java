package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Keeps one instrument watch per venue for as long as the process runs.
 *
 * <p>Thread-safe.
 */
public final class InstrumentWatches {

  private final Function<String, InstrumentWatch> factory;
  private final Map<String, InstrumentWatch> watches = new TreeMap<>();

  public InstrumentWatches(Function<String, InstrumentWatch> factory) {
    this.factory = requireNonNull(factory, "factory");
  }

  /** Watches that know no list: names count as written, patterns mean nothing. */
  public static InstrumentWatches withoutLists() {
    return new InstrumentWatches(
        venue -> new InstrumentWatch(venue, Optional.empty(), NanoClock.system()));
  }

  /** The venue's watch, made when it is first asked for. */
  public synchronized InstrumentWatch watch(String venue) {
    return watches.computeIfAbsent(venue, factory);
  }

  /** What an operator should mend or know, all venues together. */
  public synchronized List<String> problems() {
    return watches.values().stream().flatMap(watch -> watch.problems().stream()).toList();
  }
}
