package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent.Kind;
import dev.caravan.log.Redaction;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers incidents and who was told of them, across crashes.
 *
 * <p>Each change is appended to {@code incidents.jsonl} and synced before its method returns, so
 * what was opened and not delivered before a crash is delivered after it. An event is delivered
 * once, unless the process dies between its delivery and {@link #delivered}. An incident that was
 * opened and closed before anybody could be told is still told as two events, in order.
 *
 * <p>If the disk refuses, the change counts all the same and is written with the next one: a full
 * disk must not silence its own incident.
 *
 * <p>Each incident is logged here, so that the log has it whatever routes exist.
 *
 * <p>Thread-safe. Methods that change something wait for the disk: keep them off event loops.
 */
public final class IncidentLog implements Closeable {

  /** Closed incidents are forgotten after this. */
  public static final Duration KEEP_CLOSED = Duration.ofDays(30);

  /** No more incidents than this are remembered; the oldest closed ones go first. */
  public static final int MAX_INCIDENTS = 10_000;

  /** A consumer that comes back later than this is not told of what is long over. */
  public static final Duration KEEP_UNDELIVERED = Duration.ofDays(3);

  /** Longer texts are cut. */
  static final int MAX_TEXT = 2_000;

  private static final int MAX_UNWRITTEN = 1_000;
  private static final long NANOS = 1_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(IncidentLog.class);

  private final IncidentFile file;
  private final EpochNanoClock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final Object lock = new Object();
  // Guarded by lock.
  private final Deliveries state = new Deliveries();
  private final List<String> unwritten = new ArrayList<>();
  private final Set<String> unconfirmed = new HashSet<>();
  private boolean mustRewrite;
  private int failedWrites;

  /** Opens, or begins, the incident file in this folder. */
  public static IncidentLog in(Path folder, EpochNanoClock clock) throws IOException {
    return new IncidentLog(IncidentFile.on(folder.resolve("incidents.jsonl")), clock);
  }

  IncidentLog(IncidentFile file, EpochNanoClock clock) throws IOException {
    this.file = requireNonNull(file, "file");
    this.clock = requireNonNull(clock, "clock");
    List<String> lines = file.read();
    int unreadable = 0;
    for (String line : lines) {
      Optional<IncidentLine> parsed = IncidentLine.parse(line);
      if (parsed.isPresent()) {
        state.apply(parsed.get());
      } else {
        unreadable++;
      }
    }
    state.open().forEach(incident -> unconfirmed.add(incident.key()));
    if (unreadable > 0) {
      LOG.warn("incident lines not understood, ignored count={}", unreadable);
    }
    if (lines.isEmpty()) {
      write(List.of(new IncidentLine.Header(1)));
    } else if (unreadable == 0) {
      // With unreadable lines the file stays as it is: somebody may want to look at it.
      forgetOld();
    }
  }

  /** Opens an incident; while one of this key is open, that one is returned and nothing changes. */
  public Incident open(String key, Severity severity, String sentence, String nextStep) {
    requireNonNull(severity, "severity");
    Incident incident;
    synchronized (lock) {
      unconfirmed.remove(key);
      Optional<Incident> known = state.openOf(key);
      if (known.isPresent()) {
        return known.get();
      }
      record(
          new IncidentLine.Opened(
              state.nextId(), key, severity, now(), clean(sentence), clean(nextStep)));
      incident = state.openOf(key).orElseThrow();
      if (state.size() > MAX_INCIDENTS + MAX_INCIDENTS / 4) {
        forgetOld();
      }
    }
    log(incident);
    listeners.forEach(Runnable::run);
    return incident;
  }

  /** Closes the open incident of this key; empty if there is none. */
  public Optional<Incident> close(String key) {
    Incident closed;
    synchronized (lock) {
      Optional<Incident> open = state.openOf(key);
      if (open.isEmpty()) {
        return Optional.empty();
      }
      Incident incident = open.get();
      Instant at = now();
      if (at.isBefore(incident.openedAt())) {
        at = incident.openedAt();
      }
      record(new IncidentLine.Closed(incident.id(), at));
      unconfirmed.remove(key);
      closed =
          new Incident(
              incident.id(),
              incident.key(),
              incident.severity(),
              incident.openedAt(),
              Optional.of(at),
              incident.sentence(),
              incident.nextStep());
    }
    LOG.info(
        "incident closed id={} key={} after={}s",
        closed.id(),
        clean(closed.key()),
        Duration.between(closed.openedAt(), closed.closedAt().orElseThrow()).toSeconds());
    listeners.forEach(Runnable::run);
    return Optional.of(closed);
  }

  /** What is open, oldest first. */
  public List<Incident> open() {
    synchronized (lock) {
      return state.open();
    }
  }

  /** The open incident of this key. */
  public Optional<Incident> open(String key) {
    synchronized (lock) {
      return state.openOf(key);
    }
  }

  /**
   * Keys of incidents that an earlier run left open and nobody has opened again since the start.
   *
   * <p>What found them may be gone, such as the check of a venue that is no longer configured.
   */
  public Set<String> unconfirmed() {
    synchronized (lock) {
      return Set.copyOf(unconfirmed);
    }
  }

  /** The latest incidents, open and closed, newest first. */
  public List<Incident> recent(int limit) {
    synchronized (lock) {
      return state.recent(limit);
    }
  }

  /**
   * Makes a consumer known by its name: from here on every event of these kinds is owed to it.
   *
   * <p>A new one is first told what is open. One that comes back is told what it missed, except
   * what has been over for more than {@link #KEEP_UNDELIVERED}.
   */
  public void attach(String consumer, Set<Kind> kinds) {
    synchronized (lock) {
      if (!state.wants(consumer, kinds)) {
        record(new IncidentLine.Consumer(consumer, kinds));
      }
      Instant now = now();
      Instant oldest = now.minus(KEEP_UNDELIVERED);
      List<IncidentLine> dropped = new ArrayList<>();
      for (IncidentEvent event : state.pending(consumer, Integer.MAX_VALUE)) {
        Incident incident = event.incident();
        if (incident.closedAt().isPresent() && incident.closedAt().get().isBefore(oldest)) {
          dropped.add(
              new IncidentLine.Delivered(
                  consumer, event.kind(), incident.id(), now, Optional.of("too old")));
        }
      }
      if (!dropped.isEmpty()) {
        LOG.warn(
            "events never told dropped consumer={} count={} olderThan={}h",
            consumer,
            dropped.size(),
            KEEP_UNDELIVERED.toHours());
        dropped.forEach(state::apply);
        write(dropped);
      }
    }
  }

  /** The next event this consumer was not told yet; the same one until it is acknowledged. */
  public Optional<IncidentEvent> next(String consumer) {
    synchronized (lock) {
      return state.pending(consumer, 1).stream().findFirst();
    }
  }

  /** How many events this consumer was not told yet. */
  public int pending(String consumer) {
    synchronized (lock) {
      return state.pendingCount(consumer);
    }
  }

  /** Acknowledges: this consumer is never told this event again. */
  public void delivered(String consumer, IncidentEvent event) {
    acknowledge(consumer, event, Optional.empty());
  }

  /** Gives up: this consumer is never told this event, for this reason. */
  public void dropped(String consumer, IncidentEvent event, String reason) {
    acknowledge(consumer, event, Optional.of(clean(reason)));
  }

  private void acknowledge(String consumer, IncidentEvent event, Optional<String> dropped) {
    synchronized (lock) {
      record(
          new IncidentLine.Delivered(
              consumer, event.kind(), event.incident().id(), now(), dropped));
    }
  }

  /** Calls back after each opened and closed incident, on the thread that changed it. */
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  /** Closes the file; twice is harmless. */
  @Override
  public void close() throws IOException {
    synchronized (lock) {
      file.close();
    }
  }

  private void record(IncidentLine line) {
    state.apply(line);
    write(List.of(line));
  }

  private void write(List<IncidentLine> lines) {
    lines.forEach(line -> unwritten.add(line.write()));
    try {
      if (mustRewrite) {
        file.replace(wholeState());
        mustRewrite = false;
      } else {
        file.append(unwritten);
      }
      unwritten.clear();
      if (failedWrites > 0) {
        LOG.info("incidents written again failedWrites={}", failedWrites);
        failedWrites = 0;
      }
    } catch (IOException e) {
      if (failedWrites++ == 0) {
        LOG.error(
            "incident not written reason={}; kept in memory and written with the next one: look at"
                + " the disk",
            e.toString());
      }
      if (unwritten.size() > MAX_UNWRITTEN) {
        unwritten.clear();
        mustRewrite = true;
      }
    }
  }

  private void forgetOld() {
    List<Incident> closed =
        state.recent(Integer.MAX_VALUE).stream().filter(incident -> !incident.isOpen()).toList();
    Instant oldest = now().minus(KEEP_CLOSED);
    int room = Math.max(0, MAX_INCIDENTS - (state.size() - closed.size()));
    List<Incident> forgotten = new ArrayList<>();
    for (int i = 0; i < closed.size(); i++) {
      Incident incident = closed.get(i);
      if (i >= room || incident.closedAt().orElse(incident.openedAt()).isBefore(oldest)) {
        forgotten.add(incident);
      }
    }
    if (forgotten.isEmpty()) {
      return;
    }
    state.forget(forgotten);
    try {
      file.replace(wholeState());
      unwritten.clear();
      LOG.info("old incidents forgotten count={} kept={}", forgotten.size(), state.size());
    } catch (IOException e) {
      mustRewrite = true;
      LOG.error("incident file not rewritten reason={}; look at the disk", e.toString());
    }
  }

  private List<String> wholeState() {
    return state.lines().stream().map(IncidentLine::write).toList();
  }

  private Instant now() {
    long nanos = clock.epochNanos();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  private static void log(Incident incident) {
    String text = "incident opened id={} key={} severity={} sentence=\"{}\" next=\"{}\"";
    Object[] values = {
      incident.id(), incident.key(), incident.severity(), incident.sentence(), incident.nextStep()
    };
    switch (incident.severity()) {
      case CRITICAL -> LOG.error(text, values);
      case WARNING -> LOG.warn(text, values);
      case INFO -> LOG.info(text, values);
    }
  }

  /** One line without control characters and secrets; symbols in it are the venue's text. */
  private static String clean(String text) {
    String line = Redaction.redact(text).replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT - 1) + "…";
  }
}
