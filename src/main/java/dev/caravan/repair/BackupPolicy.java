package dev.caravan.repair;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.Repairs.Down;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which of the streams that no connection delivers is asked for over REST next, and whether
 * its weight may be spent on that.
 *
 * <p>The one that was not asked for the longest comes first. Half of the budget is left to what
 * cannot wait: books where a chain begins, trades of gaps, the venue's time. Pure, not thread-safe.
 */
public final class BackupPolicy {

  private final Duration after;
  private final Duration every;
  private final Map<StreamId, Long> askedAtNs = new HashMap<>();

  /**
   * Fixes the times.
   *
   * @param after how long a stream has to be down; what REST alone gives does not wait
   * @param every how often it is asked for then
   */
  public BackupPolicy(Duration after, Duration every) {
    this.after = requireNonNull(after, "after");
    this.every = requireNonNull(every, "every");
  }

  /** Forgets when streams were asked for that are delivered again. */
  void keepOnly(Collection<Down> down) {
    Set<StreamId> left = new HashSet<>();
    down.forEach(each -> left.add(each.stream()));
    askedAtNs.keySet().retainAll(left);
  }

  /** The stream to ask for now; empty where all have to wait. */
  Optional<Down> next(Collection<Down> down, long nowNs) {
    return down.stream()
        .filter(each -> each.isOverRestOnly() || nowNs - each.sinceNs() >= after.toNanos())
        .filter(each -> isDue(each.stream(), nowNs))
        .max(Comparator.comparingLong(each -> waitedNs(each, nowNs)));
  }

  private boolean isDue(StreamId stream, long nowNs) {
    Long asked = askedAtNs.get(stream);
    return asked == null || nowNs - asked >= every.toNanos();
  }

  private long waitedNs(Down down, long nowNs) {
    return nowNs - askedAtNs.getOrDefault(down.stream(), down.sinceNs());
  }

  /** It is asked for now, or cannot be: not again before its time. */
  void asked(StreamId stream, long nowNs) {
    askedAtNs.put(stream, nowNs);
  }

  /** Whether this weight may be spent where so much of the budget is spent already. */
  static boolean mayCost(int weight, int used, int perMinute) {
    return used + weight <= perMinute / 2;
  }
}
