package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.book.Continuity;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.clock.ReceiveClock;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
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
 * listener's call. What one socket read produced leaves as one {@link Burst}. While no listener is
 * attached the sockets stay open and unread, TCP keeps what comes, and nothing is lost for at most
 * {@link FeedOptions#detachGrace()}.
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
  private static final int EXPECTED_BURST_BYTES = 4096;
  private static final long FRESH_ENOUGH_NS = 250_000_000L;
  private static final long STATUS_WAIT_MS = 500;

  private final Dialect dialect;
  private final Mapping mapping;
  private final FeedOptions options;
  private final EventLoop loop;
  private final Executor resolver;
  private final ReceiveClock receiveClock;
  private final NanoClock monotonic;
  private final GapListener gapListener;
  private final BackoffPolicy backoff;
  private final VenueConnection.Listener connectionListener = new Deliveries();
  private final Recognition recognition = new Recognition();

  // Guarded by the event loop.
  private final Map<StreamId, StreamState> streams = new LinkedHashMap<>();
  private final List<VenueConnection> connections = new ArrayList<>();
  private final Set<Object> holders = new HashSet<>(Set.of(DETACHED));
  private @Nullable BurstListener listener;
  private Burst.Builder burst;
  private int burstBytes = EXPECTED_BURST_BYTES;
  private long receiveTimeNs;
  private long receivedAtNs;
  private int connectionSerial;
  private long frames;
  private long unrecognised;
  private long gapsTotal;
  private boolean started;
  private @Nullable ScheduledFuture<?> tick;
  private @Nullable ScheduledFuture<?> graceTimer;
  private long tickedAtNs;

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
    this.dialect = requireNonNull(dialect, "dialect");
    this.mapping = requireNonNull(mapping, "mapping");
    this.options = requireNonNull(options, "options");
    this.loop = requireNonNull(loop, "loop");
    this.resolver = requireNonNull(resolver, "resolver");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.gapListener = requireNonNull(gapListener, "gapListener");
    this.receiveClock = new ReceiveClock(wall, monotonic);
    this.backoff =
        new BackoffPolicy(
            dialect.limits().firstReconnect(),
            dialect.limits().longestReconnect(),
            ThreadLocalRandom.current());
    this.burst = newBurst();
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
          if (listener != null) {
            throw new IllegalStateException(
                "feed already has a route: venue="
                    + venue()
                    + "; let one route per venue capture, or give the other a tap");
          }
          listener = to;
          if (graceTimer != null) {
            graceTimer.cancel(false);
            graceTimer = null;
          }
          if (!started) {
            start();
          }
          want(distinct);
          resumeOnLoop(DETACHED);
          emit();
        });
  }

  /**
   * Takes the listener away: stops reading, keeps the sockets open. Returns when the listener will
   * not be called again.
   */
  public void detach() {
    onLoop(
        () -> {
          if (listener == null) {
            return;
          }
          emit();
          listener = null;
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
    receiveTimeNs = receiveClock.epochNanos();
    event(StreamId.NONE, venue(), new RecordEvent.State("started", null));
  }

  private void want(Set<StreamId> wanted) {
    List<StreamId> gone =
        streams.keySet().stream().filter(stream -> !wanted.contains(stream)).toList();
    for (StreamId stream : gone) {
      streams.remove(stream);
    }
    if (!gone.isEmpty()) {
      for (VenueConnection connection : connections) {
        connection.remove(gone.stream().filter(connection.streams()::contains).toList());
      }
    }
    List<StreamId> added = new ArrayList<>();
    for (StreamId stream : wanted) {
      if (!streams.containsKey(stream)) {
        streams.put(
            stream,
            new StreamState(stream, mapping.sequencing(stream.channel()), monotonic.nanos()));
        added.add(stream);
      }
    }
    place(added);
    if (!gone.isEmpty() || !added.isEmpty()) {
      LOG.info(
          "streams wanted venue={} total={} added={} removed={} connections={}",
          venue(),
          streams.size(),
          added.size(),
          gone.size(),
          connections.size());
    }
  }

  /** Fills the connections that have room, then opens more. */
  private void place(List<StreamId> added) {
    List<StreamId> left = new ArrayList<>(added);
    int capacity = dialect.limits().streamsPerConnection();
    for (VenueConnection connection : connections) {
      int room = Math.min(capacity - connection.streams().size(), left.size());
      if (room > 0) {
        connection.add(left.subList(0, room));
        left = new ArrayList<>(left.subList(room, left.size()));
      }
    }
    Duration wait = Duration.ZERO;
    for (List<StreamId> part : SubscriptionPlan.connections(left, dialect.limits())) {
      VenueConnection connection =
          new VenueConnection(
              loop,
              resolver,
              dialect,
              options,
              backoff,
              () -> venue() + "-" + ++connectionSerial,
              connectionListener);
      connection.add(part);
      connection.setReading(holders.isEmpty());
      connections.add(connection);
      connection.start(wait);
      wait = wait.plus(dialect.limits().connectSpacing());
    }
  }

  private void pauseOnLoop(Object holder) {
    outdateStatus();
    if (holders.add(holder) && holders.size() == 1) {
      connections.forEach(connection -> connection.setReading(false));
    }
  }

  private void resumeOnLoop(Object holder) {
    outdateStatus();
    if (holders.remove(holder) && holders.isEmpty()) {
      long now = monotonic.nanos();
      streams.values().forEach(stream -> stream.heardAtNs = now);
      connections.forEach(connection -> connection.setReading(true));
    }
  }

  private void graceExpired() {
    if (listener == null && !closing) {
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
    CompletableFuture<?>[] all =
        connections.stream().map(VenueConnection::close).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all)
        .whenComplete(
            (nothing, failure) -> {
              if (started) {
                receiveTimeNs = receiveClock.epochNanos();
                event(StreamId.NONE, venue(), new RecordEvent.State("stopped", null));
                started = false;
              }
              emit();
              if (!burst.isEmpty()) {
                LOG.error(
                    "records were received but no route took them venue={} records={}",
                    venue(),
                    burst.size());
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
      receiveTimeNs = receiveClock.epochNanos();
      event(StreamId.NONE, venue(), new RecordEvent.Clock(corrected.getAsLong()));
      LOG.warn(
          "receive clock anchored anew venue={} differenceMs={}",
          venue(),
          corrected.getAsLong() / 1_000_000);
    }
    boolean isReading = holders.isEmpty();
    for (StreamState stream : streams.values()) {
      stream.tick(seconds);
      boolean mayBeStale =
          stream.phase == StreamStatus.Phase.RECEIVING
              || stream.phase == StreamStatus.Phase.ACKNOWLEDGED;
      if (isReading && mayBeStale && stream.isSilent(options.staleness(), now)) {
        stream.phase = StreamStatus.Phase.STALE;
      }
    }
    connections.forEach(VenueConnection::checkSilence);
    emit();
  }

  private void event(StreamId stream, String connection, RecordEvent event) {
    burst.addEvent(stream, connection, receiveTimeNs, event);
  }

  private void emit() {
    BurstListener to = listener;
    if (burst.isEmpty() || to == null) {
      return;
    }
    Burst ready = burst.build();
    burstBytes = Math.max(EXPECTED_BURST_BYTES, Math.min(ready.byteCount() * 5 / 4, 1 << 20));
    burst = newBurst();
    try {
      to.onBurst(ready);
    } catch (RuntimeException e) {
      LOG.error(
          "records are lost: the route refused a burst venue={} records={}",
          venue(),
          ready.size(),
          e);
    }
  }

  private Burst.Builder newBurst() {
    return new Burst.Builder(dialect.venue(), this, burstBytes);
  }

  private void outdateStatus() {
    lastStatusNs = System.nanoTime() - FRESH_ENOUGH_NS;
  }

  private FeedStatus refreshStatus() {
    long now = monotonic.nanos();
    String problem =
        connections.stream()
            .filter(connection -> !connection.problem().isEmpty())
            .map(
                connection ->
                    "cannot reach "
                        + options.websocketUrl()
                        + " (attempt "
                        + connection.state().failures()
                        + "): "
                        + connection.problem())
            .distinct()
            .collect(Collectors.joining("; "));
    FeedStatus status =
        new FeedStatus(
            venue(),
            listener != null,
            holders.isEmpty(),
            problem,
            frames,
            unrecognised,
            connections.stream().map(VenueConnection::status).toList(),
            streams.values().stream()
                .map(stream -> stream.status(options.staleness(), now))
                .toList());
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

  /** Turns what connections deliver into records. */
  private final class Deliveries implements VenueConnection.Listener {

    @Override
    public void onBytes() {
      receivedAtNs = monotonic.nanos();
      receiveTimeNs = receiveClock.epochNanos();
    }

    @Override
    public void onFrame(VenueConnection connection, ByteBuf content, boolean isBinary) {
      int length = content.readableBytes();
      int at = burst.reserve(length);
      byte[] bytes = burst.bytes();
      content.getBytes(content.readerIndex(), bytes, at, length);
      frames++;
      mapping.recognise(bytes, at, length, recognition);
      StreamId id = StreamId.NONE;
      switch (recognition.kind()) {
        case DATA -> {
          id = recognition.stream();
          StreamState stream = streams.get(id);
          if (stream != null) {
            id = stream.stream;
            follow(connection, stream, bytes, at, length);
          }
          connection.onData();
        }
        case CONTROL -> {}
        case UNKNOWN -> {
          if (unrecognised++ == 0) {
            LOG.warn("frame not recognised, recorded all the same venue={}", venue());
          }
        }
      }
      burst.addReserved(id, connection.name(), receiveTimeNs, length, isBinary);
      if (recognition.kind() == Recognition.Kind.CONTROL) {
        control(connection, bytes, at, length);
      }
    }

    private void follow(
        VenueConnection connection, StreamState stream, byte[] bytes, int at, int length) {
      Continuity.Step step = stream.continuity.next(recognition.firstId(), recognition.lastId());
      switch (step) {
        case GAP -> gap(connection, stream);
        case REPEATED -> stream.repeated++;
        case REORDERED -> stream.reordered++;
        default -> {}
      }
      boolean wasStale = stream.phase == StreamStatus.Phase.STALE;
      stream.received(receivedAtNs, receiveTimeNs, length);
      stream.connection = connection.name();
      if (wasStale) {
        LOG.info("stream receives again venue={} stream={}", venue(), stream.stream);
      }
      if (stream.latencyWanted) {
        stream.latencyWanted = false;
        long venueTimeMs = mapping.venueTimeMs(stream.stream, bytes, at, length);
        if (venueTimeMs >= 0) {
          stream.latencyMs = receiveTimeNs / 1_000_000 - venueTimeMs;
        }
      }
    }

    private void gap(VenueConnection connection, StreamState stream) {
      long first = stream.continuity.gapFirst();
      long last = stream.continuity.gapLast();
      boolean isReconnect = !stream.connection.equals(connection.name());
      String cause = isReconnect ? "disconnect" : "venue";
      stream.gaps++;
      stream.missingIds += last - first + 1;
      gapListener.onGap(venue(), stream.stream.channel(), cause, last - first + 1);
      event(
          stream.stream,
          connection.name(),
          new RecordEvent.Gap(first, last, last - first + 1, cause, receiveTimeNs));
      if (gapsTotal++ < 100) {
        LOG.warn(
            "gap detected venue={} stream={} first={} last={} missing={} cause={}",
            venue(),
            stream.stream,
            first,
            last,
            last - first + 1,
            cause);
      }
    }

    private void control(VenueConnection connection, byte[] bytes, int at, int length) {
      ControlMessage message = dialect.interpret(bytes, at, length);
      if (message instanceof ControlMessage.ClosingSoon soon) {
        LOG.warn(
            "venue will close the connection venue={} connection={} reason={}",
            venue(),
            connection.name(),
            soon.reason());
      }
      connection.onControl(message);
    }

    @Override
    public void onReadComplete(VenueConnection connection) {
      emit();
    }

    @Override
    public void onStateChanged(VenueConnection connection, ConnectionState from, String reason) {
      ConnectionState to = connection.state();
      receiveTimeNs = receiveClock.epochNanos();
      event(
          StreamId.NONE,
          connection.name(),
          new RecordEvent.State(to.label(), reason.isEmpty() ? null : reason));
      if (to instanceof ConnectionState.Backoff) {
        for (StreamId id : connection.streams()) {
          StreamState stream = streams.get(id);
          if (stream != null) {
            stream.phase = StreamStatus.Phase.WANTED;
          }
        }
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
    }

    @Override
    public void onAcknowledged(List<StreamId> acknowledged) {
      long now = monotonic.nanos();
      for (StreamId id : acknowledged) {
        StreamState stream = streams.get(id);
        if (stream != null && stream.phase == StreamStatus.Phase.WANTED) {
          stream.phase = StreamStatus.Phase.ACKNOWLEDGED;
          stream.heardAtNs = now;
        }
      }
    }

    @Override
    public void onRefused(List<StreamId> refused, String reason) {
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
