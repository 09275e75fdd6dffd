package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest gaps, swaps and lost connections with their causes, for whoever looks later.
 *
 * <p>What happens at one venue for one cause at nearly the same time is one event, so that a
 * connection of a thousand streams does not push all else out. Any thread; bounded.
 */
public final class Timeline {
  /** Events kept; the oldest leave. */
  public static final int MOST_EVENTS = 300;

  static final long TOGETHER_MS = 2_000;

  /** What can happen. */
  public enum Kind {
    /** Ids never arrived. */
    GAP,
    /** What was missing came over REST after all. */
    FILLED,
    /** A connection took over from another without a loss. */
    SWAP,
    /** A connection ended on its own. */
    LOST,
    /** A connection delivers. */
    LIVE,
    /** The receive clock was anchored anew. */
    CLOCK
  }

  /**
   * One thing that happened, or several alike at nearly the same time.
   *
   * @param id stays when more of the same is added
   * @param change grows whenever something is added; tells what a viewer has not seen yet
   * @param atMs when it began
   * @param what the stream or connection; the newest of them where there are several
   * @param times how often it happened
   * @param ids how many ids it is about
   */
  public record Event(
      long id,
      long change,
      long atMs,
      Kind kind,
      String venue,
      String what,
      String cause,
      long times,
      long ids) {}

  // Guarded by this.
  private final Deque<Event> events = new ArrayDeque<>();
  private long changes;

  /** Adds an event, or adds to the newest of its kind. */
  public synchronized void add(
      long atMs, Kind kind, String venue, String what, String cause, long ids) {
    requireNonNull(kind, "kind");
    changes++;
    Event alike = newestLike(atMs, kind, venue, cause);
    if (alike != null) {
      events.remove(alike);
      events.add(
          new Event(
              alike.id,
              changes,
              alike.atMs,
              kind,
              venue,
              what,
              cause,
              alike.times + 1,
              alike.ids + ids));
      return;
    }
    events.add(new Event(changes, changes, atMs, kind, venue, what, cause, 1, ids));
    if (events.size() > MOST_EVENTS) {
      events.removeFirst();
    }
  }

  private @Nullable Event newestLike(long atMs, Kind kind, String venue, String cause) {
    for (Iterator<Event> newest = events.descendingIterator(); newest.hasNext(); ) {
      Event event = newest.next();
      if (Math.abs(atMs - event.atMs) > TOGETHER_MS) {
        continue;
      }
      if (event.kind == kind && event.venue.equals(venue) && event.cause.equals(cause)) {
        return event;
      }
    }
    return null;
  }

  /** What changed after the given change, in that order; everything after 0. */
  public synchronized List<Event> since(long change) {
    return events.stream().filter(event -> event.change > change).toList();
  }
}
