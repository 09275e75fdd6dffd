package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is kept away from live state and what is only odd, by venue, channel and reason, and
 * names the streams on which the former is no accident any more.
 *
 * <p>The first of each kind is a line in the log, and then the hundredth, the ten thousandth.
 * Thread-safe; one thread reports, any asks.
 */
public final class InvalidData {

  private static final Logger LOG = LoggerFactory.getLogger(InvalidData.class);
  private static final int NAMED = 5;

  /** A stream that fell silent meanwhile says nothing impossible any more. */
  static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private record Key(String venue, String channel, Reason reason) {}

  private record Name(String venue, StreamId stream) {}

  private static final class Trouble {
    final InvalidRun run = new InvalidRun();
    long refused;
    Refusal latest;
    long latestAtNs;

    Trouble(Refusal first) {
      this.latest = first;
    }
  }

  private final ConcurrentMap<Key, Long> counts = new ConcurrentHashMap<>();

  // Guarded by itself. Streams that are all right are not in it.
  private final Map<Name, Trouble> troubles =
      new TreeMap<>(
          Comparator.comparing(Name::venue).thenComparing(name -> name.stream.toString()));

  private volatile boolean hasTroubles;
  private final NanoClock clock;

  public InvalidData(NanoClock clock) {
    this.clock = requireNonNull(clock, "clock");
  }

  /** Something of this stream was kept away. */
  public void refused(Refusal refusal) {
    requireNonNull(refusal, "refusal");
    long count = count(refusal.venue(), refusal.stream(), refusal.reason());
    if (count == 1 || count == 100 || count == 10_000) {
      LOG.warn(
          "kept away from live state venue={} stream={} reason={} count={} found={}",
          refusal.venue(),
          refusal.stream(),
          refusal.reason().label(),
          count,
          refusal.detail());
    }
    synchronized (troubles) {
      Trouble trouble =
          troubles.computeIfAbsent(
              new Name(refusal.venue(), refusal.stream()), name -> new Trouble(refusal));
      trouble.run.bad();
      trouble.refused++;
      trouble.latest = refusal;
      trouble.latestAtNs = clock.nanos();
      hasTroubles = true;
    }
  }

  /** Something of this stream was odd, and is not kept away. */
  public void noted(String venue, StreamId stream, Reason oddity) {
    count(venue, stream, oddity);
  }

  private long count(String venue, StreamId stream, Reason reason) {
    return counts.merge(new Key(venue, stream.channel(), reason), 1L, Long::sum);
  }

  /** Something of this stream was all right; costs nothing while every stream is. */
  public void accepted(String venue, StreamId stream) {
    if (!hasTroubles) {
      return;
    }
    synchronized (troubles) {
      Name name = new Name(venue, stream);
      Trouble trouble = troubles.get(name);
      if (trouble != null) {
        trouble.run.good();
        if (trouble.run.isCalm()) {
          troubles.remove(name);
          hasTroubles = !troubles.isEmpty();
        }
      }
    }
  }

  /** What was counted since start, ordered by venue, channel and reason. */
  public List<InvalidCount> counts() {
    List<InvalidCount> all = new ArrayList<>();
    counts.forEach(
        (key, count) -> all.add(new InvalidCount(key.venue, key.channel, key.reason, count)));
    all.sort(
        Comparator.comparing(InvalidCount::venue)
            .thenComparing(InvalidCount::channel)
            .thenComparing(InvalidCount::reason));
    return List.copyOf(all);
  }

  /** Names the streams of a venue that keep sending what cannot be, with the newest reason. */
  public Optional<String> problem(String venue) {
    synchronized (troubles) {
      long now = clock.nanos();
      troubles.values().removeIf(trouble -> now - trouble.latestAtNs > FORGET_AFTER.toNanos());
      hasTroubles = !troubles.isEmpty();
      List<Trouble> serious =
          troubles.entrySet().stream()
              .filter(entry -> entry.getKey().venue.equals(venue))
              .map(Map.Entry::getValue)
              .filter(trouble -> trouble.run.isTrouble())
              .toList();
      if (serious.isEmpty()) {
        return Optional.empty();
      }
      String names =
          serious.stream()
              .limit(NAMED)
              .map(
                  trouble ->
                      trouble.latest.stream()
                          + " "
                          + trouble.latest.reason().label()
                          + " ("
                          + trouble.latest.detail()
                          + "; "
                          + trouble.refused
                          + " kept away)")
              .collect(Collectors.joining(", "));
      String more = serious.size() > NAMED ? " and " + (serious.size() - NAMED) + " more" : "";
      return Optional.of(
          venue
              + ": "
              + serious.size()
              + (serious.size() == 1 ? " stream says" : " streams say")
              + " what cannot be: "
              + names
              + more);
    }
  }
}
