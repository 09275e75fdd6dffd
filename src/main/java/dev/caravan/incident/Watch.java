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
import org.jspecify.annotations.Nullable;

/**
 * Turns what checks report into incidents: with hysteresis, one for what flaps, one for what
 * follows from another, and again only when an open one has grown a lot.
 *
 * <p>Incidents that an earlier run left open are taken over: they close once their check has been
 * up for {@link #KNOWN_AFTER}, since a check is up after a start until it knows better, or after
 * {@link #ORPHAN_AFTER} if nobody reports on them at all.
 *
 * <p>Thread-safe. {@link #tick} waits for the disk.
 */
public final class Watch {

  /** A check that is silent for this long after the start does not exist any more. */
  public static final Duration ORPHAN_AFTER = Duration.ofSeconds(60);

  /** A start knows by then which streams are silent; the cooldown, where that is shorter. */
  public static final Duration KNOWN_AFTER = Duration.ofSeconds(90);

  /** Growth by fewer than this is no news. */
  static final long LEAST_GROWTH = 5;

  /**
   * What a check that is down says.
   *
   * @param extent how many things it concerns: streams, gaps
   * @param causes keys of checks that explain this one while they are down
   */
  public record Trouble(
      Severity severity, String sentence, String nextStep, long extent, Set<String> causes) {
    public Trouble {
      requireNonNull(severity, "severity");
      requireNonNull(sentence, "sentence");
      requireNonNull(nextStep, "nextStep");
      causes = Set.copyOf(causes);
    }

    /** Of one thing, for a reason of its own. */
    public Trouble(Severity severity, String sentence, String nextStep) {
      this(severity, sentence, nextStep, 1, Set.of());
    }
  }

  /** One check; its trouble is what was reported last. */
  private static final class Watched {
    final Hysteresis hysteresis;
    final WatchRules rules;
    @Nullable Trouble trouble;
    long toldExtent;
    long toldNanos;
    long grownSinceNanos;
    boolean hasGrown;

    Watched(Hysteresis hysteresis, WatchRules rules, long nowNanos) {
      this.hysteresis = hysteresis;
      this.rules = rules;
      this.toldNanos = nowNanos;
    }

    boolean isDown() {
      return !hysteresis.isUp();
    }

    /** Whether it concerns so many more than were told, and for long enough, that it is news. */
    boolean isNews(long nowNanos) {
      Trouble now = trouble;
      if (now == null || !isDown() || !hysteresis.isOpen()) {
        hasGrown = false;
        return false;
      }
      if (toldExtent == 0) {
        toldExtent = now.extent;
      }
      if (now.extent < Math.max(2 * toldExtent, toldExtent + LEAST_GROWTH)) {
        hasGrown = false;
        return false;
      }
      if (!hasGrown) {
        hasGrown = true;
        grownSinceNanos = nowNanos;
      }
      return nowNanos - grownSinceNanos >= rules.limits(now.severity).openAfter().toNanos()
          && nowNanos - toldNanos >= rules.cooldown().toNanos();
    }

    void told(long extent, long nowNanos) {
      toldExtent = extent;
      toldNanos = nowNanos;
      hasGrown = false;
    }
  }

  private final IncidentLog log;
  private final NanoClock clock;
  private final WatchRules rules;
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
      WatchRules rules,
      Function<String, Optional<Trouble>> latest) {
    this.log = requireNonNull(log, "log");
    this.clock = requireNonNull(clock, "clock");
    this.rules = requireNonNull(rules, "rules");
    this.latest = requireNonNull(latest, "latest");
    this.startNanos = clock.nanos();
  }

  /** The check of this key is up. */
  public void up(String key) {
    report(key, Optional.empty());
  }

  /** The check of this key is down; again when it says something else. */
  public void down(String key, Trouble trouble) {
    report(key, Optional.of(trouble));
  }

  private void report(String key, Optional<Trouble> trouble) {
    synchronized (lock) {
      long now = clock.nanos();
      if (!isSettled) {
        reported.add(key);
      }
      Watched check = watched.get(key);
      if (check == null) {
        Optional<Incident> open = log.open(key);
        if (trouble.isEmpty() && open.isEmpty()) {
          return;
        }
        Severity severity =
            trouble.map(Trouble::severity).or(() -> open.map(Incident::severity)).orElseThrow();
        boolean isTakenOver = log.unconfirmed().contains(key);
        Hysteresis.Limits limits =
            isTakenOver ? rules.limitsAfterStart(severity) : rules.limits(severity);
        check = new Watched(new Hysteresis(limits, open.isPresent(), now), rules, now);
        watched.put(key, check);
      }
      check.hysteresis.report(trouble.isEmpty(), now);
      check.trouble = trouble.orElse(check.trouble);
    }
  }

  /** Opens and closes what is due; call it a few times a second. */
  public void tick() {
    synchronized (lock) {
      long now = clock.nanos();
      Iterator<Map.Entry<String, Watched>> entries = watched.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<String, Watched> entry = entries.next();
        decide(entry.getKey(), entry.getValue(), now);
        if (entry.getValue().hysteresis.isCalm()) {
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

  private void decide(String key, Watched check, long now) {
    Trouble trouble = check.trouble;
    boolean hasCause = trouble != null && check.isDown() && isDownAny(trouble.causes);
    if (hasCause) {
      check.hysteresis.excuse(now);
    }
    switch (check.hysteresis.decide(now)) {
      case OPEN -> {
        Trouble newest = newest(key, trouble);
        log.open(key, newest.severity, newest.sentence, newest.nextStep, check.hysteresis.times());
        check.told(newest.extent, now);
      }
      case CLOSE -> log.close(key, check.hysteresis.times());
      case NOTHING -> {
        if (check.isNews(now) && !hasCause) {
          Trouble newest = newest(key, trouble);
          log.grow(key, newest.sentence);
          check.told(newest.extent, now);
        }
      }
    }
  }

  private boolean isDownAny(Set<String> causes) {
    return causes.stream().map(watched::get).anyMatch(cause -> cause != null && cause.isDown());
  }

  private Trouble newest(String key, @Nullable Trouble reported) {
    return latest.apply(key).or(() -> Optional.ofNullable(reported)).orElseThrow();
  }
}
