package dev.caravan.simulator;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.LedgerRecorder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one client what it subscribed, and counts what went out.
 *
 * <p>Frames wait in memory while the client is slow; beyond the limit the connection is cut, and
 * what was not sent is not counted. Once Close was sent, by either side first, nothing follows it.
 * A half-open one keeps its socket and does nothing more, as if a cable had been cut behind it.
 *
 * <p>Threads: the simulator's event loop only.
 */
final class SimulatedConnection implements SimulatedClient {

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedConnection.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
  private static final int CLOSE_NORMAL = 1000;
  private static final int CLOSE_GOING_AWAY = 1001;
  private static final int CLOSE_POLICY_VIOLATION = 1008;
  private static final long NOTHING_COMES = Long.MAX_VALUE;
  private static final int MAX_OUTSTANDING_PINGS = 8;
  private static final int LOOKS_AT_SILENCE = 8;

  private final Channel channel;
  private final MarketRun run;
  private final LedgerRecorder recorder;
  private final SimulatorOptions options;
  private final EpochNanoClock epochClock;
  private final NanoClock nanoClock;

  private final FaultyLine line;

  /** Names with the market's place at which each was subscribed. */
  private final Map<String, Long> subscriptions = new LinkedHashMap<>();

  private final Deque<String> outstandingPings = new ArrayDeque<>();
  private int number;
  private int place;
  private long lastPongNs;
  private boolean isWhole = true;
  private boolean isClosing;
  private boolean isHalfOpen;
  private boolean isCut;
  private long pendingBytes;
  private @Nullable OutboundBatch batch; // null while nothing waits to be written
  private @Nullable Future<?> pings; // null until opened
  private @Nullable Future<?> ticks; // null until opened
  private @Nullable Future<?> lifetime; // null until opened
  private @Nullable Future<?> silence; // null until opened
  private long heardAtNs;
  private @Nullable SimulatedSession session; // null until opened

  SimulatedConnection(
      Channel channel, MarketRun run, LedgerRecorder recorder, SimulatorOptions options) {
    this.channel = channel;
    this.run = run;
    this.recorder = recorder;
    this.options = options;
    this.epochClock = options.epochClock();
    this.nanoClock = options.nanoClock();
    this.line = new FaultyLine(this::send);
  }

  /** The handshake is done. */
  void open(SimulatedSession opened) {
    session = opened;
    number = recorder.connected();
    lastPongNs = nanoClock.nanos();
    long everyMs = Math.max(1, options.pingEvery().toMillis());
    pings =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::ping, everyMs, everyMs, TimeUnit.MILLISECONDS);
    heardAtNs = nanoClock.nanos();
    long lookMs = Math.max(1, options.speakWithin().toMillis() / LOOKS_AT_SILENCE);
    silence =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::endIfSilent, lookMs, lookMs, TimeUnit.MILLISECONDS);
    ticks =
        channel
            .eventLoop()
            .scheduleAtFixedRate(() -> opened.onTick(nanoClock.nanos()), 1, 1, TimeUnit.SECONDS);
    place = run.join(this);
    lifetime =
        channel
            .eventLoop()
            .schedule(this::endOfLife, run.lifetime(place).toMillis(), TimeUnit.MILLISECONDS);
  }

  private void endIfSilent() {
    Duration silent = Duration.ofNanos(nanoClock.nanos() - heardAtNs);
    if (isTalking() && silent.compareTo(options.speakWithin()) > 0) {
      LOG.info(
          "connection ended: the client says nothing connection={} silent={}ms",
          number,
          silent.toMillis());
      cut();
    }
  }

  /** The client said something. */
  void heard(long nowNs) {
    heardAtNs = nowNs;
  }

  private void endOfLife() {
    LOG.info("connection closed: end of its lifetime connection={}", number);
    close(CLOSE_GOING_AWAY, "Lifetime");
  }

  /** Whether Close was sent or the socket is gone. */
  boolean isClosing() {
    return isClosing;
  }

  /** Whether it does nothing more, though the socket is open. */
  boolean isHalfOpen() {
    return isHalfOpen;
  }

  /** Sends what was sent so far, and then nothing for ever. */
  void goHalfOpen() {
    flush();
    isHalfOpen = true;
  }

  /** Says that the venue will close, and does. */
  void announceShutdown(Duration after) {
    if (session != null && isTalking()) {
      session.announceShutdown(run.timeMs());
      channel
          .eventLoop()
          .schedule(
              () -> close(CLOSE_GOING_AWAY, "Server shutdown"),
              after.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private boolean isTalking() {
    return !isClosing && !isHalfOpen;
  }

  @Override
  public int place() {
    return place;
  }

  /** Counts accepted connections from 1. */
  int number() {
    return number;
  }

  @Override
  public void answer(String json) {
    answer(json, OutboundBatch.TEXT);
  }

  @Override
  public void answerBinary(String json) {
    answer(json, OutboundBatch.BINARY);
  }

  private void answer(String json, int opcode) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    FrameIdentity identity = run.market().identify(bytes);
    if (isTalking()) {
      recorder.produced(identity.stream(), identity.key());
      append(identity.stream(), identity.key(), opcode, bytes, 0, bytes.length);
      flush();
    }
  }

  /**
   * Sends a frame of the market, as far as the faults let it.
   *
   * @param framePlace how many frames the market had made before it
   */
  void send(MarketFrame frame, long framePlace, long elapsedNs, List<FaultDice> strikes) {
    if (strikes.isEmpty() && line.isStraight()) {
      send(frame, framePlace);
    } else {
      line.lead(frame, framePlace, elapsedNs, place, strikes);
    }
  }

  FaultyLine line() {
    return line;
  }

  /** Sends a frame if the client had subscribed its stream when it was made. */
  private void send(MarketFrame frame, long framePlace) {
    MarketStream stream = run.streams().get(frame.stream());
    Long since = subscriptions.get(stream.name());
    if (since == null || since > framePlace) {
      return;
    }
    if (isWhole) {
      send(
          stream.id(),
          frame.key(),
          frame.isBinary(),
          frame.bytes(),
          frame.offset(),
          frame.length());
    } else {
      send(
          stream.id(),
          frame.key(),
          frame.isBinary(),
          frame.bytes(),
          frame.bareOffset(),
          frame.bareLength());
    }
  }

  /** Sends any frame. */
  void send(StreamId stream, long key, boolean isBinary, byte[] bytes, int offset, int length) {
    if (isTalking()) {
      append(
          stream, key, isBinary ? OutboundBatch.BINARY : OutboundBatch.TEXT, bytes, offset, length);
    }
  }

  private void append(StreamId stream, long key, int opcode, byte[] bytes, int offset, int length) {
    room(length).add(stream, key, opcode, bytes, offset, length);
  }

  private void appendUncounted(int opcode, byte[] bytes) {
    room(bytes.length).addUncounted(opcode, bytes, 0, bytes.length);
  }

  private OutboundBatch room(int length) {
    if (batch != null && !batch.hasRoomFor(length)) {
      write(batch);
    }
    if (batch == null) {
      batch = new OutboundBatch(channel.alloc(), length, options.isTls());
    }
    return batch;
  }

  /** Hands what was sent so far to the operating system, or to the queue before it. */
  void flush() {
    if (batch != null) {
      write(batch);
      channel.flush();
    }
    if (pendingBytes > options.queueLimitBytes() && channel.isOpen() && !isCut) {
      LOG.warn(
          "slow client disconnected connection={} queued={}B limit={}B; what was not sent is not in"
              + " the ledger",
          number,
          pendingBytes,
          options.queueLimitBytes());
      cut();
    }
  }

  /** What the operating system has not taken yet. */
  long pendingBytes() {
    return pendingBytes;
  }

  /** Ends the connection without a word. */
  void cut() {
    isClosing = true;
    isCut = true;
    channel.close();
  }

  private ChannelFuture write(OutboundBatch written) {
    batch = null;
    ByteBuf bytes = written.handOver();
    int byteCount = written.byteCount();
    pendingBytes += byteCount;
    ChannelFuture future = channel.write(bytes);
    future.addListener(
        (ChannelFutureListener)
            done -> {
              pendingBytes -= byteCount;
              run.countSent(
                  written.finish(
                      done.isSuccess(), (stream, key) -> recorder.sent(number, stream, key)));
            });
    return future;
  }

  @Override
  public void subscribe(String name) {
    Long known = subscriptions.get(name);
    boolean isSilent = run.isSilent(name, place);
    if (known == null || (known == NOTHING_COMES && !isSilent)) {
      subscriptions.put(name, isSilent ? NOTHING_COMES : run.place());
    }
    if (known == null) {
      run.subscribed(this, name);
    }
  }

  @Override
  public void unsubscribe(String name) {
    if (subscriptions.remove(name) != null) {
      run.unsubscribed(this, name);
    }
  }

  @Override
  public boolean isSubscribed(String name) {
    return subscriptions.containsKey(name);
  }

  @Override
  public List<String> subscriptions() {
    return new ArrayList<>(subscriptions.keySet());
  }

  @Override
  public boolean isRefused(String name) {
    return run.isRefused(name);
  }

  @Override
  public void sendWhole(boolean whole) {
    isWhole = whole;
  }

  private void ping() {
    if (!isTalking()) {
      return;
    }
    Duration owed = Duration.ofNanos(nanoClock.nanos() - lastPongNs);
    if (!outstandingPings.isEmpty() && owed.compareTo(options.pongWithin()) > 0) {
      LOG.info("connection closed: no pong connection={} owed={}s", number, owed.toSeconds());
      close(CLOSE_POLICY_VIOLATION, "Pong timeout");
      return;
    }
    String payload = Long.toString(epochClock.epochNanos() / 1_000_000);
    outstandingPings.addLast(payload);
    if (outstandingPings.size() > MAX_OUTSTANDING_PINGS) {
      outstandingPings.removeFirst();
    }
    appendUncounted(OutboundBatch.PING, payload.getBytes(StandardCharsets.US_ASCII));
    flush();
  }

  /** A pong counts only if it copies the payload of a ping that was sent. */
  void onPong(String payload) {
    if (outstandingPings.contains(payload)) {
      outstandingPings.clear();
      lastPongNs = nanoClock.nanos();
    }
  }

  void onPing(byte[] payload) {
    if (isTalking()) {
      appendUncounted(OutboundBatch.PONG, payload);
      flush();
    }
  }

  @Override
  public void close(int code, String reason) {
    if (!isTalking() || !channel.isActive()) {
      return;
    }
    sendClose(code, reason);
    channel
        .eventLoop()
        .schedule(() -> channel.close(), CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The client closes: what was sent before goes out, then our Close, then the end. */
  void onClose(int code) {
    if (isHalfOpen) {
      return;
    }
    if (isClosing) {
      channel.close();
      return;
    }
    sendClose(code < 0 ? CLOSE_NORMAL : code, "").addListener(ChannelFutureListener.CLOSE);
  }

  private ChannelFuture sendClose(int code, String reason) {
    isClosing = true;
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    OutboundBatch last = room(payload.length);
    last.addUncounted(OutboundBatch.CLOSE, payload, 0, payload.length);
    ChannelFuture written = write(last);
    channel.flush();
    run.leave(this);
    return written;
  }

  /** The socket is gone. */
  void onGone() {
    isClosing = true;
    if (pings != null) {
      pings.cancel(false);
    }
    if (ticks != null) {
      ticks.cancel(false);
    }
    if (lifetime != null) {
      lifetime.cancel(false);
    }
    if (silence != null) {
      silence.cancel(false);
    }
    if (batch != null) {
      batch.finish(false, (stream, key) -> {});
      batch = null;
    }
    run.leave(this);
  }

  ChannelFuture closed() {
    return channel.closeFuture();
  }

  /** Whether it carries one of the streams that a fault is limited to, if it is. */
  boolean carriesOneOf(Fault fault) {
    return fault.stream().isEmpty()
        || run.streams().stream()
            .anyMatch(own -> subscriptions.containsKey(own.name()) && fault.concerns(own.id()));
  }

  @Override
  public boolean hears(String name) {
    return subscriptions.getOrDefault(name, NOTHING_COMES) != NOTHING_COMES;
  }
}
