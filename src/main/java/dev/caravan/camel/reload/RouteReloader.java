package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a context's routes equal to its route files: all at the start, each edit while it runs.
 *
 * <p>An edit is applied whole or refused whole; a refused one leaves the running routes as they are
 * and is tried again when another file changes, since the other may have been what was missing. All
 * work is under one lock, mostly on the watcher's thread.
 */
public final class RouteReloader {

  private static final Logger LOG = LoggerFactory.getLogger(RouteReloader.class);

  /** How long a file must have been still before it is read. */
  public static final Duration DEFAULT_QUIET_TIME = Duration.ofMillis(300);

  /** How long a route may take to finish what it holds; below every feed's detach grace. */
  public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(5);

  private final RouteSource source;
  private final RouteFileCheck check;
  private final RouteSwap swap;
  private final Clock clock;
  private final NanoClock nanos = NanoClock.system();
  private final List<Consumer<FileStatus>> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private RouteSet running = RouteSet.empty();
  private Set<String> expected = Set.of();
  private final Map<String, RouteText> refusedTexts = new TreeMap<>();
  private final Map<String, FileStatus> statuses = new TreeMap<>();
  private long applied;
  private long refused;

  private final AtomicReference<@Nullable RouteFolderWatcher> watcher = new AtomicReference<>();

  private volatile ReloadStatus status =
      new ReloadStatus(false, List.of(), Set.of(), Set.of(), 0, 0);

  /**
   * Follows a folder.
   *
   * @param loadable says of a file that its venue is configured, or that it needs none
   */
  public RouteReloader(
      CamelContext live, Path folder, Predicate<Path> loadable, ScratchContextFactory scratch) {
    this(live, new FolderRouteSource(folder, loadable), scratch);
  }

  /** Follows any source; one without a folder is loaded once. */
  public RouteReloader(CamelContext live, RouteSource source, ScratchContextFactory scratch) {
    this(live, source, scratch, text -> false, DEFAULT_STOP_TIMEOUT, Clock.systemUTC());
  }

  /**
   * Follows any source.
   *
   * @param isProven says of a file that it, among others that are, was checked when this was built;
   *     while all are at the start, nothing is checked again
   */
  public RouteReloader(
      CamelContext live,
      RouteSource source,
      ScratchContextFactory scratch,
      Predicate<RouteText> isProven) {
    this(live, source, scratch, isProven, DEFAULT_STOP_TIMEOUT, Clock.systemUTC());
  }

  RouteReloader(
      CamelContext live,
      RouteSource source,
      ScratchContextFactory scratch,
      Predicate<RouteText> isProven,
      Duration stopTimeout,
      Clock clock) {
    this.source = requireNonNull(source, "source");
    this.check = new RouteFileCheck(live, requireNonNull(scratch, "scratch"), isProven);
    this.swap = new RouteSwap(requireNonNull(live, "live"), stopTimeout);
    this.clock = requireNonNull(clock, "clock");
  }

  /** Calls the listener after each file's result, on the thread that reloads. */
  public void onResult(Consumer<FileStatus> listener) {
    listeners.add(requireNonNull(listener, "listener"));
  }

  /** The state after the last load or edit; any thread. */
  public ReloadStatus status() {
    RouteFolderWatcher current = watcher.get();
    return status.watching(current != null && current.isWatching());
  }

  /**
   * Checks and loads every file into the context, which may be started or not.
   *
   * @throws RouteProblemsException with the problems of all files; nothing was loaded then, except
   *     when a started context refused a route
   */
  public synchronized void loadAll() throws IOException, RouteProblemsException {
    List<RouteProblem> problems = new ArrayList<>();
    RouteSet wanted = wanted(problems);
    if (!problems.isEmpty()) {
      throw new RouteProblemsException(problems);
    }
    swap.load(wanted);
    running = wanted;
    expected = swap.expected(wanted);
    for (RouteDocument document : wanted.documents()) {
      record(document.file(), FileStatus.Result.APPLIED, document.source().sha256(), List.of());
    }
    publish();
    LOG.info(
        "routes loaded files={} routes={}",
        wanted.documents().stream().map(RouteDocument::file).toList(),
        expected);
  }

  /** The problems of all files, as {@link #loadAll} would find them; loads nothing. */
  public synchronized List<RouteProblem> problems() throws IOException {
    List<RouteProblem> problems = new ArrayList<>();
    wanted(problems);
    return problems;
  }

  /** All files of the source; adds what is wrong with them. */
  private RouteSet wanted(List<RouteProblem> problems) throws IOException {
    RouteSet wanted = RouteSet.empty();
    for (RouteText text : source.load()) {
      try {
        wanted = wanted.with(check.parse(text));
      } catch (RouteProblemsException e) {
        problems.addAll(e.problems());
      }
    }
    problems.addAll(check.atStart(wanted));
    return wanted;
  }

  /** Begins to follow the folder; does nothing where there is none. */
  public synchronized void start() throws IOException {
    Optional<Path> folder = source.folder();
    if (folder.isPresent() && watcher.get() == null) {
      watcher.set(
          new RouteFolderWatcher(
              folder.get(),
              FolderRouteSource::isRouteFile,
              DEFAULT_QUIET_TIME,
              nanos,
              this::changed));
      LOG.info("route edits are followed folder={}", folder.get());
    }
  }

  /** Ends following, after a swap in progress; call it before the context is stopped. */
  public void stop() {
    RouteFolderWatcher ending = watcher.getAndSet(null);
    if (ending != null) {
      ending.close(); // without the lock, which the swap in progress holds
    }
  }

  /** Takes the names of files that changed, appeared or went. */
  synchronized void changed(Set<String> files) {
    Map<String, Optional<RouteText>> edits = read(files);
    if (edits.isEmpty()) {
      return;
    }
    refusedTexts.forEach((file, text) -> edits.putIfAbsent(file, Optional.of(text)));
    Map<String, RouteDocument> documents = parse(edits);
    while (!edits.isEmpty()) {
      RouteSet wanted = wanted(edits, documents);
      Map<String, List<RouteProblem>> problems = problems(edits.keySet(), documents, wanted);
      if (problems.isEmpty()) {
        SwapPlan plan = swap.plan(running, wanted);
        long startNs = nanos.nanos();
        List<RouteProblem> failed = swap.apply(plan, running, wanted);
        if (failed.isEmpty()) {
          accept(edits, wanted, plan, Duration.ofNanos(nanos.nanos() - startNs));
          break;
        }
        problems = byEditedFile(edits.keySet(), failed);
      }
      problems.forEach((file, found) -> refuse(file, edits.remove(file), found));
      documents.keySet().retainAll(edits.keySet());
    }
    publish();
  }

  /** Leaves out what did not really change. */
  private Map<String, Optional<RouteText>> read(Set<String> files) {
    Map<String, Optional<RouteText>> edits = new TreeMap<>();
    for (String file : files) {
      try {
        Optional<RouteText> text = source.read(file);
        Optional<RouteDocument> runs = running.document(file);
        Optional<String> sha = text.map(RouteText::sha256);
        if (sha.isPresent() && sha.equals(sha256(refusedTexts.get(file)))) {
          continue;
        }
        boolean same = sha.equals(runs.map(document -> document.source().sha256()));
        boolean undone = refusedTexts.remove(file) != null;
        if (!same || (text.isPresent() && !swap.lost().isEmpty())) {
          edits.put(file, text);
        } else if (undone) {
          LOG.info("refused route edit was taken back file={}", file);
          if (text.isPresent()) {
            record(file, FileStatus.Result.APPLIED, sha.orElse(""), List.of());
          } else {
            statuses.remove(file);
          }
          publish();
        }
      } catch (IOException e) {
        LOG.warn(
            "route file not read, running routes stay file={} reason={}; save it again", file, e);
      }
    }
    return edits;
  }

  private static Optional<String> sha256(@Nullable RouteText text) {
    return Optional.ofNullable(text).map(RouteText::sha256);
  }

  private Map<String, RouteDocument> parse(Map<String, Optional<RouteText>> edits) {
    Map<String, RouteDocument> documents = new TreeMap<>();
    for (String file : List.copyOf(edits.keySet())) {
      Optional<RouteText> text = edits.getOrDefault(file, Optional.empty());
      if (text.isPresent()) {
        try {
          documents.put(file, check.parse(text.get()));
        } catch (RouteProblemsException e) {
          edits.remove(file);
          refuse(file, text, e.problems());
        }
      }
    }
    return documents;
  }

  private RouteSet wanted(
      Map<String, Optional<RouteText>> edits, Map<String, RouteDocument> documents) {
    RouteSet wanted = running;
    for (String file : edits.keySet()) {
      wanted = wanted.without(file);
    }
    for (RouteDocument document : documents.values()) {
      wanted = wanted.with(document);
    }
    return wanted;
  }

  private Map<String, List<RouteProblem>> problems(
      Set<String> edited, Map<String, RouteDocument> documents, RouteSet wanted) {
    return byEditedFile(edited, check.ofChange(documents.values(), running, wanted));
  }

  /** A problem in a file that nobody edited is the doing of all that were edited. */
  private static Map<String, List<RouteProblem>> byEditedFile(
      Set<String> edited, List<RouteProblem> problems) {
    Map<String, List<RouteProblem>> byFile = new LinkedHashMap<>();
    for (RouteProblem problem : problems) {
      Collection<String> files =
          edited.contains(problem.file()) ? List.of(problem.file()) : Set.copyOf(edited);
      files.forEach(file -> byFile.computeIfAbsent(file, f -> new ArrayList<>()).add(problem));
    }
    return byFile;
  }

  private void refuse(
      String file, @Nullable Optional<RouteText> text, List<RouteProblem> problems) {
    Optional<RouteText> tried = text == null ? Optional.empty() : text;
    tried.ifPresent(t -> refusedTexts.put(file, t));
    String sha = tried.map(RouteText::sha256).orElse("");
    FileStatus before = statuses.get(file);
    boolean again =
        before != null && before.sha256().equals(sha) && before.problems().equals(problems);
    if (again) {
      return;
    }
    refused++;
    for (RouteProblem problem : problems) {
      LOG.warn("route edit refused, running routes stay: {}", problem);
    }
    record(file, FileStatus.Result.REFUSED, sha, problems);
  }

  private void accept(
      Map<String, Optional<RouteText>> edits, RouteSet wanted, SwapPlan plan, Duration took) {
    List<String> versions = new ArrayList<>();
    edits.forEach(
        (file, text) -> {
          String was =
              running.document(file).map(document -> document.source().sha256()).orElse("none");
          versions.add(
              file + " sha256 " + was + " -> " + text.map(RouteText::sha256).orElse("deleted"));
        });
    LOG.info(
        "routes applied files={} replaced={} added={} removed={} kept={} tookMs={}",
        versions,
        ids(plan.changed()),
        ids(plan.added()),
        ids(plan.removed()),
        plan.kept().size(),
        took.toMillis());
    RouteSet before = running;
    running = wanted;
    expected = swap.expected(wanted);
    edits.forEach(
        (file, text) -> {
          applied++;
          refusedTexts.remove(file);
          if (text.isPresent()) {
            record(file, FileStatus.Result.APPLIED, text.get().sha256(), List.of());
          } else {
            record(file, FileStatus.Result.REMOVED, "", List.of());
            before
                .document(file)
                .filter(document -> !document.items(RouteItem.Kind.FIXED).isEmpty())
                .ifPresent(
                    document ->
                        LOG.warn(
                            "beans and templates of a deleted file stay until a restart file={}",
                            file));
          }
        });
  }

  private static List<String> ids(List<RouteSet.Ref> refs) {
    return refs.stream().map(RouteSet.Ref::id).toList();
  }

  private void record(
      String file, FileStatus.Result result, String sha256, List<RouteProblem> problems) {
    List<String> routes =
        running.document(file).stream()
            .flatMap(document -> document.items(RouteItem.Kind.ROUTE).stream())
            .map(item -> item.id().orElse(""))
            .filter(expected::contains)
            .toList();
    FileStatus next = new FileStatus(file, result, clock.instant(), sha256, problems, routes);
    statuses.put(file, next);
    publish();
    for (Consumer<FileStatus> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException e) {
        LOG.warn("listener of route edits failed file={}", file, e);
      }
    }
  }

  private void publish() {
    status =
        new ReloadStatus(
            false, List.copyOf(statuses.values()), expected, swap.lost(), applied, refused);
  }
}
