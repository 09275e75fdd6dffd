package dev.caravan.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which trouble each venue has when: in each turn another one, and no two venues the same.
 *
 * @param troubles at least as many as venues
 * @param count how many turns, one behind the other
 * @param length of each
 * @param showsBehind how long behind its turn a trouble may still show
 */
record Turns(List<Trouble> troubles, int count, Duration length, Duration showsBehind) {

  /** Before the first turn, so that every stream has begun. */
  static final Duration CALM_BEFORE = Duration.ofMillis(300);

  /** Behind the last turn, so that everybody is back. */
  static final Duration CALM_BEHIND = Duration.ofMillis(1200);

  /** Gate.io takes a connect each 2 s, and it has two connections. */
  private static final Duration SHOWS_BEHIND = Duration.ofSeconds(4);

  static Turns of(List<Trouble> troubles, int count, Duration length) {
    return new Turns(troubles, count, length, SHOWS_BEHIND);
  }

  /** The same on a machine that was late by this. */
  Turns showingBehind(Duration late) {
    return new Turns(troubles, count, length, showsBehind.plus(late));
  }

  Duration total() {
    return CALM_BEFORE.plus(length.multipliedBy(count)).plus(CALM_BEHIND);
  }

  private Trouble of(int venue, int turn) {
    return troubles.get((venue + turn) % troubles.size());
  }

  private Duration start(int turn) {
    return CALM_BEFORE.plus(length.multipliedBy(turn));
  }

  /** All troubles of the venue with this number. */
  Stream<Trouble> of(int venue) {
    return IntStream.range(0, count).mapToObj(turn -> of(venue, turn));
  }

  /** The same as {@code --faults} takes it. */
  String plan(int venue) {
    return IntStream.range(0, count)
            .mapToObj(turn -> of(venue, turn).plan(start(turn), length))
            .collect(Collectors.joining(","))
        + ",seed="
        + (7 + venue);
  }

  /**
   * Whether something seen at this time can come from such a trouble of the venue itself.
   *
   * @param started when its market started, or a little before
   */
  boolean explain(int venue, Instant started, Instant seen, Predicate<Trouble> such) {
    return IntStream.range(0, count)
        .filter(turn -> such.test(of(venue, turn)))
        .anyMatch(
            turn -> {
              Instant start = started.plus(start(turn));
              Duration shows = length.plus(of(venue, turn).noticedWithin()).plus(showsBehind);
              return !seen.isBefore(start) && !seen.isAfter(start.plus(shows));
            });
  }
}
