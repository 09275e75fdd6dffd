package dev.caravan.incident;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.incident.Incident.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns what checks report into incidents, with hysteresis.
 *
 * <p>Incidents that an earlier run left open are taken over: they close like others once their
 * check is up, or after {@link #ORPHAN_AFTER} if nobody reports on them at all.
 *
 * <p>Thread-safe. {@link #tick} waits for the disk.
 */
public final class Watch {

  /** A check that is silent for this long after the start does not exist any more. */
  public static final Duration ORPHAN_AFTER = Duration.ofSeconds(60);

  /** What a check that is down says. */
  public record Trouble(Severity severity, String sentence, String nextStep) {}

  private record Watched(Hysteresis hysteresis, Optional<Trouble> trouble) {}

  private final IncidentLog log;
  private final NanoClock clock;
  private final Duration openAfter;
  private final Duration closeAfter;
  private final Function<String, Optional<Trouble>> latest;
  private final long startNanos;

  private final Object lock = new Object();
  // Guarded by lock.
  private final Map<String, Watched> watched = new HashMap<>();
  private final Set<String> reported = new HashSet<>();
  private boolean isSettled;

  /**
   * @param latest what a check says at the moment its incident opens, seconds after it went down;
   *     empty to take what was reported
   */
  public Watch(
      IncidentLog log,
      NanoClock clock,
      Duration openAfter,
      Duration closeAfter,
      Function<String, Optional<Trouble>> latest) {
    this.log = requireNonNull(log, "log");
    this.clock = requireNonNull(clock, "clock");
    this.openAfter = requireNonNull(openAfter, "openAfter");
    this.closeAfter = requireNonNull(closeAfter, "closeAfter");
    this.latest = requireNonNull(latest, "latest");
    this.startNanos = clock.nanos();
  }

  /** The check of this key is up. */
  public void up(String key) {
    report(key, Optional.empty());
  }

  /** The check of this key is down. */
  public void down(String key, Trouble trouble) {
    report(key, Optional.of(trouble));
  }

  private void report(String key, Optional<Trouble> trouble) {
    synchronized (lock) {
      long now = clock.nanos();
      if (!isSettled) {
        reported.add(key);
      }
      Watched known = watched.get(key);
      Hysteresis hysteresis =
          known == null
              ? new Hysteresis(openAfter, closeAfter, log.open(key).isPresent(), now)
              : known.hysteresis;
      hysteresis.report(trouble.isEmpty(), now);
      watched.put(key, new Watched(hysteresis, trouble));
    }
  }

  /** Opens and closes what is due; call it a few times a second. */
  public void tick() {
    synchronized (lock) {
      long now = clock.nanos();
      Iterator<Map.Entry<String, Watched>> entries = watched.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<String, Watched> entry = entries.next();
        Hysteresis hysteresis = entry.getValue().hysteresis;
        switch (hysteresis.decide(now)) {
          case OPEN -> open(entry.getKey(), entry.getValue().trouble);
          case CLOSE -> log.close(entry.getKey());
          case NOTHING -> {}
        }
        if (hysteresis.isCalm()) {
          entries.remove();
        }
      }
      if (!isSettled && now - startNanos >= ORPHAN_AFTER.toNanos()) {
        isSettled = true;
        log.unconfirmed().stream().filter(key -> !reported.contains(key)).forEach(log::close);
        reported.clear();
      }
    }
  }

  private void open(String key, Optional<Trouble> reported) {
    Trouble trouble = latest.apply(key).or(() -> reported).orElseThrow();
    log.open(key, trouble.severity, trouble.sentence, trouble.nextStep);
  }
}
