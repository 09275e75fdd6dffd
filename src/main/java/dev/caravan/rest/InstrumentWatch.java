package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a venue's wanted streams in step with what the operator selects and the venue lists.
 *
 * <p>A route takes what is wanted so far ({@link #select}), attaches with it, and then follows
 * ({@link #follow}); it hears of every later change. The list is read at the first selection and
 * then again and again; until it was read once, names count as written and patterns wait. Outlives
 * the route, so that its next version knows the list at once.
 *
 * <p>Thread-safe. Followers are called one after the other, on the thread that brought the change.
 */
public final class InstrumentWatch {

  private static final Logger LOG = LoggerFactory.getLogger(InstrumentWatch.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);
  private static final int NAMED = 10;

  private final String venue;
  private final Optional<Listing> listing;

  // Guarded by this.
  private final Membership membership;
  private @Nullable Consumer<Collection<StreamId>> follower;
  private Set<StreamId> delivered = Set.of();
  private boolean isReading;
  private int failures;
  private String failure = "";
  private @Nullable Future<?> next;

  /** Set under the lock, read without: a follower that hangs must not silence the health check. */
  private volatile List<String> problems = List.of();

  /**
   * How the venue's list is read.
   *
   * @param ask asks the venue
   * @param executor calls later; never blocked for long
   * @param every time from one reading of the list to the next
   */
  public record Listing(
      Supplier<CompletableFuture<List<Instrument>>> ask,
      ScheduledExecutorService executor,
      Duration every) {
    public Listing {
      requireNonNull(ask, "ask");
      requireNonNull(executor, "executor");
      requireNonNull(every, "every");
    }
  }

  /**
   * Waits for the first selection.
   *
   * @param listing empty where the venue cannot be asked
   */
  public InstrumentWatch(String venue, Optional<Listing> listing, NanoClock clock) {
    this.venue = requireNonNull(venue, "venue");
    this.listing = requireNonNull(listing, "listing");
    this.membership = new Membership(venue, clock);
  }

  /** Selects; returns what is wanted as far as it is known, without waiting. */
  public synchronized Set<StreamId> select(StreamSelection selection) {
    tell(membership.select(selection));
    membership.problems().forEach(problem -> LOG.warn("{}", problem));
    delivered = membership.wanted();
    updateProblems();
    readIfNeverRead();
    return delivered;
  }

  /** What is wanted now, for a follower that begins again with the same selection. */
  public synchronized Set<StreamId> wanted() {
    delivered = membership.wanted();
    return delivered;
  }

  /** From now on every change goes there, beginning with what changed since {@link #select}. */
  public synchronized void follow(Consumer<Collection<StreamId>> wanted) {
    follower = requireNonNull(wanted, "wanted");
    deliver();
  }

  /** Nobody is told any more; the list is still kept. */
  public synchronized void unfollow() {
    follower = null;
  }

  /**
   * Why {@link #change} would refuse, all reasons at once.
   *
   * @param from what the change is meant to replace
   */
  public synchronized List<String> refusals(StreamSelection from, StreamSelection to) {
    if (!membership.selection().equals(from)) {
      return membership.selection().equals(to)
          ? List.of()
          : List.of(
              "streams not changed: venue="
                  + venue
                  + " names its own in its route; edit the route file instead");
    }
    List<String> problems = new ArrayList<>(membership.problemsOf(to));
    if (to.symbols().needsList() && listing.isEmpty()) {
      problems.add(noList());
    }
    return problems;
  }

  /**
   * Selects something else while running.
   *
   * @param from what the change is meant to replace
   * @return why it was refused; empty where it was done
   */
  public synchronized List<String> change(StreamSelection from, StreamSelection to) {
    List<String> problems = refusals(from, to);
    if (problems.isEmpty()) {
      tell(membership.select(to));
      updateProblems();
      readIfNeverRead();
      deliver();
    }
    return problems;
  }

  /** What an operator should mend or know; empty where all that is selected is wanted. */
  public List<String> problems() {
    return problems;
  }

  private void updateProblems() {
    List<String> found = new ArrayList<>(membership.problems());
    if (membership.isWaiting()) {
      found.add(
          listing.isEmpty()
              ? noList()
              : "patterns wait for the instrument list: venue="
                  + venue
                  + " attempt="
                  + (failures + 1)
                  + (failure.isEmpty() ? "" : " last failure: " + failure));
    }
    problems = List.copyOf(found);
  }

  /** Reads the list now. */
  public synchronized void readNow() {
    if (isReading || listing.isEmpty()) {
      return;
    }
    isReading = true;
    if (next != null) {
      next.cancel(false);
    }
    listing.get().ask().get().whenComplete(this::onList);
  }

  private void readIfNeverRead() {
    boolean isOver = next != null && !next.isDone();
    if (!membership.isListKnown() && !isOver) {
      readNow();
    }
  }

  private synchronized void onList(
      @Nullable List<Instrument> instruments, @Nullable Throwable thrown) {
    isReading = false;
    if (thrown == null && instruments != null) {
      failures = 0;
      failure = "";
      List<String> before = membership.problems();
      tell(membership.listed(instruments));
      membership.problems().stream()
          .filter(problem -> !before.contains(problem))
          .forEach(problem -> LOG.warn("{}", problem));
      updateProblems();
      deliver();
      listing.ifPresent(known -> schedule(known.every()));
      return;
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    failure = cause == null ? "no answer" : String.valueOf(cause.getMessage());
    Duration wait = retryAfter(failures++, cause);
    updateProblems();
    if (failures == 1) {
      LOG.warn(
          "instrument list not read venue={} waiting={} retryIn={}s reason={}",
          venue,
          membership.isWaiting(),
          wait.toSeconds(),
          failure);
    }
    schedule(wait);
  }

  private static Duration retryAfter(int failures, @Nullable Throwable cause) {
    Duration doubled = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
    Duration wait = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    Duration asked = cause instanceof RestException refused ? refused.retryAfter() : Duration.ZERO;
    return asked.compareTo(wait) > 0 ? asked : wait;
  }

  private void schedule(Duration wait) {
    try {
      next =
          listing
              .map(
                  known ->
                      known
                          .executor()
                          .schedule(this::readNow, wait.toMillis(), TimeUnit.MILLISECONDS))
              .orElse(null);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("instruments no longer watched venue={}", venue);
    }
  }

  private void deliver() {
    Consumer<Collection<StreamId>> to = follower;
    Set<StreamId> wanted = membership.wanted();
    if (to == null || wanted.equals(delivered)) {
      return;
    }
    delivered = wanted;
    try {
      to.accept(wanted);
    } catch (RuntimeException e) {
      LOG.error("changed streams not taken venue={} reason={}", venue, e.toString());
    }
  }

  private void tell(Membership.Change change) {
    if (!change.joined().isEmpty() || !change.left().isEmpty()) {
      LOG.info(
          "symbols venue={} joined={} {} left={} {}",
          venue,
          change.joined().size(),
          some(change.joined()),
          change.left().size(),
          some(change.left()));
    }
  }

  private static String some(List<String> symbols) {
    String named = String.join(",", symbols.subList(0, Math.min(NAMED, symbols.size())));
    return "[" + named + (symbols.size() > NAMED ? ",…" : "") + "]";
  }

  private String noList() {
    return "patterns cannot be resolved: venue="
        + venue
        + " has no instrument list here; set caravan.venues."
        + venue
        + ".rest-url, or write the symbols' names";
  }
}
