package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.clock.ReceiveClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.BurstListener;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a venue's connections, subscriptions and streams; outlives a route swap.
 *
 * <p>Everything happens on one event loop: sockets, timers, recognition, continuity and the
 * listener's call. What socket reads produced leaves as one burst, at most one each {@link
 * FeedOptions#burstInterval()}. While no listener is attached the sockets stay open and unread, TCP
 * keeps what comes, and nothing is lost for at most {@link FeedOptions#detachGrace()}.
 *
 * <p>Public methods may be called from any thread.
 */
public final class Feed implements FlowControl {

  /** Hears of holes, on the event loop; must return at once. */
  @FunctionalInterface
  public interface GapListener {
    void onGap(String venue, String channel, String cause, long missingIds);
  }

  /** Hears of what is recorded in place of a frame, on the event loop; must return at once. */
  @FunctionalInterface
  public interface EventListener {
    void onEvent(StreamId stream, String connection, long receiveTimeNs, RecordEvent event);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final Object DETACHED = "detached";

  private final Dialect dialect;
  private final FeedOptions options;
  private final EventLoop loop;
  private final NanoClock monotonic;
  private final Outlet outlet;
  private final FrameIntake intake;
  private final Repairs repairs;
  private final WantedStreams streams;
  private final Fleet fleet;
  private final FeedWatch watch;
  private final LatestStatus latestStatus;

  // Guarded by the event loop.
  private final Set<Object> holders = new HashSet<>(Set.of(DETACHED));
  private boolean started;
  private @Nullable ScheduledFuture<?> tick;
  private @Nullable ScheduledFuture<?> graceTimer;
  private OptionalLong clockOffsetNs = OptionalLong.empty();

  /** Set by the event loop when connections begin to end; read by anyone. */
  private volatile boolean closing;

  public Feed(
      Dialect dialect,
      Mapping mapping,
      FeedOptions options,
      EventLoop loop,
      Executor resolver,
      EpochNanoClock wall,
      NanoClock monotonic,
      GapListener gapListener) {
    this(
        dialect,
        mapping,
        options,
        loop,
        resolver,
        wall,
        monotonic,
        gapListener,
        site -> Repairs.NONE);
  }

  /** A feed whose holes may be repaired. */
  public Feed(
      Dialect dialect,
      Mapping mapping,
      FeedOptions options,
      EventLoop loop,
      Executor resolver,
      EpochNanoClock wall,
      NanoClock monotonic,
      GapListener gapListener,
      Repairs.Maker repairs) {
    this.dialect = requireNonNull(dialect, "dialect");
    requireNonNull(mapping, "mapping");
    this.options = requireNonNull(options, "options");
    this.loop = requireNonNull(loop, "loop");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    ReceiveClock receiveClock = new ReceiveClock(wall, monotonic);
    this.outlet =
        new Outlet(
            dialect.venue(),
            this,
            receiveClock,
            monotonic,
            (action, delayNs) -> loop.schedule(action, delayNs, TimeUnit.NANOSECONDS),
            options.burstInterval());
    this.repairs = repairs.at(new RepairSite());
    this.streams = new WantedStreams(dialect.venue(), mapping, options.staleness());
    this.latestStatus = new LatestStatus(dialect.venue(), loop, this::picture);
    this.intake =
        new FrameIntake(dialect.venue(), mapping, outlet, streams, gapListener, this.repairs);
    ReadPace pace = new ReadPace(options.readInterval(), loop, monotonic, LockSupport::parkNanos);
    this.fleet =
        new Fleet(
            loop,
            resolver,
            dialect,
            options,
            ThreadLocalRandom.current(),
            streams,
            made -> new Deliveries(dialect, outlet, intake, streams, made, monotonic, pace));
    this.watch =
        new FeedWatch(
            dialect.venue(), receiveClock, monotonic, outlet, streams, intake, fleet, this.repairs);
  }

  public String venue() {
    return dialect.venue();
  }

  /** Tells what is recorded in place of a frame, from now on and to this listener only. */
  public void tellEvents(EventListener listener) {
    requireNonNull(listener, "listener");
    loop.execute(() -> outlet.tellEvents(listener));
  }

  /** Whether it was closed; a closed feed cannot be attached again, make another. */
  public boolean isClosed() {
    return closing;
  }

  /**
   * Gives the bursts to a listener from now on, and makes the wanted streams the given ones.
   *
   * <p>Streams that were wanted before go on undisturbed; only the difference is asked for. Returns
   * when it is done.
   *
   * @throws IllegalStateException if another listener is attached, or the feed is closed
   */
  public void attach(BurstListener to, Collection<StreamId> wanted) {
    requireNonNull(to, "to");
    Set<StreamId> distinct = new LinkedHashSet<>(wanted);
    onLoop(
        () -> {
          if (closing) {
            throw new IllegalStateException("feed is closed: venue=" + venue());
          }
          if (outlet.isTaken()) {
            throw new IllegalStateException(
                "feed already has a route: venue="
                    + venue()
                    + "; let one route per venue capture, or give the other a tap");
          }
          outlet.giveTo(to);
          if (graceTimer != null) {
            graceTimer.cancel(false);
            graceTimer = null;
          }
          if (!started) {
            start();
          }
          wantOnLoop(distinct);
          resumeOnLoop(DETACHED);
          outlet.emit();
        });
  }

  /**
   * Makes the wanted streams the given ones while a listener is attached; only the difference is
   * asked for.
   *
   * @throws IllegalStateException if the feed is closed
   */
  public void want(Collection<StreamId> wanted) {
    Set<StreamId> distinct = new LinkedHashSet<>(wanted);
    onLoop(
        () -> {
          if (closing) {
            throw new IllegalStateException("feed is closed: venue=" + venue());
          }
          wantOnLoop(distinct);
        });
  }

  /**
   * Takes the listener away: stops reading, keeps the sockets open. Returns when the listener will
   * not be called again.
   */
  public void detach() {
    onLoop(
        () -> {
          if (!outlet.isTaken()) {
            return;
          }
          outlet.emit();
          outlet.giveTo(null);
          pauseOnLoop(DETACHED);
          if (!closing) {
            graceTimer =
                loop.schedule(
                    this::graceExpired, options.detachGrace().toMillis(), TimeUnit.MILLISECONDS);
          }
        });
  }

  /**
   * Ends all connections politely: Close to the venue, read on until its Close. The listener gets
   * what still comes.
   *
   * @return completes when nothing more will come
   */
  public CompletableFuture<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      loop.execute(() -> closeOnLoop(done));
    } catch (RejectedExecutionException loopIsGone) {
      done.complete(null);
    }
    return done;
  }

  /** Hands on at once what is held for the next burst; event loop only. */
  void handOver() {
    outlet.emit();
  }

  /** A recent picture; never older than what the event loop can give within half a second. */
  public FeedStatus status() {
    return latestStatus.get();
  }

  @Override
  public void pauseReading(Object holder) {
    if (loop.inEventLoop()) {
      pauseOnLoop(holder);
    } else {
      loop.execute(() -> pauseOnLoop(holder));
    }
  }

  @Override
  public void resumeReading(Object holder) {
    if (loop.inEventLoop()) {
      resumeOnLoop(holder);
    } else {
      loop.execute(() -> resumeOnLoop(holder));
    }
  }

  private void start() {
    started = true;
    tick = loop.scheduleAtFixedRate(() -> watch.tick(holders.isEmpty()), 1, 1, TimeUnit.SECONDS);
    outlet.eventNow(StreamId.NONE, venue(), new RecordEvent.State("started", null));
    watch.start();
  }

  private void wantOnLoop(Set<StreamId> wanted) {
    watch.giveUpHolesOfOthers(wanted);
    WantedStreams.Change change = streams.want(wanted, monotonic.nanos());
    fleet.remove(change.gone());
    for (StreamId stream : change.added()) {
      StreamState state = streams.find(stream);
      if (state != null) {
        state.isOverRestOnly = dialect.isOverRestOnly(stream);
        state.beginsWithBook = dialect.beginsWithBook(stream);
        state.isOccasional = dialect.isOccasional(stream);
      }
    }
    fleet.add(change.added().stream().filter(each -> !dialect.isOverRestOnly(each)).toList());
    fleet.closeEmpty();
    latestStatus.outdate();
    if (!change.isNothing()) {
      LOG.info(
          "streams wanted venue={} total={} added={} removed={} connections={}",
          venue(),
          streams.size(),
          change.added().size(),
          change.gone().size(),
          fleet.connections().count());
    }
  }

  private void pauseOnLoop(Object holder) {
    latestStatus.outdate();
    if (holders.add(holder) && holders.size() == 1) {
      fleet.setReading(false);
    }
  }

  private void resumeOnLoop(Object holder) {
    latestStatus.outdate();
    if (holders.remove(holder) && holders.isEmpty()) {
      streams.listenAnew(monotonic.nanos());
      fleet.setReading(true);
    }
  }

  private void graceExpired() {
    if (!outlet.isTaken() && !closing) {
      LOG.error(
          "no route took the feed over, connections are closed venue={} graceMs={};"
              + " start a capture route for this venue",
          venue(),
          options.detachGrace().toMillis());
      closeOnLoop(new CompletableFuture<>());
    }
  }

  private void closeOnLoop(CompletableFuture<Void> done) {
    closing = true;
    if (tick != null) {
      tick.cancel(false);
    }
    if (graceTimer != null) {
      graceTimer.cancel(false);
    }
    fleet
        .close()
        .whenComplete(
            (nothing, failure) -> {
              if (started) {
                outlet.eventNow(StreamId.NONE, venue(), new RecordEvent.State("stopped", null));
                started = false;
                watch.giveUpHoles();
              }
              outlet.emit();
              if (outlet.left() > 0) {
                LOG.error(
                    "records were received but no route took them venue={} records={}",
                    venue(),
                    outlet.left());
              }
              latestStatus.refresh();
              done.complete(null);
            });
  }

  private FeedStatus picture() {
    return new FeedStatus(
        venue(),
        outlet.isTaken(),
        holders.isEmpty(),
        fleet.problem(),
        intake.frames(),
        intake.unrecognised(),
        fleet.statuses(),
        streams.statuses(monotonic.nanos()),
        clockOffsetNs,
        repairs.served());
  }

  /** Runs on the event loop and waits, so that callers see what they asked for done. */
  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
      return;
    }
    try {
      loop.submit(action).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for feed " + venue(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Asks for ids that were received and are not recorded, where they can be had in another way. Any
   * thread.
   */
  public void repair(StreamId stream, long first, long last) {
    new RepairSite().execute(() -> repairs.onGap(stream, first, last));
  }

  /** Lets what came in another way into the records. */
  private final class RepairSite implements Repairs.Site {

    @Override
    public void execute(Runnable task) {
      try {
        loop.execute(task);
      } catch (RejectedExecutionException loopIsGone) {
        LOG.debug("repair came after the end venue={}", venue());
      }
    }

    @Override
    public void record(StreamId stream, RecordEvent event) {
      if (started && !closing) {
        if (event instanceof RecordEvent.VenueClock clock) {
          clockOffsetNs = OptionalLong.of(clock.offsetNs());
        }
        outlet.eventNow(stream, "rest", event);
        StreamState state = streams.find(stream);
        if (state != null && state.isOverRestOnly && event instanceof RecordEvent.Backup answer) {
          state.received(outlet.receivedAtNs(), outlet.receiveTimeNs(), answer.body().length());
        }
        outlet.emit();
      }
    }

    @Override
    public void gap(StreamId stream, long first, long last, String cause) {
      StreamState state = streams.find(stream);
      if (started && !closing && state != null) {
        intake.missed(state, first, last, cause);
      }
    }

    @Override
    public List<Repairs.Down> down() {
      return closing || !holders.isEmpty()
          ? List.of()
          : streams.all().stream().filter(StreamState::isDown).map(StreamState::down).toList();
    }

    @Override
    public boolean isWanted(StreamId stream) {
      return !closing && streams.isWanted(stream);
    }

    @Override
    public long epochNanosAt(long monotonicNs) {
      return outlet.epochNanosAt(monotonicNs);
    }
  }
}
