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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers incidents and who was told of them, across crashes.
 *
 * <p>Each change is appended to {@code incidents.jsonl} and synced before its method returns, so
 * what was opened and not delivered before a crash is delivered after it. An event is delivered
 * once, unless the process dies between its delivery and {@link #delivered}; it is then told again,
 * as one that is {@link Notice#isRepeated repeated}. An incident that was opened and closed before
 * anybody could be told is still told as two events, in order.
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

  /** After so many more lines the file is written anew, without what is past. */
  static final int MAX_LINES = 50_000;

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
  private final Map<String, Counts> counts = new TreeMap<>();
  private boolean mustRewrite;
  private int linesSinceRewrite;
  private int failedWrites;

  /** What became of the notices of one consumer since the start. */
  private static final class Counts {
    long told;
    long dropped;
    Optional<Instant> failingSince = Optional.empty();
    String failure = "";

    DeliveryStatus status(String consumer, int pending, Instant now) {
      Duration failingFor =
          failingSince.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
      return new DeliveryStatus(consumer, pending, told, dropped, failingFor, failure);
    }
  }

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
    return open(key, severity, sentence, nextStep, 1);
  }

  /** The same for one whose check went down so often lately: more than once, and it is flapping. */
  public Incident open(String key, Severity severity, String sentence, String nextStep, int times) {
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
              state.nextId(), key, severity, now(), clean(sentence), clean(nextStep), times));
      incident = state.openOf(key).orElseThrow();
      forgetIfMany();
    }
    log(incident);
    listeners.forEach(Runnable::run);
    return incident;
  }

  /** The open incident of this key concerns many more by now; empty if there is none. */
  public Optional<Incident> grow(String key, String sentence) {
    Incident grown;
    synchronized (lock) {
      Optional<Incident> open = state.openOf(key);
      if (open.isEmpty()) {
        return Optional.empty();
      }
      long id = open.get().id();
      record(new IncidentLine.Grown(id, state.parts(id) + 1, now(), clean(sentence)));
      grown = state.openOf(key).orElseThrow();
    }
    LOG.warn(
        "incident has grown id={} key={} sentence=\"{}\"",
        grown.id(),
        clean(grown.key()),
        grown.sentence());
    listeners.forEach(Runnable::run);
    return Optional.of(grown);
  }

  /** Closes the open incident of this key; empty if there is none. */
  public Optional<Incident> close(String key) {
    return close(key, 1);
  }

  /** The same for one whose check went down so often in all. */
  public Optional<Incident> close(String key, int times) {
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
      int inAll = Math.max(times, incident.times());
      record(new IncidentLine.Closed(incident.id(), at, inAll));
      unconfirmed.remove(key);
      closed = incident.closed(at, inAll);
    }
    LOG.info(
        "incident closed id={} key={} after={}s times={}",
        closed.id(),
        clean(closed.key()),
        closed.lasted().toSeconds(),
        closed.times());
    listeners.forEach(Runnable::run);
    return Optional.of(closed);
  }

  /**
   * Has everybody told this text once, as an incident would be; lines stay lines.
   *
   * @return false where a note of this name is known already, and nothing changes
   */
  public boolean note(Note note) {
    String key = Incident.NOTE_PREFIX + clean(note.name());
    synchronized (lock) {
      if (state.recent().stream().anyMatch(known -> known.key().equals(key))) {
        return false;
      }
      record(
          new IncidentLine.Noted(
              state.nextId(),
              key,
              now(),
              clean(note.title()),
              note.text().lines().map(IncidentLog::clean).collect(Collectors.joining("\n"))));
      forgetIfMany();
    }
    LOG.info("noted name={} title=\"{}\"", clean(note.name()), clean(note.title()));
    listeners.forEach(Runnable::run);
    return true;
  }

  /** Tells nobody anything for this long; zero ends it. What is held back is told afterwards. */
  public void mute(Duration duration) {
    synchronized (lock) {
      Instant now = now();
      Instant from = mutedUntil().isPresent() ? state.muted().orElseThrow().from() : now;
      record(new IncidentLine.Muted(from, now.plus(duration)));
    }
    LOG.info("incidents muted for={}s", duration.toSeconds());
    listeners.forEach(Runnable::run);
  }

  /** Until when nobody is told anything; empty where everybody is. */
  public Optional<Instant> mutedUntil() {
    synchronized (lock) {
      Instant now = now();
      return state
          .muted()
          .filter(muted -> !now.isBefore(muted.from()) && now.isBefore(muted.until()))
          .map(IncidentLine.Muted::until);
    }
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
      return state.recent().stream().filter(incident -> !incident.isNote()).limit(limit).toList();
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
      for (Deliveries.Pending pending : state.pending(consumer)) {
        Incident incident = pending.event().incident();
        if (incident.closedAt().isPresent() && incident.closedAt().get().isBefore(oldest)) {
          dropped.add(
              new IncidentLine.Delivered(consumer, pending.ref(), now, Optional.of("too old")));
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
      counts.computeIfAbsent(consumer, name -> new Counts());
    }
  }

  /** This consumer is no longer there; what it was not told is kept for when it comes back. */
  public void detach(String consumer) {
    synchronized (lock) {
      counts.remove(consumer);
    }
  }

  /** What this consumer is told next; the same again until it is acknowledged. */
  public Optional<Notice> next(String consumer) {
    return next(consumer, Optional.empty());
  }

  /** The same, keeping quiet hours: what they hold back follows after them in one notice. */
  public Optional<Notice> next(String consumer, Optional<QuietHours> quiet) {
    synchronized (lock) {
      return new DeliveryOrder(quiet, state.muted()).next(state.pending(consumer), now());
    }
  }

  /** How many events this consumer was not told yet. */
  public int pending(String consumer) {
    synchronized (lock) {
      return state.pendingCount(consumer);
    }
  }

  /** How each attached consumer stands. */
  public List<DeliveryStatus> deliveries() {
    synchronized (lock) {
      return counts.entrySet().stream()
          .map(entry -> entry.getValue().status(entry.getKey(), pending(entry.getKey()), now()))
          .toList();
    }
  }

  /** An attempt failed and will be made again; the reason is shown. */
  public void failing(String consumer, String reason) {
    synchronized (lock) {
      Counts count = counts.get(consumer);
      if (count != null) {
        count.failingSince = count.failingSince.or(() -> Optional.of(now()));
        count.failure = clean(reason);
      }
    }
  }

  /** About to tell: should the process die before it says more, this may have been told. */
  public void attempting(String consumer, Notice notice) {
    attempted(consumer, notice, false);
  }

  /** It is certain that the attempt told nothing. */
  public void notTold(String consumer, Notice notice) {
    attempted(consumer, notice, true);
  }

  private void attempted(String consumer, Notice notice, boolean failed) {
    List<IncidentLine> lines = new ArrayList<>();
    for (IncidentEvent event : notice.events()) {
      lines.add(new IncidentLine.Attempted(consumer, event.ref(), failed));
    }
    record(lines);
  }

  /** Acknowledges: this consumer is never told this again. */
  public void delivered(String consumer, Notice notice) {
    acknowledge(consumer, notice, Optional.empty());
  }

  /** Gives up: this consumer is never told this, for this reason. */
  public void dropped(String consumer, Notice notice, String reason) {
    acknowledge(consumer, notice, Optional.of(clean(reason)));
  }

  private void acknowledge(String consumer, Notice notice, Optional<String> dropped) {
    synchronized (lock) {
      List<IncidentLine> lines = new ArrayList<>();
      for (IncidentEvent event : notice.events()) {
        lines.add(new IncidentLine.Delivered(consumer, event.ref(), now(), dropped));
      }
      record(lines);
      Counts count = counts.get(consumer);
      if (count != null) {
        count.failingSince = Optional.empty();
        count.failure = "";
        count.told += dropped.isPresent() ? 0 : 1;
        count.dropped += dropped.isPresent() ? lines.size() : 0;
      }
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
    record(List.of(line));
  }

  private void record(List<IncidentLine> lines) {
    synchronized (lock) {
      lines.forEach(state::apply);
      write(lines);
    }
  }

  private void write(List<IncidentLine> lines) {
    lines.forEach(line -> unwritten.add(line.write()));
    linesSinceRewrite += lines.size();
    try {
      if (mustRewrite || linesSinceRewrite > MAX_LINES) {
        file.replace(wholeState());
        mustRewrite = false;
        linesSinceRewrite = 0;
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

  private void forgetIfMany() {
    if (state.size() > MAX_INCIDENTS + MAX_INCIDENTS / 4) {
      forgetOld();
    }
  }

  private void forgetOld() {
    List<Incident> closed = state.recent().stream().filter(incident -> !incident.isOpen()).toList();
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
      linesSinceRewrite = 0;
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
    String text = "incident opened id={} key={} severity={} times={} sentence=\"{}\" next=\"{}\"";
    Object[] values = {
      incident.id(),
      incident.key(),
      incident.severity(),
      incident.times(),
      incident.sentence(),
      incident.nextStep()
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
