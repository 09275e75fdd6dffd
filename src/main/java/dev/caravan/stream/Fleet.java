package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spreads the wanted streams over connections, keeps the lines of each, and replaces a line before
 * the venue ends it.
 *
 * <p>At most one swap of a venue runs at a time. Event loop only.
 */
final class Fleet {

  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final Duration LONGEST_QUIET = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final Executor resolver;
  private final Dialect dialect;
  private final FeedOptions options;
  private final BackoffPolicy backoff;
  private final RandomGenerator random;
  private final WantedStreams streams;
  private final VenueConnection.Listener listener;

  private final List<Berth> berths = new ArrayList<>();
  private final List<VenueConnection> leaving = new ArrayList<>();
  private final Map<VenueConnection, ScheduledFuture<?>> lifetimes = new HashMap<>();
  private final Deque<Due> due = new ArrayDeque<>();
  private @Nullable Berth swapping;
  private boolean reading;
  private boolean closing;
  private int sockets;
  private int nextUrl;
  private long connectAtNs = System.nanoTime();
  private long turnAtNs = System.nanoTime();
  private long swaps;
  private long emptied;

  private record Due(VenueConnection connection, String reason) {}

  /**
   * Starts empty.
   *
   * @param streams every wanted stream; owned by the feed
   * @param listener makes the one that hears its connections
   */
  Fleet(
      EventLoop loop,
      Executor resolver,
      Dialect dialect,
      FeedOptions options,
      RandomGenerator random,
      WantedStreams streams,
      Function<Fleet, VenueConnection.Listener> listener) {
    this.loop = requireNonNull(loop, "loop");
    this.resolver = requireNonNull(resolver, "resolver");
    this.dialect = requireNonNull(dialect, "dialect");
    this.options = requireNonNull(options, "options");
    this.random = requireNonNull(random, "random");
    this.streams = requireNonNull(streams, "streams");
    this.backoff =
        new BackoffPolicy(
            dialect.limits().firstReconnect(), dialect.limits().longestReconnect(), random);
    this.listener = listener.apply(this);
  }

  /** Every connection there is, also those that are on their way out. */
  Stream<VenueConnection> connections() {
    return Stream.concat(
        berths.stream().flatMap(berth -> berth.carriers().stream()), leaving.stream());
  }

  /** What is known of each, with the time of its replacement. */
  List<ConnectionStatus> statuses() {
    return connections().map(this::status).toList();
  }

  private ConnectionStatus status(VenueConnection connection) {
    ScheduledFuture<?> timer = lifetimes.get(connection);
    return timer == null || timer.isDone()
        ? connection.status()
        : connection
            .status()
            .withNextSwap(Duration.ofMillis(Math.max(0, timer.getDelay(TimeUnit.MILLISECONDS))));
  }

  /** Which connections cannot be made and why, or empty. */
  String problem() {
    return connections()
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
  }

  /** Lines replaced since start. */
  long swaps() {
    return swaps;
  }

  /** Fills the berths that have room, then makes more. */
  void add(Collection<StreamId> added) {
    int most = options.streamsPerConnection().orElse(Integer.MAX_VALUE);
    int count = added.size() + berths.stream().mapToInt(berth -> berth.streams.size()).sum();
    ToIntFunction<String> capacityOf =
        path -> SubscriptionPlan.capacity(dialect, path, most, count, options.lines());
    Map<Berth, List<StreamId>> joining = new HashMap<>();
    List<StreamId> left = new ArrayList<>();
    for (StreamId stream : added) {
      String path = dialect.path(stream);
      int capacity = capacityOf.applyAsInt(path);
      Berth room =
          berths.stream()
              .filter(berth -> berth.path.equals(path) && berth.streams.size() < capacity)
              .findFirst()
              .orElse(null);
      if (room == null) {
        left.add(stream);
      } else {
        room.streams.add(stream);
        joining.computeIfAbsent(room, berth -> new ArrayList<>()).add(stream);
      }
    }
    joining.forEach(
        (berth, more) -> {
          berth.carriers().forEach(carrier -> carrier.add(more));
          overlapIfShared(berth);
        });
    for (List<StreamId> part : SubscriptionPlan.connections(left, dialect, capacityOf)) {
      Berth berth = new Berth(dialect.path(part.get(0)));
      berth.streams.addAll(part);
      berths.add(berth);
      for (int line = 0; line < options.lines(); line++) {
        berth.lines.add(
            open(berth, options.lines() == 1 ? "" : String.valueOf((char) ('a' + line))));
      }
      overlapIfShared(berth);
    }
  }

  void remove(Collection<StreamId> gone) {
    for (Berth berth : List.copyOf(berths)) {
      List<StreamId> here = gone.stream().filter(berth.streams::remove).toList();
      if (here.isEmpty()) {
        continue;
      }
      berth.carriers().forEach(carrier -> carrier.remove(here));
      Swap swap = berth.swap;
      if (swap != null) {
        here.forEach(swap::gone);
      }
    }
  }

  /**
   * Closes the connections of berths that carry nothing any more. To be called when what was added
   * has found its place: a berth that got other streams goes on.
   */
  void closeEmpty() {
    for (Berth berth : List.copyOf(berths)) {
      if (!berth.streams.isEmpty()) {
        continue;
      }
      berths.remove(berth);
      List.copyOf(berth.carriers()).forEach(this::leave);
      if (swapping == berth) {
        swapping = null;
        startNextSwap(System.nanoTime());
      }
    }
  }

  private void leave(VenueConnection connection) {
    emptied++;
    leaving.add(connection);
    disarm(connection);
    LOG.info(
        "connection closed, none of its streams is wanted any more venue={} connection={} total={}",
        dialect.venue(),
        connection.name(),
        emptied);
    connection
        .close("no streams left")
        .whenComplete((nothing, failure) -> leaving.remove(connection));
  }

  /** Asks one stream anew on every connection that carries it. */
  void askAgain(StreamId stream) {
    for (Berth berth : berths) {
      if (berth.streams.contains(stream)) {
        berth.carriers().forEach(carrier -> carrier.askAgain(stream));
      }
    }
  }

  /** Asks one stream anew on one connection that carries it; the others go on undisturbed. */
  void askOneAgain(StreamId stream) {
    connections()
        .filter(carrier -> carrier.isUp() && carrier.streams().contains(stream))
        .findFirst()
        .ifPresent(
            carrier -> {
              LOG.info(
                  "book asked for anew venue={} stream={} connection={}",
                  dialect.venue(),
                  stream,
                  carrier.name());
              carrier.askAgain(stream);
            });
  }

  void setReading(boolean reading) {
    this.reading = reading;
    connections().toList().forEach(connection -> connection.setReading(reading));
  }

  /** Whether another connection than this one brings its streams. */
  boolean isCarriedWithout(VenueConnection connection) {
    Berth berth = berthOf(connection);
    return berth != null && berth.isUpWithout(connection);
  }

  /** Called once a second. */
  void tick(long nowNs) {
    connections().toList().forEach(VenueConnection::tick);
    Berth berth = swapping;
    if (berth != null) {
      completeIfProved(berth, nowNs);
    }
    startNextSwap(nowNs);
  }

  /** The connection came into another state. */
  void onStateChanged(VenueConnection connection, long nowNs) {
    ConnectionState state = connection.state();
    if (state instanceof ConnectionState.Subscribing) {
      armLifetime(connection);
    } else if (!connection.isUp()) {
      disarm(connection);
    }
    Berth berth = berthOf(connection);
    Swap swap = berth == null ? null : berth.swap;
    if (berth == null || swap == null) {
      return;
    }
    if (connection == swap.successor) {
      if (state instanceof ConnectionState.Live) {
        swap.live(nowNs);
      } else if (state instanceof ConnectionState.Backoff) {
        swap.lost(berth.streams);
      }
    } else if (connection == swap.old && state instanceof ConnectionState.Backoff) {
      // The venue was faster: there is nothing left to wait for.
      complete(berth, swap);
    }
  }

  /** A frame of the stream came through the connection. */
  void onDelivered(VenueConnection connection, StreamId stream, long nowNs) {
    Berth berth = swapping;
    Swap swap = berth == null ? null : berth.swap;
    if (berth != null && swap != null && connection == swap.successor) {
      swap.delivered(stream);
      completeIfProved(berth, nowNs);
    }
  }

  /** The connection must be replaced, before the venue ends it. */
  void replace(VenueConnection connection, String reason, long nowNs) {
    if (!closing && due.stream().noneMatch(waiting -> waiting.connection == connection)) {
      due.add(new Due(connection, reason));
      startNextSwap(nowNs);
    }
  }

  CompletableFuture<Void> close() {
    closing = true;
    due.clear();
    lifetimes.values().forEach(timer -> timer.cancel(false));
    lifetimes.clear();
    List<VenueConnection> all = connections().toList();
    return CompletableFuture.allOf(
        all.stream().map(connection -> connection.close("")).toArray(CompletableFuture[]::new));
  }

  private VenueConnection open(Berth berth, String suffix) {
    VenueConnection connection =
        new VenueConnection(
            loop,
            resolver,
            dialect,
            options,
            backoff,
            berth.path,
            suffix,
            () -> ++sockets,
            () -> url(berth.path),
            this::connectTurn,
            listener);
    connection.add(berth.streams);
    connection.setReading(reading);
    long now = System.nanoTime();
    long at = Math.max(now, connectAtNs);
    connectAtNs = at + dialect.limits().connectSpacing().toNanos();
    connection.start(Duration.ofNanos(at - now));
    return connection;
  }

  /** Takes the next turn to connect; how long until then. */
  private Duration connectTurn() {
    long now = System.nanoTime();
    long at = Math.max(now, turnAtNs);
    turnAtNs = at + dialect.leastConnectSpacing().toNanos();
    return Duration.ofNanos(at - now);
  }

  /**
   * Hosts and ports are used in turn: one that fails is not tried twice running. A host that was
   * configured serves every path, those of the venue maybe not.
   */
  private URI url(String path) {
    boolean isVenue = options.websocketUrls().equals(dialect.websocketUrls());
    List<URI> urls = isVenue ? dialect.websocketUrls(path) : options.websocketUrls();
    return urls.get(nextUrl++ % urls.size());
  }

  private void armLifetime(VenueConnection connection) {
    disarm(connection);
    Duration age = options.swap().swapAtAge(random);
    lifetimes.put(
        connection,
        loop.schedule(
            () -> replace(connection, "lifetime", System.nanoTime()),
            age.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  private void disarm(VenueConnection connection) {
    ScheduledFuture<?> timer = lifetimes.remove(connection);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void startNextSwap(long nowNs) {
    while (swapping == null && !closing && !due.isEmpty()) {
      Due next = due.remove();
      Berth berth = berthOf(next.connection);
      if (berth == null || !berth.lines.contains(next.connection) || !next.connection.isUp()) {
        continue; // gone, or opened anew since
      }
      String name = next.connection.name();
      String suffix = options.lines() == 1 ? "" : name.substring(name.length() - 1);
      // Before the successor exists: from its first frame on, copies must be known.
      berth.streams.forEach(this::overlap);
      VenueConnection successor = open(berth, suffix);
      Duration quiet = options.swap().swapBefore().dividedBy(3);
      berth.swap =
          new Swap(
              next.connection,
              successor,
              berth.streams,
              next.reason,
              quiet.compareTo(LONGEST_QUIET) < 0 ? quiet : LONGEST_QUIET,
              nowNs);
      swapping = berth;
      LOG.info(
          "connection is being replaced venue={} connection={} reason={}",
          dialect.venue(),
          name,
          next.reason);
    }
  }

  private void completeIfProved(Berth berth, long nowNs) {
    Swap swap = berth.swap;
    if (swap != null && swap.isProved(this::heardAtNs, nowNs)) {
      complete(berth, swap);
    }
  }

  private void complete(Berth berth, Swap swap) {
    berth.swap = null;
    swapping = null;
    swaps++;
    berth.lines.set(berth.lines.indexOf(swap.old), swap.successor);
    leaving.add(swap.old);
    disarm(swap.old);
    LOG.info(
        "connection replaced venue={} connection={} by={} reason={} tookMs={}",
        dialect.venue(),
        swap.old.name(),
        swap.successor.name(),
        swap.reason,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - swap.startedAtNs));
    swap.old
        .close("replaced by " + swap.successor.name() + ": " + swap.reason)
        .whenComplete(
            (nothing, failure) -> {
              leaving.remove(swap.old);
              if (options.lines() == 1) {
                endOverlap(berth);
              }
              startNextSwap(System.nanoTime());
            });
  }

  private void overlapIfShared(Berth berth) {
    if (berth.lines.size() > 1 || berth.swap != null) {
      berth.streams.forEach(this::overlap);
    }
  }

  private void overlap(StreamId id) {
    StreamState stream = streams.find(id);
    if (stream != null) {
      stream.overlap();
      stream.recentUntilNs = Long.MAX_VALUE;
    }
  }

  private void endOverlap(Berth berth) {
    if (berth.swap != null) {
      return;
    }
    long until = System.nanoTime() + RecentKeys.WINDOW_NS;
    for (StreamId id : berth.streams) {
      StreamState stream = streams.find(id);
      if (stream != null) {
        stream.recentUntilNs = until;
      }
    }
  }

  private long heardAtNs(StreamId id) {
    StreamState stream = streams.find(id);
    return stream == null ? Long.MIN_VALUE : stream.heardAtNs;
  }

  private @Nullable Berth berthOf(VenueConnection connection) {
    for (Berth berth : berths) {
      Swap swap = berth.swap;
      if (berth.lines.contains(connection) || (swap != null && swap.successor == connection)) {
        return berth;
      }
    }
    return null;
  }
}
