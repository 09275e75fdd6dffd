package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides how long a stream may be silent, a fixed time or what its own rhythm allows, and when one
 * that stays silent or was refused is asked for anew.
 *
 * <p>{@code auto} is 8 times the 90th percentile of the stream's own gaps, between 5 s and 15 min,
 * and 60 s until 20 gaps are known.
 *
 * @param firstAskAgain wait before it is asked for anew by itself; doubles with each try, five
 *     times at most
 */
public record StalenessPolicy(Optional<Duration> fixed, Duration firstAskAgain) {

  public static final Duration DEFAULT_FIRST_ASK_AGAIN = Duration.ofSeconds(30);

  static final Duration SHORTEST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(15);
  static final Duration UNKNOWN_RHYTHM = Duration.ofSeconds(60);
  static final int GAPS_NEEDED = 20;
  static final int FACTOR = 8;
  private static final int MOST_DOUBLINGS = 5;
  private static final long SHORTEST_NS = SHORTEST.toNanos();

  public StalenessPolicy {
    requireNonNull(fixed, "fixed");
    requireNonNull(firstAskAgain, "firstAskAgain");
  }

  public StalenessPolicy(Optional<Duration> fixed) {
    this(fixed, DEFAULT_FIRST_ASK_AGAIN);
  }

  public static StalenessPolicy auto() {
    return new StalenessPolicy(Optional.empty());
  }

  public static StalenessPolicy after(Duration silence) {
    return new StalenessPolicy(Optional.of(silence));
  }

  public StalenessPolicy withFirstAskAgain(Duration wait) {
    return new StalenessPolicy(fixed, wait);
  }

  /** How long to wait before a stream is asked for anew that was so often already. */
  public Duration askAgainAfter(int tries) {
    return firstAskAgain.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
  }

  /** No stream is stale before this. */
  Duration shortestAllowance() {
    return fixed.orElse(SHORTEST);
  }

  /** How long a stream of this rhythm may be silent. */
  public Duration allowedSilence(Rhythm rhythm) {
    if (fixed.isPresent()) {
      return fixed.get();
    }
    if (rhythm.gaps() < GAPS_NEEDED) {
      return UNKNOWN_RHYTHM;
    }
    if (rhythm.longestNs() <= SHORTEST_NS / FACTOR) {
      return SHORTEST; // a status asks this of every stream, and most of them are lively
    }
    Duration own = Duration.ofNanos(rhythm.percentile90Ns()).multipliedBy(FACTOR);
    if (own.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return own.compareTo(LONGEST) > 0 ? LONGEST : own;
  }
}
