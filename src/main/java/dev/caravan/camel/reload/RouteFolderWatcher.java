package dev.caravan.camel.reload;

import dev.caravan.clock.NanoClock;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which files of a folder have changed and are still again.
 *
 * <p>Sleeps in the operating system's notification; every notification leads to a look at all files
 * of the folder, so that lost events and swapped links are seen too. One thread of its own, which
 * also runs the consumer; it ends without being interrupted.
 */
final class RouteFolderWatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RouteFolderWatcher.class);

  private final Path folder;
  private final Predicate<String> wanted;
  private final Consumer<Set<String>> onChange;
  private final NanoClock clock;
  private final WatchService events;
  private final Thread thread;

  // Watcher thread only.
  private final QuietFiles quiet;
  private Map<String, QuietFiles.Stamp> known = new HashMap<>();

  private volatile boolean watching = true;

  /**
   * Begins to watch. All files there are reported once, since they may have changed after they were
   * loaded.
   *
   * @param wanted says of a file name that changes matter
   * @param onChange takes names of files that changed, appeared or went
   */
  RouteFolderWatcher(
      Path folder,
      Predicate<String> wanted,
      Duration quietTime,
      NanoClock clock,
      Consumer<Set<String>> onChange)
      throws IOException {
    this.folder = folder;
    this.wanted = wanted;
    this.onChange = onChange;
    this.clock = clock;
    this.quiet = new QuietFiles(quietTime);
    this.events = folder.getFileSystem().newWatchService();
    try {
      folder.register(
          events,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException | RuntimeException e) {
      events.close();
      throw e;
    }
    this.thread = new Thread(this::run, "route-reload");
    thread.setDaemon(true);
    thread.start();
  }

  boolean isWatching() {
    return watching;
  }

  /** Ends the thread; waits for a swap in progress, but not longer than given. */
  void close(Duration patience) {
    try {
      events.close();
      if (Thread.currentThread() != thread) {
        thread.join(patience.toMillis());
      }
    } catch (IOException e) {
      LOG.debug("watch service not closed folder={}", folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(15));
  }

  private void run() {
    try {
      lookAround(Set.of());
      while (true) {
        WatchKey key = await();
        if (key != null) {
          Set<String> named = new HashSet<>();
          for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path path) {
              named.add(path.toString());
            }
          }
          lookAround(named);
          if (!key.reset()) {
            LOG.warn(
                "routes folder is gone, edits are no longer followed folder={}; running routes stay,"
                    + " restart to follow again",
                folder);
            return;
          }
        }
        Set<String> due = quiet.due(this::stamp, clock.nanos());
        if (!due.isEmpty() && Files.isDirectory(folder)) {
          report(due);
        }
      }
    } catch (ClosedWatchServiceException e) {
      LOG.debug("routes folder no longer watched folder={}", folder);
    } catch (InterruptedException e) {
      LOG.debug("interrupted, routes folder no longer watched folder={}", folder);
    } finally {
      watching = false;
    }
  }

  private @Nullable WatchKey await() throws InterruptedException {
    OptionalLong wait = quiet.waitNs(clock.nanos());
    return wait.isEmpty() ? events.take() : events.poll(wait.getAsLong(), TimeUnit.NANOSECONDS);
  }

  private void report(Set<String> due) {
    try {
      onChange.accept(due);
    } catch (RuntimeException e) {
      LOG.error("route files not reloaded files={}; running routes stay, save again", due, e);
    }
  }

  /** Marks what an event named, and whatever else looks different from before. */
  private void lookAround(Set<String> named) {
    Map<String, QuietFiles.Stamp> now = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(wanted)
          .forEach(file -> now.put(file, stamp(file)));
    } catch (IOException e) {
      LOG.debug("routes folder not listed folder={}", folder, e);
      return;
    }
    Set<String> touched = new HashSet<>(known.keySet());
    touched.addAll(now.keySet());
    touched.removeIf(
        file -> !named.contains(file) && stampIn(known, file).equals(stampIn(now, file)));
    touched.forEach(file -> quiet.touched(file, stampIn(now, file), clock.nanos()));
    known = now;
  }

  private static QuietFiles.Stamp stampIn(Map<String, QuietFiles.Stamp> stamps, String file) {
    return stamps.getOrDefault(file, QuietFiles.Stamp.ABSENT);
  }

  private QuietFiles.Stamp stamp(String file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(folder.resolve(file), BasicFileAttributes.class);
      return new QuietFiles.Stamp(
          attributes.size(),
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          attributes.fileKey());
    } catch (IOException e) {
      return QuietFiles.Stamp.ABSENT;
    }
  }
}
