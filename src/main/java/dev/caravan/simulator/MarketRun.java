package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.ledger.LedgerRecorder;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays one market: makes frames when they are due, lets the faults strike, hands them to whoever
 * subscribed.
 *
 * <p>The market waits for nobody once it has begun, unless the options or a replay say so, and
 * never goes back.
 *
 * <p>Threads: the simulator's event loop only, where not said otherwise.
 */
final class MarketRun {

  private static final Logger LOG = LoggerFactory.getLogger(MarketRun.class);
  private static final long TICK_NS = 5_000_000;
  private static final long IDLE_TICK_NS = 100_000_000;
  private static final int MAX_FRAMES_PER_TICK = 2_000;
  private static final int FRAMES_PER_LOOK = 32;
  private static final long MOST_WAITING_BYTES = 1 << 20;
  private static final long NANOS_PER_MS = 1_000_000;
  private static final int CLOSE_GOING_AWAY = 1001;
  private static final int MOST_REQUESTS_KEPT = 10_000;

  private final SimulatedMarket market;
  private final List<MarketStream> streams;
  private final SimulatorOptions options;
  private final LedgerRecorder recorder;
  private final EventLoop loop;
  private final Audience audience;
  private final Pacing pacing;
  private final FaultPlay faults;
  private final BitSet places = new BitSet();
  private final Garbage garbage = new Garbage();
  private final MarketFrame frame = new MarketFrame();
  private final Set<StreamId> mutedByHand = new HashSet<>();
  private final Deque<SimulatedRequest> requests = new ArrayDeque<>();
  private final long listeningSinceNs;

  private boolean isAllMutedByHand;
  private boolean isStartPlanned;
  private boolean isStarted;
  private boolean hasEnded;
  private boolean isStopped;
  private long startedNs; // monotonic; set when the market begins
  private long startedMs; // wall time of the same moment
  private long produced;
  private long sent;
  private long behindNs;
  private int accepted;

  MarketRun(
      SimulatedMarket market, SimulatorOptions options, LedgerRecorder recorder, EventLoop loop) {
    this.market = market;
    this.streams = List.copyOf(market.streams());
    this.options = options;
    this.recorder = recorder;
    this.loop = loop;
    this.audience = new Audience(streams);
    this.pacing = options.pacing(market);
    this.faults = new FaultPlay(options.faults());
    this.listeningSinceNs = options.nanoClock().nanos();
    checkFaultStreams();
  }

  private void checkFaultStreams() {
    for (StreamId named : faults.namedStreams()) {
      boolean known =
          streams.stream()
              .map(MarketStream::id)
              .anyMatch(
                  id ->
                      id.equals(named)
                          || (named.symbol().isEmpty() && id.channel().equals(named.channel())));
      if (!known) {
        throw new IllegalArgumentException(
            "fault names a stream that this market does not have: stream="
                + named
                + "; streams are "
                + streams.stream().limit(10).map(stream -> stream.id().toString()).toList()
                + (streams.size() > 10 ? " and " + (streams.size() - 10) + " more" : ""));
      }
    }
  }

  List<MarketStream> streams() {
    return streams;
  }

  SimulatedMarket market() {
    return market;
  }

  /** How many frames the market has made. */
  long place() {
    return produced;
  }

  /** The market's time, or the wall's before it begins; milliseconds since the epoch. */
  long timeMs() {
    return isStarted
        ? startedMs + elapsedNs() / NANOS_PER_MS
        : options.epochClock().epochNanos() / NANOS_PER_MS;
  }

  boolean isConnectRefused() {
    return faults.isConnectRefused(elapsedNs(), listeningNs());
  }

  boolean isRefused(String name) {
    return streams.stream()
        .filter(stream -> stream.name().equals(name))
        .anyMatch(stream -> faults.isSubscriptionRefused(stream.id(), elapsedNs(), listeningNs()));
  }

  /** Whether a subscription made now is acknowledged for nothing. */
  boolean isSilent(String name, int place) {
    return streams.stream()
        .filter(stream -> stream.name().equals(name))
        .anyMatch(
            stream -> faults.isSubscriptionSilent(stream.id(), place, elapsedNs(), listeningNs()));
  }

  /** At what age a connection that opens now is closed. */
  Duration lifetime(int place) {
    return faults.lifetime(place, elapsedNs(), listeningNs()).orElse(options.lifetime());
  }

  /** What a request or connect is answered because of too many of them before. */
  Optional<RestAnswer> refusal(boolean isUpgrade) {
    return faults
        .status(FaultKind.STATUS_418, elapsedNs(), listeningNs())
        .map(fault -> tooMany(418, fault))
        .or(
            () ->
                isUpgrade
                    ? Optional.empty()
                    : faults
                        .status(FaultKind.STATUS_429, elapsedNs(), listeningNs())
                        .map(fault -> tooMany(429, fault)));
  }

  private RestAnswer tooMany(int status, Fault fault) {
    long seconds = FaultPlay.time(fault).plusMillis(999).toSeconds();
    return market.tooManyRequests(status, seconds, timeMs());
  }

  void answered(String uri, int status) {
    if (requests.size() == MOST_REQUESTS_KEPT) {
      requests.removeFirst();
    }
    requests.addLast(new SimulatedRequest(options.nanoClock().nanos(), uri, status));
  }

  /** The newest requests, in order. */
  List<SimulatedRequest> requests() {
    return List.copyOf(requests);
  }

  /** Lets a connection take part; returns its place, the lowest that is free, from 1. */
  int join(SimulatedConnection connection) {
    accepted++;
    audience.join(connection);
    int place = places.nextClearBit(1);
    places.set(place);
    return place;
  }

  void leave(SimulatedConnection connection) {
    if (audience.leave(connection)) {
      places.clear(connection.place());
    }
  }

  void subscribed(SimulatedConnection connection, String name) {
    audience.subscribe(connection, name);
    if (isStarted) {
      return;
    }
    if (audience.isComplete()) {
      // Behind the acknowledgement that the session is about to send.
      loop.execute(this::start);
    } else if (!isStartPlanned) {
      isStartPlanned = true;
      loop.schedule(this::start, options.startAfter().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  void unsubscribed(SimulatedConnection connection, String name) {
    audience.unsubscribe(connection, name);
  }

  void countSent(int frames) {
    sent += frames;
  }

  private void start() {
    if (isStarted || isStopped) {
      return;
    }
    isStarted = true;
    startedNs = options.nanoClock().nanos();
    startedMs = options.epochClock().epochNanos() / NANOS_PER_MS;
    LOG.info("market started streams={} pace={}", streams.size(), pacing);
    tick();
  }

  private void tick() {
    if (isStopped) {
      return;
    }
    long now = elapsedNs();
    audience.connections().forEach(connection -> connection.line().release(now));
    boolean isHeldUp = isHeldUp();
    for (int made = 0; isDue(now) && !isHeldUp && made < MAX_FRAMES_PER_TICK; made++) {
      long at = pacing.dueNs(produced, now);
      strike(at);
      makeFrame(at);
      isHeldUp = made % FRAMES_PER_LOOK == 0 && isHeldUp();
    }
    boolean isLate = isDue(now);
    behindNs = isLate ? now - pacing.dueNs(produced, now) : 0;
    if (!isLate) {
      strike(now);
    }
    hasEnded |= produced >= options.messages();
    if (hasEnded) {
      audience.connections().forEach(connection -> connection.line().letGo(now));
    }
    audience.connections().forEach(SimulatedConnection::flush);
    scheduleTick(isLate);
  }

  private boolean isDue(long now) {
    return !hasEnded && produced < options.messages() && pacing.dueNs(produced, now) <= now;
  }

  /** Whether a client has to take what it was sent before more is made. */
  private boolean isHeldUp() {
    long limit =
        pacing.waitsForClients()
            ? Math.min(options.waitAboveBytes(), MOST_WAITING_BYTES)
            : options.waitAboveBytes();
    return limit < Long.MAX_VALUE
        && audience.connections().stream()
            .anyMatch(connection -> connection.pendingBytes() > limit);
  }

  private void scheduleTick(boolean isLate) {
    if (isLate && isHeldUp()) {
      loop.schedule(this::tick, TICK_NS, TimeUnit.NANOSECONDS);
    } else if (isLate) {
      loop.execute(this::tick);
    } else if (!hasEnded) {
      long now = elapsedNs();
      long untilNext = pacing.dueNs(produced, now) - now;
      long wait = Math.max(TICK_NS, Math.min(untilNext, IDLE_TICK_NS));
      loop.schedule(this::tick, isAllSent() ? wait : TICK_NS, TimeUnit.NANOSECONDS);
    } else if (!isAllSent()) {
      loop.schedule(this::tick, TICK_NS, TimeUnit.NANOSECONDS);
    } else if (faults.nextEventNs() != Long.MAX_VALUE) {
      loop.schedule(this::tick, IDLE_TICK_NS, TimeUnit.NANOSECONDS);
    }
  }

  private void makeFrame(long at) {
    if (!market.next(startedMs + at / NANOS_PER_MS, frame)) {
      hasEnded = true;
      return;
    }
    long place = produced++;
    if (frame.stream() == MarketFrame.EVERYONE) {
      recorder.produced(StreamId.NONE, frame.key());
      toEveryone(StreamId.NONE, frame.key(), false, frame.bytes(), frame.offset(), frame.length());
      return;
    }
    StreamId id = streams.get(frame.stream()).id();
    recorder.produced(id, frame.key());
    List<FaultDice> strikes = faults.strikes(id, at);
    if (isAllMutedByHand || mutedByHand.contains(id)) {
      return;
    }
    List<SimulatedConnection> subscribers = audience.subscribers(frame.stream());
    for (int i = 0; i < subscribers.size(); i++) {
      subscribers.get(i).send(frame, place, at, strikes);
    }
    for (int i = 0; i < strikes.size(); i++) {
      if (strikes.get(i).fault().kind() == FaultKind.GARBAGE) {
        deliverGarbage(strikes.get(i).fault());
      }
    }
  }

  /** Sends garbage to whoever gets the stream of the frame made last. */
  private void deliverGarbage(Fault fault) {
    Garbage.Piece piece = garbage.next();
    byte[] bytes = piece.bytes();
    long key = FrameKeys.hash(bytes, 0, bytes.length);
    recorder.produced(StreamId.NONE, key);
    String name = streams.get(frame.stream()).name();
    for (SimulatedConnection connection : audience.subscribers(frame.stream())) {
      if (connection.hears(name) && fault.concerns(connection.place())) {
        connection.send(StreamId.NONE, key, piece.isBinary(), bytes, 0, bytes.length);
      }
    }
  }

  /** Whether no frame waits to be sent later. */
  private boolean isAllSent() {
    return audience.connections().stream().allMatch(connection -> connection.line().isStraight());
  }

  private void toEveryone(
      StreamId stream, long key, boolean isBinary, byte[] bytes, int offset, int length) {
    for (SimulatedConnection connection : audience.connections()) {
      connection.send(stream, key, isBinary, bytes, offset, length);
    }
  }

  /** Lets the events that are due happen to the connections that they are limited to. */
  private void strike(long elapsedNs) {
    Optional<FaultPlay.Event> due = faults.takeEvent(elapsedNs);
    while (due.isPresent()) {
      Fault fault = due.get().fault();
      for (SimulatedConnection connection : audience.connections()) {
        if (fault.concerns(connection.place()) && connection.carriesOneOf(fault)) {
          strike(connection, fault);
        }
      }
      due = faults.takeEvent(elapsedNs);
    }
  }

  private static void strike(SimulatedConnection connection, Fault fault) {
    LOG.info("fault {} connection={}", fault.kind().label(), connection.number());
    switch (fault.kind()) {
      case DISCONNECT -> connection.close(CLOSE_GOING_AWAY, "fault disconnect");
      case HALF_OPEN -> connection.goHalfOpen();
      case SHUTDOWN_EVENT -> connection.announceShutdown(FaultPlay.time(fault));
      default -> throw new IllegalStateException("no event: " + fault.kind());
    }
  }

  /** Withholds one stream's frames from now on. */
  void mute(StreamId stream) {
    mutedByHand.add(stream);
  }

  /** Withholds all frames from now on. */
  void muteAll() {
    isAllMutedByHand = true;
  }

  void unmute(StreamId stream) {
    mutedByHand.remove(stream);
  }

  void unmuteAll() {
    isAllMutedByHand = false;
    mutedByHand.clear();
  }

  /** Sends a frame that the market did not make to every connection. */
  void sendRaw(byte[] bytes, boolean isBinary) {
    FrameIdentity identity =
        isBinary ? FrameIdentity.byContent(StreamId.NONE, bytes) : market.identify(bytes);
    recorder.produced(identity.stream(), identity.key());
    toEveryone(identity.stream(), identity.key(), isBinary, bytes, 0, bytes.length);
    audience.connections().forEach(SimulatedConnection::flush);
  }

  /** Closes every connection and returns them. */
  List<SimulatedConnection> disconnectAll(String reason) {
    List<SimulatedConnection> closing = audience.connections();
    for (SimulatedConnection connection : closing) {
      if (connection.isHalfOpen()) {
        connection.cut();
      } else {
        connection.close(CLOSE_GOING_AWAY, reason);
      }
    }
    return closing;
  }

  void disconnectOldest(String reason) {
    audience.connections().stream()
        .findFirst()
        .ifPresent(connection -> connection.close(CLOSE_GOING_AWAY, reason));
  }

  /** Makes no more frames. */
  void stop() {
    if (!isStopped) {
      isStopped = true;
      market.close();
    }
  }

  SimulatorStats stats() {
    return new SimulatorStats(
        audience.size(),
        accepted,
        isStarted,
        isStarted && hasEnded && isAllSent(),
        produced,
        sent,
        behindNs / NANOS_PER_MS);
  }

  private long elapsedNs() {
    return isStarted ? options.nanoClock().nanos() - startedNs : -1;
  }

  private long listeningNs() {
    return options.nanoClock().nanos() - listeningSinceNs;
  }
}
