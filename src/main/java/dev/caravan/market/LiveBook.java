package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.book.Continuity;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.Sequencing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one book true: snapshots replace it, deltas change it, a broken chain drops it until the
 * next snapshot.
 *
 * <p>While no snapshot is known, deltas are laid upon each other instead of being queued: since
 * quantities are absolute, the newest change of each price is all that a snapshot that comes later
 * needs. So what waits is never larger than a book. A snapshot of the stream itself always counts;
 * one that came over REST has to reach the chain.
 *
 * <p>Thread-safe: one thread applies, any reads a copy.
 */
final class LiveBook {

  /** Levels kept a side; beyond are the farthest from the market. */
  static final int MOST_LEVELS = 5_000;

  /** What became of an event. */
  enum Outcome {
    /** It is in the book, or waits for one. */
    APPLIED,
    /** Nothing new: the book was that far already. */
    CONTAINED,
    /** Ids are missing before it: the book is gone, what came now waits for a new one. */
    BROKEN,
    /** A book over REST that is too old for what waits. */
    TOO_OLD,
    /** The venue's check says that the book is another: the book is gone. */
    UNLIKE,
    /** It would make the best bid reach the best ask: the book is gone. */
    CROSSED
  }

  // Guarded by this.
  private final NavigableMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Levels.BIDS);
  private final NavigableMap<BigDecimal, BigDecimal> asks = new TreeMap<>(Levels.ASKS);
  private Continuity chain = new Continuity(Sequencing.CONTIGUOUS);
  private long chainFirstId;
  private boolean isKnown;
  private @Nullable Origin origin;

  /** Replaces the book, or puts it under the deltas that came before it. */
  synchronized Outcome apply(BookSnapshot snapshot) {
    boolean isOwn = !snapshot.origin().connection().isEmpty();
    if (!isOwn && chain.highestId() > snapshot.lastId()) {
      return isKnown ? Outcome.CONTAINED : putUnder(snapshot);
    }
    bids.clear();
    asks.clear();
    put(bids, snapshot.bids());
    put(asks, snapshot.asks());
    chain = new Continuity(Sequencing.CONTIGUOUS);
    if (snapshot.lastId() >= 0) {
      chain.resumeAfter(snapshot.lastId());
    }
    return likeSaid(known(snapshot.origin()), snapshot.check());
  }

  private Outcome putUnder(BookSnapshot snapshot) {
    SnapshotBridge bridge = SnapshotBridge.endingBehind(Math.max(0, snapshot.lastId()));
    if (bridge.judge(chainFirstId, Long.MAX_VALUE) == SnapshotBridge.Step.TOO_LATE) {
      return Outcome.TOO_OLD;
    }
    putUnder(bids, snapshot.bids());
    putUnder(asks, snapshot.asks());
    return known(requireNonNull(origin, "origin"));
  }

  /** What deltas said of a price is as new as the book or newer, so the book fills the others. */
  private static void putUnder(NavigableMap<BigDecimal, BigDecimal> side, List<Level> levels) {
    for (Level level : levels) {
      side.putIfAbsent(level.price(), level.size());
    }
  }

  /** Changes the book, or waits for it. */
  synchronized Outcome apply(BookDelta delta) {
    long highest = chain.highestId();
    Outcome outcome = Outcome.APPLIED;
    if (highest >= 0 && delta.firstId() == highest + 1 && delta.lastId() <= highest) {
      // It names its predecessor, so the venue started its ids anew, or said that nothing changed.
      chain.resumeAfter(delta.lastId());
      if (!isKnown && delta.lastId() < highest) {
        startOver(delta);
      }
    } else {
      switch (chain.next(delta.firstId(), delta.lastId())) {
        case FIRST -> chainFirstId = delta.firstId();
        case GAP -> {
          startOver(delta);
          outcome = Outcome.BROKEN;
        }
        case REPEATED, REORDERED -> {
          return Outcome.CONTAINED;
        }
        default -> {
          // Leads on.
        }
      }
    }
    put(bids, delta.bids());
    put(asks, delta.asks());
    origin = delta.origin();
    if (isKnown) {
      return likeSaid(checked(outcome), delta.check());
    }
    if (bids.size() > MOST_LEVELS || asks.size() > MOST_LEVELS) {
      startOver(delta);
      chainFirstId = delta.lastId() + 1;
    }
    return outcome;
  }

  private void startOver(BookDelta delta) {
    bids.clear();
    asks.clear();
    isKnown = false;
    chainFirstId = delta.firstId();
  }

  /** While no book is known, a removal is kept: it has to take the price out of the one to come. */
  private void put(NavigableMap<BigDecimal, BigDecimal> side, List<Level> levels) {
    for (Level level : levels) {
      if (isKnown && level.isRemoval()) {
        side.remove(level.price());
      } else {
        side.put(level.price(), level.size());
      }
    }
  }

  private Outcome known(Origin newest) {
    bids.values().removeIf(size -> size.signum() == 0);
    asks.values().removeIf(size -> size.signum() == 0);
    isKnown = true;
    origin = newest;
    return checked(Outcome.APPLIED);
  }

  private Outcome checked(Outcome outcome) {
    if (!bids.isEmpty() && !asks.isEmpty() && bids.firstKey().compareTo(asks.firstKey()) >= 0) {
      drop();
      return Outcome.CROSSED;
    }
    while (bids.size() > MOST_LEVELS) {
      bids.pollLastEntry();
    }
    while (asks.size() > MOST_LEVELS) {
      asks.pollLastEntry();
    }
    return outcome;
  }

  private Outcome likeSaid(Outcome outcome, Optional<BookCheck> check) {
    if (!isKnown
        || check.isEmpty()
        || check.get().holds(best(bids, check.get().levels()), best(asks, check.get().levels()))) {
      return outcome;
    }
    drop();
    return Outcome.UNLIKE;
  }

  /** Something of the stream cannot be believed: nothing is known until the next snapshot. */
  synchronized void drop() {
    bids.clear();
    asks.clear();
    isKnown = false;
    chainFirstId = chain.highestId() + 1;
  }

  synchronized boolean isKnown() {
    return isKnown;
  }

  /** First id of the deltas that wait for a book; empty where one is known. */
  synchronized OptionalLong lackingFrom() {
    return isKnown ? OptionalLong.empty() : OptionalLong.of(chainFirstId);
  }

  /** The best levels, empty while no book is known. */
  synchronized Optional<BookSnapshot> view(int levels) {
    return isKnown
        ? Optional.of(
            new BookSnapshot(
                requireNonNull(origin, "origin"),
                chain.highestId(),
                best(bids, levels),
                best(asks, levels)))
        : Optional.empty();
  }

  private static List<Level> best(NavigableMap<BigDecimal, BigDecimal> side, int levels) {
    List<Level> best = new ArrayList<>(Math.min(levels, side.size()));
    Iterator<Map.Entry<BigDecimal, BigDecimal>> entries = side.entrySet().iterator();
    while (best.size() < levels && entries.hasNext()) {
      Map.Entry<BigDecimal, BigDecimal> entry = entries.next();
      best.add(new Level(entry.getKey(), entry.getValue()));
    }
    return best;
  }
}
