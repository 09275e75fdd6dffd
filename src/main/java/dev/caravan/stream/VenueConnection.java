package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one place of a feed's plan connected: opens a socket, subscribes, and opens the next one
 * after a failure.
 *
 * <p>Event loop only.
 */
final class VenueConnection {

  /** Takes what a connection delivers, on the event loop. */
  interface Listener {
    /** Where bytes are to lie; the same one until {@link #onFramesEnd}. */
    Burst.Builder onFramesBegin();

    /** A frame lies here in {@code bytes} of the burst; to be added to it, or forgotten. */
    void onFrame(VenueConnection connection, byte[] bytes, int at, int length, boolean isBinary);

    void onFramesEnd();

    /** A socket read is over. */
    void onReadComplete(VenueConnection connection);

    void onStateChanged(VenueConnection connection, ConnectionState from, String reason);

    /** The venue accepted the request for these streams. */
    void onAcknowledged(VenueConnection connection, List<StreamId> streams);

    /** The venue refused them. */
    void onRefused(VenueConnection connection, List<StreamId> streams, String reason);

    /** Stamps one socket read. */
    void onBytes();

    /** The time of day that belongs to now, in milliseconds since the epoch. */
    long epochMs();
  }

  private static final Logger LOG = LoggerFactory.getLogger(VenueConnection.class);

  /** Times {@code closeWithin}, whatever still comes. */
  private static final int LONGEST_GOODBYE = 5;

  private final EventLoop loop;
  private final Executor resolver;
  private final Dialect dialect;
  private final FeedOptions options;
  private final BackoffPolicy backoff;
  private final Listener listener;
  private final IntSupplier numbers;
  private final String suffix;
  private final Supplier<URI> urls;
  private final Supplier<Duration> connectTurn;
  private final String path;
  private final RequestQueue requests;

  // Guarded by the event loop.
  private final Set<StreamId> streams = new LinkedHashSet<>();
  private ConnectionState state = new ConnectionState.Closed();
  private String name;
  private Sources sources;
  private int number;
  private long stateSinceNs = System.nanoTime();
  private long pingedAtNs;
  private @Nullable VenueSocket socket;
  private final Set<StreamId> toAskAgain = new LinkedHashSet<>();

  /** What the last request named, of a venue where each replaces the one before. */
  private final Set<StreamId> inForce = new LinkedHashSet<>();

  private final Suspects suspects = new Suspects();
  private @Nullable ScheduledFuture<?> answerTimer;
  private @Nullable ScheduledFuture<?> requestTimer;
  private @Nullable ScheduledFuture<?> retryTimer;
  private boolean reading = true;
  private boolean closing;
  private String closeReason = "";
  private String lastFailure = "";
  private String lastRefusal = "";
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /**
   * Makes a connection that is not started.
   *
   * @param path the venue's path that carries its streams
   * @param suffix ends the name of each socket, to tell lines apart
   * @param numbers gives each socket its number in the feed
   * @param urls gives each socket the address to use
   * @param connectTurn how long to wait once a connect is due; taken with the question
   */
  VenueConnection(
      EventLoop loop,
      Executor resolver,
      Dialect dialect,
      FeedOptions options,
      BackoffPolicy backoff,
      String path,
      String suffix,
      IntSupplier numbers,
      Supplier<URI> urls,
      Supplier<Duration> connectTurn,
      Listener listener) {
    this.loop = requireNonNull(loop, "loop");
    this.resolver = requireNonNull(resolver, "resolver");
    this.dialect = requireNonNull(dialect, "dialect");
    this.options = requireNonNull(options, "options");
    this.backoff = requireNonNull(backoff, "backoff");
    this.path = requireNonNull(path, "path");
    this.suffix = requireNonNull(suffix, "suffix");
    this.numbers = requireNonNull(numbers, "numbers");
    this.urls = requireNonNull(urls, "urls");
    this.connectTurn = requireNonNull(connectTurn, "connectTurn");
    this.listener = requireNonNull(listener, "listener");
    this.name = dialect.venue();
    this.sources = new Sources(name);
    VenueLimits limits = dialect.limits(path);
    this.requests = new RequestQueue(limits.requestSpacing(), limits.requestsPerHour());
  }

  /** Name of the socket in use, as written in records. */
  String name() {
    return name;
  }

  /** What the socket in use delivers. */
  Sources sources() {
    return sources;
  }

  /** Number of the socket in use; no two sockets of a feed share one. */
  int number() {
    return number;
  }

  String path() {
    return path;
  }

  ConnectionState state() {
    return state;
  }

  /** Why it is not connected, or empty. */
  String problem() {
    boolean isDown =
        state instanceof ConnectionState.Backoff || state instanceof ConnectionState.Connecting;
    return isDown ? lastFailure : "";
  }

  /** What it carries, or would if it were open. */
  Set<StreamId> streams() {
    return streams;
  }

  /** Whether frames may come. */
  boolean isUp() {
    return state instanceof ConnectionState.Subscribing
        || state instanceof ConnectionState.Live
        || state instanceof ConnectionState.Stale;
  }

  boolean isClosing() {
    return closing;
  }

  ConnectionStatus status() {
    return new ConnectionStatus(
        name,
        state.label(),
        streams.size(),
        Duration.ofNanos(System.nanoTime() - stateSinceNs),
        state.failures());
  }

  /** Opens the first socket after a wait; the venue limits how often one may connect. */
  void start(Duration after) {
    retryTimer =
        loop.schedule(
            () -> inTurn(() -> connect(new ConnectionState.Connecting(0))),
            after.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Asks for more streams; at once where the socket is open, else with the next one. */
  void add(Collection<StreamId> more) {
    List<StreamId> added = new ArrayList<>();
    for (StreamId stream : more) {
      if (streams.add(stream)) {
        added.add(stream);
      }
    }
    if (isUp()) {
      enqueue(true, added);
    }
  }

  /** Ends streams. */
  void remove(Collection<StreamId> fewer) {
    List<StreamId> removed = new ArrayList<>();
    for (StreamId stream : fewer) {
      if (streams.remove(stream)) {
        removed.add(stream);
      }
    }
    suspects.gone(removed);
    if (isUp()) {
      enqueue(false, removed);
    }
  }

  /**
   * Ends one stream and asks for it anew: what helps against a stream that stays silent. Done with
   * the next look at the connection, so that many streams are few requests; not where it is about
   * to be asked for already.
   */
  void askAgain(StreamId stream) {
    if (isUp() && streams.contains(stream) && !requests.asksFor(stream)) {
      toAskAgain.add(stream);
    }
  }

  private void askAgain() {
    List<StreamId> again = toAskAgain.stream().filter(streams::contains).toList();
    toAskAgain.clear();
    suspects.gone(again);
    if (!dialect.replacesRequests()) {
      enqueue(false, again);
    }
    enqueue(true, again);
  }

  /** Reads on, or leaves what comes to TCP. */
  void setReading(boolean reading) {
    if (this.reading != reading) {
      this.reading = reading;
      VenueSocket open = socket;
      if (open != null) {
        open.setReading(reading);
        awaitAnswer(open);
      }
    }
  }

  /**
   * Called once a second: asks anew for what has to be, says what keeps the socket open, probes and
   * then cuts one that says nothing at all. While nothing is read, silence proves nothing, but the
   * venue counts on.
   */
  void tick() {
    VenueSocket open = socket;
    if (open == null || !open.isOpen() || closing) {
      return;
    }
    if (!toAskAgain.isEmpty()) {
      askAgain();
    }
    long now = System.nanoTime();
    if (dialect
        .ping(path)
        .filter(ping -> ping.isDue(now - pingedAtNs, now - open.heardAtNs()))
        .isPresent()) {
      ping(open);
    }
    if (!reading) {
      return;
    }
    long silentMs = TimeUnit.NANOSECONDS.toMillis(now - open.heardAtNs());
    if (silentMs > dialect.limits(path).silenceBeforeCut().toMillis()) {
      open.cut("silent for " + silentMs / 1000 + "s, no answer to a ping");
    } else if (state instanceof ConnectionState.Live
        && silentMs > dialect.limits(path).silenceBeforeProbe().toMillis()) {
      move(state.fellSilent(), "silent for " + silentMs / 1000 + "s");
      ping(open);
    }
  }

  private void ping(VenueSocket open) {
    pingedAtNs = System.nanoTime();
    dialect
        .ping(path)
        .ifPresentOrElse(ping -> open.send(ping.text().apply(listener.epochMs())), open::ping);
  }

  /**
   * Sends Close, reads on until the venue's Close or until nothing came for the time allowed, then
   * ends for good.
   *
   * @param reason for the record; empty where a stop says it all
   * @return completes on the event loop when nothing more will come
   */
  CompletableFuture<Void> close(String reason) {
    if (closing) {
      return closed;
    }
    closing = true;
    closeReason = reason;
    cancelTimers();
    VenueSocket open = socket;
    if (open == null) {
      end();
    } else if (!open.isOpen()) {
      open.cut("");
    } else {
      open.sendClose();
      cutOnceSilent(open, System.nanoTime());
    }
    return closed;
  }

  /**
   * Ends a socket whose venue does not answer our Close. What the venue sent before its own Close
   * may take long to read on a busy machine, so time counts only while nothing comes.
   */
  private void cutOnceSilent(VenueSocket open, long closedAtNs) {
    if (!open.isOpen()) {
      return;
    }
    long withinNs = options.closeWithin().toNanos();
    long now = System.nanoTime();
    long silentNs = reading ? now - Math.max(open.heardAtNs(), closedAtNs) : 0;
    // Nobody waits for one that was replaced: it may take as long as it still delivers.
    boolean isStop = closeReason.isEmpty();
    boolean isTooLong = isStop && now - closedAtNs >= withinNs * LONGEST_GOODBYE;
    if (silentNs >= withinNs || isTooLong) {
      LOG.warn(
          "venue did not close, the socket is cut connection={} silentMs={} sinceCloseMs={}",
          name,
          TimeUnit.NANOSECONDS.toMillis(silentNs),
          TimeUnit.NANOSECONDS.toMillis(now - closedAtNs));
      open.cut("no Close from the venue");
    } else {
      loop.schedule(
          () -> cutOnceSilent(open, closedAtNs), withinNs - silentNs, TimeUnit.NANOSECONDS);
    }
  }

  private void connect(ConnectionState connecting) {
    number = numbers.getAsInt();
    name = dialect.venue() + "-" + number + suffix;
    sources = new Sources(name);
    Wire wire = new Wire();
    VenueSocket opening =
        new VenueSocket(
            loop,
            options.network(),
            urls.get(),
            sentPath(),
            dialect.handshakeHeaders(path),
            reading,
            wire);
    wire.own = opening;
    socket = opening;
    move(connecting, "");
    opening.connect(resolver);
  }

  private String sentPath() {
    int mark = path.indexOf('#');
    return mark < 0 ? path : path.substring(0, mark);
  }

  private void enqueue(boolean isSubscribe, List<StreamId> batch) {
    for (List<StreamId> part : SubscriptionPlan.requests(batch, dialect)) {
      requests.add(isSubscribe, part);
    }
    sendNext();
  }

  private void sendNext() {
    VenueSocket open = socket;
    if (open == null || requestTimer != null || !requests.isHeldByTime()) {
      return;
    }
    long now = System.nanoTime();
    Optional<RequestQueue.Request> next = requests.next(now);
    if (next.isEmpty()) {
      requestTimer =
          loop.schedule(
              () -> {
                requestTimer = null;
                sendNext();
              },
              Math.max(1, requests.waitNs(now)),
              TimeUnit.NANOSECONDS);
      return;
    }
    RequestQueue.Request request = next.get();
    String text = text(request);
    if (text.isEmpty()) {
      acknowledged(request.id());
      return;
    }
    open.send(text);
    awaitAnswer(open);
  }

  /**
   * Gives the answer that is outstanding its time from now on. While nothing is read it may lie in
   * the socket, behind frames that are to be kept, so its time begins anew with the reading.
   */
  private void awaitAnswer(VenueSocket open) {
    if (answerTimer != null) {
      answerTimer.cancel(false);
      answerTimer = null;
    }
    if (reading && !closing && requests.outstanding().isPresent()) {
      long id = requests.outstanding().get().id();
      long withinMs = dialect.limits(path).acknowledgeWithin().toMillis();
      answerTimer =
          loop.schedule(
              () -> unanswered(open, "no answer to request " + id + " in " + withinMs + "ms"),
              withinMs,
              TimeUnit.MILLISECONDS);
    }
  }

  /** What to send; empty where nothing is left to ask for. */
  private String text(RequestQueue.Request request) {
    if (!dialect.replacesRequests()) {
      return request.isSubscribe()
          ? dialect.subscribe(request.id(), request.streams())
          : dialect.unsubscribe(request.id(), request.streams());
    }
    if (request.isSubscribe()) {
      inForce.addAll(request.streams());
    } else {
      request.streams().forEach(inForce::remove);
    }
    inForce.retainAll(streams);
    return inForce.isEmpty() ? "" : dialect.subscribe(request.id(), List.copyOf(inForce));
  }

  private void acknowledged(long id) {
    answered(id)
        .ifPresent(
            request -> {
              suspects.taken(request.streams());
              if (request.isSubscribe()) {
                listener.onAcknowledged(this, request.streams());
              }
              goOn();
            });
  }

  /** Takes an answer of the venue. */
  void onControl(ControlMessage message) {
    if (message instanceof ControlMessage.Acknowledged acknowledged) {
      acknowledged(acknowledged.requestId());
    } else if (message instanceof ControlMessage.Withdrawn withdrawn) {
      requests
          .withdrawn()
          .filter(RequestQueue.Request::isSubscribe)
          .ifPresent(request -> listener.onRefused(this, request.streams(), withdrawn.reason()));
    } else if (message instanceof ControlMessage.AcknowledgedOne one) {
      boolean isSubscribe =
          requests.outstanding().map(RequestQueue.Request::isSubscribe).orElse(false);
      if (requests.acknowledged(one.requestId(), one.stream()) && isSubscribe) {
        listener.onAcknowledged(this, List.of(one.stream()));
      }
      if (requests.isAnswered()) {
        endPartly(lastRefusal);
      }
    } else if (message instanceof ControlMessage.RefusedOne one) {
      requests.refused(one.requestId());
      lastRefusal = one.reason();
      if (requests.isAnswered()) {
        endPartly(lastRefusal);
      }
    } else if (message instanceof ControlMessage.Refused refused) {
      answered(refused.requestId())
          .ifPresent(
              request -> {
                if (request.isSubscribe()) {
                  refused(request.streams(), refused.reason());
                }
                goOn();
              });
    }
  }

  /** A venue that answers for each stream may forget one; then the others go on. */
  private void unanswered(VenueSocket open, String reason) {
    if (!dialect.answersRequests()) {
      acknowledged(-1);
    } else if (requests.isPartlyAnswered()) {
      endPartly(reason);
    } else {
      open.cut(reason);
    }
  }

  /** What is left of the request that is outstanding is refused. */
  private void endPartly(String reason) {
    List<StreamId> left = requests.unanswered();
    answered(-1)
        .ifPresent(
            request -> {
              if (request.isSubscribe() && !left.isEmpty()) {
                listener.onRefused(this, left, reason);
              }
              goOn();
            });
  }

  private Optional<RequestQueue.Request> answered(long id) {
    Optional<RequestQueue.Request> request = requests.answered(id);
    if (request.isPresent() && answerTimer != null) {
      answerTimer.cancel(false);
      answerTimer = null;
    }
    return request;
  }

  /** One name that the venue does not take must not keep the others of its request away. */
  private void refused(List<StreamId> refused, String reason) {
    int half = refused.size() / 2;
    if (dialect.replacesRequests()) {
      suspects.refused(refused);
    }
    if (half == 0) {
      listener.onRefused(this, refused, reason);
    } else if (!dialect.replacesRequests()) {
      requests.add(true, refused.subList(0, half));
      requests.add(true, refused.subList(half, refused.size()));
    }
  }

  private void goOn() {
    sendNext();
    if (requests.isIdle()) {
      move(state.subscribed(), "");
    }
  }

  /** A frame of market data came through this connection. */
  void onData(StreamId stream) {
    if (!dialect.answersRequests()
        && requests.outstanding().filter(request -> isOf(request, stream)).isPresent()) {
      acknowledged(-1);
    }
    state = state.dataArrived();
  }

  private static boolean isOf(RequestQueue.Request request, StreamId stream) {
    return request.isSubscribe() && request.streams().contains(stream);
  }

  private void end() {
    move(state.closed(), closeReason);
    closed.complete(null);
  }

  private void backOff(String reason, Duration retryAfter) {
    cancelTimers();
    requests.reset();
    toAskAgain.clear();
    inForce.clear();
    lastFailure = reason;
    move(state.failed(), reason);
    Duration delay = backoff.delayAfter(state.failures());
    retryTimer =
        loop.schedule(
            () -> inTurn(this::reconnect),
            Math.max(delay.toMillis(), retryAfter.toMillis()),
            TimeUnit.MILLISECONDS);
  }

  /** Whoever waits has its turn only when it is due, so that a long backoff holds up nobody. */
  private void inTurn(Runnable connects) {
    Duration wait = connectTurn.get();
    if (wait.isZero()) {
      connects.run();
    } else {
      retryTimer = loop.schedule(connects, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void reconnect() {
    if (state instanceof ConnectionState.Backoff waiting) {
      connect(waiting.retried());
    }
  }

  private void cancelTimers() {
    for (ScheduledFuture<?> timer :
        new ScheduledFuture<?>[] {answerTimer, requestTimer, retryTimer}) {
      if (timer != null) {
        timer.cancel(false);
      }
    }
    answerTimer = null;
    requestTimer = null;
    retryTimer = null;
  }

  private void move(ConnectionState next, String reason) {
    ConnectionState from = state;
    if (next.equals(from)) {
      return;
    }
    state = next;
    stateSinceNs = System.nanoTime();
    listener.onStateChanged(this, from, reason);
  }

  /** Hears the socket in use; what an older one still says is ignored. */
  private final class Wire implements VenueSocket.Listener {
    private @Nullable VenueSocket own;

    @Override
    public void onOpened() {
      lastFailure = "";
      pingedAtNs = System.nanoTime();
      move(state.opened(), "");
      for (List<StreamId> part : suspects.parts(streams)) {
        enqueue(true, part);
      }
      if (requests.isIdle()) {
        move(state.subscribed(), "");
      }
    }

    @Override
    public void onBytes() {
      listener.onBytes();
    }

    @Override
    public Burst.Builder onFramesBegin() {
      return listener.onFramesBegin();
    }

    @Override
    public void onFrame(byte[] bytes, int at, int length, boolean isBinary) {
      listener.onFrame(VenueConnection.this, bytes, at, length, isBinary);
    }

    @Override
    public void onFramesEnd() {
      listener.onFramesEnd();
    }

    @Override
    public void onReadComplete() {
      if (state instanceof ConnectionState.Stale) {
        move(state.heard(), "");
      }
      listener.onReadComplete(VenueConnection.this);
    }

    @Override
    public void onClosed(String reason, Duration retryAfter) {
      if (own != socket) {
        return;
      }
      socket = null;
      if (closing) {
        end();
      } else {
        backOff(reason, retryAfter);
      }
    }
  }
}
