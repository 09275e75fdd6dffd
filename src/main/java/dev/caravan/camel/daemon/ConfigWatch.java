package dev.caravan.camel.daemon;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.reload.QuietFiles;
import dev.caravan.camel.reload.QuietFiles.Stamp;
import dev.caravan.clock.NanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.config.SymbolEntries;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.rest.InstrumentWatches;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a saved configuration as far as it can be followed while running: symbols and channels.
 *
 * <p>Looks at {@code caravan.properties} and the files of symbols that it names. A file with a
 * problem changes nothing, and all its problems are told; a changed key that is not followed is
 * named as one that needs a restart.
 *
 * <p>{@link #look} is called by one thread at a time, {@link #problems} by any.
 */
final class ConfigWatch {

  static final Duration QUIET = Duration.ofMillis(300);

  private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

  private final ConfigSource source;
  private final CaravanConfig started;
  private final InstrumentWatches instruments;
  private final Consumer<Map<String, String>> onApplied;
  private final NanoClock clock;
  private final QuietFiles quiet = new QuietFiles(QUIET);

  // Whoever calls look.
  private CaravanConfig running;
  private CaravanConfig lastSaved;
  private Map<String, StreamSelection> selections;
  private final Map<String, Stamp> stamps = new HashMap<>();
  private Set<String> toldToRestart = Set.of();

  private volatile List<String> problems = List.of();

  /**
   * Takes the present state of the files for the one that runs.
   *
   * @param onApplied takes the keys that were applied, with their new values
   */
  ConfigWatch(
      CaravanConfig running,
      ConfigSource source,
      InstrumentWatches instruments,
      Consumer<Map<String, String>> onApplied,
      NanoClock clock) {
    this.started = requireNonNull(running, "running");
    this.running = running;
    this.lastSaved = running;
    this.source = requireNonNull(source, "source");
    this.instruments = requireNonNull(instruments, "instruments");
    this.onApplied = requireNonNull(onApplied, "onApplied");
    this.clock = requireNonNull(clock, "clock");
    this.selections = selections(running, new ArrayList<>());
    files().forEach(file -> stamps.put(file, stamp(file)));
  }

  /** Why the saved configuration is not the one that runs; empty where it is, or was never bad. */
  List<String> problems() {
    return problems;
  }

  /** Looks whether something was saved and is still again; to be called a few times a second. */
  void look() {
    long now = clock.nanos();
    for (String file : files()) {
      Stamp seen = stamp(file);
      if (!seen.equals(stamps.put(file, seen))) {
        quiet.touched(file, seen, now);
      }
    }
    if (!quiet.due(ConfigWatch::stamp, now).isEmpty()) {
      reload();
    }
  }

  private void reload() {
    List<String> found = new ArrayList<>();
    try {
      CaravanConfig saved = source.load();
      lastSaved = saved;
      Map<String, StreamSelection> wanted = selections(saved, found);
      wanted.forEach(
          (venue, to) ->
              from(venue, to)
                  .map(from -> instruments.watch(venue).refusals(from, to))
                  .ifPresent(found::addAll));
      if (found.isEmpty()) {
        apply(saved, wanted);
        tellToRestart(saved);
      }
    } catch (ConfigException e) {
      found.addAll(e.problems());
    } catch (IOException e) {
      found.add("configuration cannot be read: " + e.getMessage());
    }
    if (!found.isEmpty() && !found.equals(problems)) {
      found.forEach(
          problem -> LOG.error("changed configuration refused, nothing is changed: {}", problem));
    }
    problems = List.copyOf(found);
  }

  private void apply(CaravanConfig saved, Map<String, StreamSelection> wanted) {
    wanted.forEach(
        (venue, to) ->
            from(venue, to)
                .ifPresent(
                    from -> {
                      instruments
                          .watch(venue)
                          .change(from, to)
                          .forEach(problem -> LOG.error("{}", problem));
                      LOG.info("streams follow the saved configuration venue={}", venue);
                    }));
    Map<String, String> applied = new LinkedHashMap<>();
    for (String key : running.differences(saved)) {
      if (isFollowed(key)) {
        applied.put(key, saved.text(key));
      }
    }
    selections = wanted;
    running = saved;
    if (!applied.isEmpty()) {
      onApplied.accept(applied);
    }
  }

  private void tellToRestart(CaravanConfig saved) {
    Set<String> keys = new LinkedHashSet<>(started.differences(saved));
    keys.removeIf(this::isFollowed);
    for (String key : keys) {
      if (!toldToRestart.contains(key)) {
        LOG.warn("changed key needs a restart key={}", key);
      }
    }
    toldToRestart = keys;
  }

  /** What this venue selects now, where the saved configuration selects something else. */
  private Optional<StreamSelection> from(String venue, StreamSelection to) {
    return Optional.ofNullable(selections.get(venue)).filter(from -> !from.equals(to));
  }

  private boolean isFollowed(String key) {
    return started.names("caravan.venues").stream()
        .anyMatch(
            venue ->
                key.equals("caravan.venues." + venue + ".symbols")
                    || key.equals("caravan.venues." + venue + ".channels"));
  }

  /** What each recorded venue selects; a venue with a problem is left out. */
  private Map<String, StreamSelection> selections(CaravanConfig config, List<String> found) {
    Map<String, StreamSelection> all = new LinkedHashMap<>();
    for (String venue : started.names("caravan.venues")) {
      String prefix = "caravan.venues." + venue;
      try {
        StreamSelection selection =
            StreamSelection.of(
                SymbolSelection.of(SymbolEntries.read(config.text(venue, "symbols"))),
                config.names(prefix + ".channels"),
                Venues.dialect(venue)::isOfVenue);
        if (selection.channels().isEmpty()) {
          found.add(prefix + ".channels is empty; write for example trade");
        } else if (selection.symbols().isEmpty() && selection.wantsSymbols()) {
          found.add(prefix + ".symbols is empty; write for example BTCUSDT,ETHUSDT");
        } else {
          all.put(venue, selection);
        }
      } catch (IOException e) {
        found.add(prefix + ".symbols: " + e.getMessage());
      } catch (IllegalArgumentException e) {
        found.add(prefix + ".channels: " + e.getMessage());
      }
    }
    return all;
  }

  /** The files that matter now; those that a refused configuration names may yet be written. */
  private Set<String> files() {
    Set<String> files = new LinkedHashSet<>();
    files.add(source.file().toString());
    for (String venue : started.names("caravan.venues")) {
      for (CaravanConfig config : List.of(running, lastSaved)) {
        SymbolEntries.files(config.text(venue, "symbols"))
            .forEach(file -> files.add(file.toString()));
      }
    }
    return files;
  }

  private static Stamp stamp(String file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(Path.of(file), BasicFileAttributes.class);
      return new Stamp(
          attributes.size(),
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          attributes.fileKey());
    } catch (IOException e) {
      return Stamp.ABSENT;
    }
  }
}
