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
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a venue's connections, subscriptions and streams; outlives a route swap.
 *
 * <p>Everything happens on one event loop: sockets, timers, recognition, continuity and the
 * listener's call. What one socket read produced leaves as one burst. While no listener is attached
 * the sockets stay open and unread, TCP keeps what comes, and nothing is lost for at most {@link
 * FeedOptions#detachGrace()}.
 *
 * <p>Public methods may be called from any thread.
 */
public final class Feed implements FlowControl {

  /** Hears of holes, on the event loop; must return at once. */
  @FunctionalInterface
  public interface GapListener {
    void onGap(String venue, String channel, String cause, long missingIds);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final Object DETACHED = "detached";
  private static final long FRESH_ENOUGH_NS = 250_000_000L;
  private static final long STATUS_WAIT_MS = 500;
  private static final Duration FIRST_ASK_AGAIN = Duration.ofSeconds(30);
  private static final int MOST_ASK_AGAIN_DOUBLINGS = 5;

  private final Dialect dialect;
  private final Mapping mapping;
  private final FeedOptions options;
  private final EventLoop loop;
  private final ReceiveClock receiveClock;
  private final NanoClock monotonic;
  private final Outlet outlet;
  private final Repairs repairs;
  private final FrameIntake intake;
  private final Fleet fleet;

  // Guarded by the event loop.
  private final Map<StreamId, StreamState> streams = new LinkedHashMap<>();
  private final Set<Object> holders = new HashSet<>(Set.of(DETACHED));
  private boolean started;
  private @Nullable ScheduledFuture<?> tick;
  private @Nullable ScheduledFuture<?> graceTimer;
  private long tickedAtNs;
  private OptionalLong clockOffsetNs = OptionalLong.empty();

  /** Set by the event loop when connections begin to end; read by anyone. */
  private volatile boolean closing;

  private volatile @Nullable FeedStatus lastStatus;
  private volatile long lastStatusNs;

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
    this.mapping = requireNonNull(mapping, "mapping");
    this.options = requireNonNull(options, "options");
    this.loop = requireNonNull(loop, "loop");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.receiveClock = new ReceiveClock(wall, monotonic);
    this.outlet = new Outlet(dialect.venue(), this, receiveClock, monotonic);
    this.repairs = repairs.at(new RepairSite());
    this.intake =
        new FrameIntake(dialect.venue(), mapping, outlet, streams, gapListener, this.repairs);
    this.fleet =
        new Fleet(
            loop,
            resolver,
            dialect,
            options,
            ThreadLocalRandom.current(),
            streams,
            new Deliveries());
  }

  public String venue() {
    return dialect.venue();
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

  /** A recent picture; never older than what the event loop can give within half a second. */
  public FeedStatus status() {
    FeedStatus known = lastStatus;
    if (known != null && System.nanoTime() - lastStatusNs < FRESH_ENOUGH_NS) {
      return known;
    }
    if (loop.inEventLoop()) {
      return refreshStatus();
    }
    try {
      return loop.submit(this::refreshStatus).get(STATUS_WAIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      LOG.debug("status of the feed is late venue={} reason={}", venue(), e.toString());
    }
    return known != null
        ? known
        : new FeedStatus(
            venue(), false, false, "its event loop does not answer", 0, 0, List.of(), List.of());
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
    tickedAtNs = monotonic.nanos();
    tick = loop.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    outlet.eventNow(StreamId.NONE, venue(), new RecordEvent.State("started", null));
    repairs.onTick(tickedAtNs);
  }

  private void wantOnLoop(Set<StreamId> wanted) {
    List<StreamId> gone =
        streams.keySet().stream().filter(stream -> !wanted.contains(stream)).toList();
    gone.forEach(streams::remove);
    fleet.remove(gone);
    List<StreamId> added = new ArrayList<>();
    for (StreamId stream : wanted) {
      if (!streams.containsKey(stream)) {
        streams.put(
            stream,
            new StreamState(stream, mapping.sequencing(stream.channel()), monotonic.nanos()));
        added.add(stream);
      }
    }
    fleet.add(added);
    outdateStatus();
    if (!gone.isEmpty() || !added.isEmpty()) {
      LOG.info(
          "streams wanted venue={} total={} added={} removed={} connections={}",
          venue(),
          streams.size(),
          added.size(),
          gone.size(),
          fleet.connections().count());
    }
  }

  private void pauseOnLoop(Object holder) {
    outdateStatus();
    if (holders.add(holder) && holders.size() == 1) {
      fleet.setReading(false);
    }
  }

  private void resumeOnLoop(Object holder) {
    outdateStatus();
    if (holders.remove(holder) && holders.isEmpty()) {
      long now = monotonic.nanos();
      streams.values().forEach(stream -> stream.heardAtNs = now);
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
                for (StreamState stream : streams.values()) {
                  stream.recentUntilNs = 0;
                  intake.giveUpHoles(stream, monotonic.nanos());
                }
              }
              outlet.emit();
              if (outlet.left() > 0) {
                LOG.error(
                    "records were received but no route took them venue={} records={}",
                    venue(),
                    outlet.left());
              }
              refreshStatus();
              done.complete(null);
            });
  }

  private void tick() {
    long now = monotonic.nanos();
    double seconds = (now - tickedAtNs) / 1e9;
    tickedAtNs = now;
    OptionalLong corrected = receiveClock.compare();
    if (corrected.isPresent()) {
      outlet.eventNow(StreamId.NONE, venue(), new RecordEvent.Clock(corrected.getAsLong()));
      LOG.warn(
          "receive clock anchored anew venue={} differenceMs={}",
          venue(),
          corrected.getAsLong() / 1_000_000);
    }
    boolean isReading = holders.isEmpty();
    for (StreamState stream : streams.values()) {
      stream.tick(seconds);
      intake.giveUpHoles(stream, now);
      if (stream.recent != null && now > stream.recentUntilNs) {
        stream.recent = null;
      }
      if (isReading) {
        watch(stream, now);
      }
    }
    fleet.tick(now);
    repairs.onTick(now);
    outlet.emit();
  }

  /**
   * An acknowledgement is no proof: what stays silent, or was refused, is asked for anew by itself,
   * ever more rarely.
   */
  private void watch(StreamState stream, long now) {
    switch (stream.phase) {
      case RECEIVING, ACKNOWLEDGED -> {
        if (stream.isSilent(options.staleness(), now)) {
          stream.phase = StreamStatus.Phase.STALE;
          askAgainLater(stream, now);
        }
      }
      case STALE, REFUSED -> {
        if (stream.askAgainAtNs == 0) {
          askAgainLater(stream, now);
        } else if (now - stream.askAgainAtNs >= 0) {
          askAgainLater(stream, now);
          LOG.debug("stream asked for anew venue={} stream={}", venue(), stream.stream);
          fleet.askAgain(stream.stream);
        }
      }
      case WANTED -> {}
    }
  }

  private static void askAgainLater(StreamState stream, long now) {
    int doublings = Math.min(stream.askedAgain++, MOST_ASK_AGAIN_DOUBLINGS);
    stream.askAgainAtNs = now + (FIRST_ASK_AGAIN.toNanos() << doublings);
  }

  private void outdateStatus() {
    lastStatusNs = System.nanoTime() - FRESH_ENOUGH_NS;
  }

  private FeedStatus refreshStatus() {
    long now = monotonic.nanos();
    List<VenueConnection> connections = fleet.connections().toList();
    String problem =
        connections.stream()
            .filter(connection -> !connection.problem().isEmpty())
            .map(
                connection ->
                    "cannot reach "
                        + options.websocketUrls().get(0)
                        + " (attempt "
                        + connection.state().failures()
                        + "): "
                        + connection.problem())
            .distinct()
            .collect(Collectors.joining("; "));
    FeedStatus status =
        new FeedStatus(
            venue(),
            outlet.isTaken(),
            holders.isEmpty(),
            problem,
            intake.frames(),
            intake.unrecognised(),
            connections.stream().map(VenueConnection::status).toList(),
            streams.values().stream()
                .map(stream -> stream.status(options.staleness(), now))
                .toList(),
            clockOffsetNs);
    lastStatus = status;
    lastStatusNs = System.nanoTime();
    return status;
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
        outlet.emit();
      }
    }

    @Override
    public boolean isWanted(StreamId stream) {
      return !closing && streams.containsKey(stream);
    }

    @Override
    public long epochNanosAt(long monotonicNs) {
      return outlet.epochNanosAt(monotonicNs);
    }
  }

  /** Takes what connections say to the parts that it concerns. */
  private final class Deliveries implements VenueConnection.Listener {

    @Override
    public void onBytes() {
      outlet.stamp();
    }

    @Override
    public void onFrame(VenueConnection connection, ByteBuf content, boolean isBinary) {
      switch (intake.take(connection, content, isBinary)) {
        case DATA -> {
          connection.onData();
          fleet.onDelivered(connection, intake.stream(), outlet.receivedAtNs());
        }
        case CONTROL -> {
          int length = content.readableBytes();
          byte[] frame = new byte[length];
          content.getBytes(content.readerIndex(), frame);
          onControl(connection, dialect.interpret(frame, 0, length));
        }
        case UNKNOWN -> {}
      }
    }

    private void onControl(VenueConnection connection, ControlMessage message) {
      if (message instanceof ControlMessage.ClosingSoon soon) {
        LOG.warn(
            "venue will close the connection venue={} connection={} reason={}",
            venue(),
            connection.name(),
            soon.reason());
        fleet.replace(connection, soon.reason(), monotonic.nanos());
      }
      connection.onControl(message);
    }

    @Override
    public void onReadComplete(VenueConnection connection) {
      outlet.emit();
    }

    @Override
    public void onStateChanged(VenueConnection connection, ConnectionState from, String reason) {
      ConnectionState to = connection.state();
      outlet.eventNow(
          StreamId.NONE,
          connection.name(),
          new RecordEvent.State(to.label(), reason.isEmpty() ? null : reason));
      if (to instanceof ConnectionState.Backoff || to instanceof ConnectionState.Closed) {
        lost(connection);
      }
      if (to instanceof ConnectionState.Backoff) {
        // Every attempt is in the journal; the log says it ever more rarely.
        if (Integer.bitCount(to.failures()) == 1) {
          LOG.warn(
              "connection lost venue={} connection={} reason={} attempt={}",
              venue(),
              connection.name(),
              reason,
              to.failures());
        }
      } else if (to instanceof ConnectionState.Live
          && from instanceof ConnectionState.Subscribing) {
        LOG.info(
            "connection live venue={} connection={} streams={}",
            venue(),
            connection.name(),
            connection.streams().size());
      }
      fleet.onStateChanged(connection, monotonic.nanos());
    }

    /** What only this connection carried is interrupted. */
    private void lost(VenueConnection connection) {
      boolean isCarriedOn = fleet.isCarriedWithout(connection);
      for (StreamId id : connection.streams()) {
        StreamState stream = streams.get(id);
        if (stream == null) {
          continue;
        }
        if (stream.leader == connection.number()) {
          stream.leader = StreamState.NOBODY;
        }
        boolean isLeaving = connection.isClosing();
        if (!isCarriedOn && !isLeaving) {
          stream.phase = StreamStatus.Phase.WANTED;
          stream.wasInterrupted = true;
        }
      }
    }

    @Override
    public void onAcknowledged(VenueConnection connection, List<StreamId> acknowledged) {
      long now = monotonic.nanos();
      for (StreamId id : acknowledged) {
        StreamState stream = streams.get(id);
        if (stream != null && stream.phase.isUnanswered()) {
          stream.phase = StreamStatus.Phase.ACKNOWLEDGED;
          stream.heardAtNs = now;
        }
      }
    }

    @Override
    public void onRefused(VenueConnection connection, List<StreamId> refused, String reason) {
      for (StreamId id : refused) {
        StreamState stream = streams.get(id);
        if (stream != null) {
          stream.phase = StreamStatus.Phase.REFUSED;
        }
      }
      LOG.error(
          "subscription refused venue={} streams={} reason={}",
          venue(),
          refused.size() <= 5 ? refused : refused.subList(0, 5) + "…",
          reason);
    }
  }
}
