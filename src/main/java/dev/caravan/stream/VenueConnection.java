package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one WebSocket to a venue open: connects, subscribes at the venue's pace, answers pings,
 * comes back after a failure.
 *
 * <p>Event loop only, apart from name look-ups, which run on {@code resolver} so that a dead name
 * server stops nothing.
 */
final class VenueConnection {

  /** Takes what a connection delivers, on the event loop. */
  interface Listener {
    /** A frame came; the buffer is only valid during the call. */
    void onFrame(VenueConnection connection, ByteBuf content, boolean isBinary);

    /** A socket read is over. */
    void onReadComplete(VenueConnection connection);

    void onStateChanged(VenueConnection connection, ConnectionState from, String reason);

    /** The venue accepted the request for these streams. */
    void onAcknowledged(List<StreamId> streams);

    /** The venue refused them. */
    void onRefused(List<StreamId> streams, String reason);

    /** Stamps one socket read. */
    void onBytes();
  }

  private static final Logger LOG = LoggerFactory.getLogger(VenueConnection.class);
  private static final int LARGEST_FRAME = 16 * 1024 * 1024;
  private static final int LARGEST_HANDSHAKE = 64 * 1024;
  private static final int CONNECT_TIMEOUT_MS = 10_000;
  private static final int LONGEST_GOODBYE = 5; // times closeWithin, whatever still comes

  private record Request(long id, boolean isSubscribe, List<StreamId> streams) {}

  private final EventLoop loop;
  private final Executor resolver;
  private final Dialect dialect;
  private final FeedOptions options;
  private final BackoffPolicy backoff;
  private final Listener listener;
  private final Supplier<String> names;

  // Guarded by the event loop.
  private final Set<StreamId> streams = new LinkedHashSet<>();
  private final Deque<Request> requests = new ArrayDeque<>();
  private ConnectionState state = new ConnectionState.Closed();
  private String name;
  private long stateSinceNs = System.nanoTime();
  private @Nullable Channel channel;
  private @Nullable Request outstanding;
  private @Nullable ScheduledFuture<?> answerTimer;
  private @Nullable ScheduledFuture<?> requestTimer;
  private @Nullable ScheduledFuture<?> retryTimer;
  private long nextRequestId = 1;
  private long lastRequestNs;
  private boolean hasRequested;
  private long heardAtNs;
  private boolean reading = true;
  private boolean closing;
  private String lastFailure = "";
  private long retryAfterMs;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  VenueConnection(
      EventLoop loop,
      Executor resolver,
      Dialect dialect,
      FeedOptions options,
      BackoffPolicy backoff,
      Supplier<String> names,
      Listener listener) {
    this.loop = requireNonNull(loop, "loop");
    this.resolver = requireNonNull(resolver, "resolver");
    this.dialect = requireNonNull(dialect, "dialect");
    this.options = requireNonNull(options, "options");
    this.backoff = requireNonNull(backoff, "backoff");
    this.names = requireNonNull(names, "names");
    this.listener = requireNonNull(listener, "listener");
    this.name = dialect.venue();
  }

  String name() {
    return name;
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

  Set<StreamId> streams() {
    return streams;
  }

  ConnectionStatus status() {
    return new ConnectionStatus(
        name,
        state.label(),
        streams.size(),
        Duration.ofNanos(System.nanoTime() - stateSinceNs),
        state.failures());
  }

  /** Opens the socket after a wait; the venue limits how often one may connect. */
  void start(Duration after) {
    retryTimer =
        loop.schedule(
            () -> connect(new ConnectionState.Connecting(0)),
            after.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Asks for more streams; sent at once where the socket is open, else with the next connect. */
  void add(Collection<StreamId> more) {
    List<StreamId> added = new ArrayList<>();
    for (StreamId stream : more) {
      if (streams.add(stream)) {
        added.add(stream);
      }
    }
    if (isOpen()) {
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
    if (isOpen()) {
      enqueue(false, removed);
    }
  }

  /** Reads on, or leaves what comes to TCP. */
  void setReading(boolean reading) {
    if (this.reading == reading) {
      return;
    }
    this.reading = reading;
    heardAtNs = System.nanoTime();
    Channel open = channel;
    if (open != null) {
      open.config().setAutoRead(reading);
    }
  }

  /** Called once a second: probes and then cuts a connection that says nothing at all. */
  void checkSilence() {
    Channel open = channel;
    if (open == null || !reading || closing) {
      return;
    }
    long silentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardAtNs);
    if (silentMs > dialect.limits().silenceBeforeCut().toMillis()) {
      fail("silent for " + silentMs / 1000 + "s, no answer to a ping");
    } else if (state instanceof ConnectionState.Live
        && silentMs > dialect.limits().silenceBeforeProbe().toMillis()) {
      move(state.fellSilent(), "silent for " + silentMs / 1000 + "s");
      open.writeAndFlush(new PingWebSocketFrame());
    }
  }

  /**
   * Sends Close, reads on until the venue's Close or until nothing came for the time allowed, then
   * ends for good.
   *
   * @return completes on the event loop when nothing more will come
   */
  CompletableFuture<Void> close() {
    if (closing) {
      return closed;
    }
    closing = true;
    cancelTimers();
    Channel open = channel;
    if (open == null) {
      end();
      return closed;
    }
    if (state instanceof ConnectionState.Connecting) {
      open.close();
      return closed;
    }
    open.writeAndFlush(new CloseWebSocketFrame(1000, "bye"));
    cutOnceSilent(open, System.nanoTime());
    return closed;
  }

  /**
   * Ends a socket whose venue does not answer our Close. What the venue sent before its own Close
   * may take long to read on a busy machine, so time counts only while nothing comes.
   */
  private void cutOnceSilent(Channel open, long closedAtNs) {
    long withinNs = options.closeWithin().toNanos();
    long now = System.nanoTime();
    long silentNs = reading ? now - Math.max(heardAtNs, closedAtNs) : 0;
    boolean isTooLong = now - closedAtNs >= withinNs * LONGEST_GOODBYE;
    if (silentNs >= withinNs || isTooLong) {
      LOG.warn(
          "venue did not close, the socket is cut connection={} silentMs={} sinceCloseMs={}",
          name,
          TimeUnit.NANOSECONDS.toMillis(silentNs),
          TimeUnit.NANOSECONDS.toMillis(now - closedAtNs));
      open.close();
    } else if (open.isOpen()) {
      loop.schedule(
          () -> cutOnceSilent(open, closedAtNs), withinNs - silentNs, TimeUnit.NANOSECONDS);
    }
  }

  private boolean isOpen() {
    return state instanceof ConnectionState.Subscribing
        || state instanceof ConnectionState.Live
        || state instanceof ConnectionState.Stale;
  }

  private void connect(ConnectionState connecting) {
    name = names.get();
    move(connecting, "");
    URI url = options.websocketUrl();
    String host = requireNonNull(url.getHost());
    boolean isTls = "wss".equals(url.getScheme());
    int port = url.getPort() >= 0 ? url.getPort() : isTls ? 443 : 80;
    resolver.execute(
        () -> {
          try {
            InetAddress[] all = InetAddress.getAllByName(host);
            InetAddress one = all[ThreadLocalRandom.current().nextInt(all.length)];
            loop.execute(() -> open(new InetSocketAddress(one, port), host, port, isTls));
          } catch (UnknownHostException e) {
            loop.execute(() -> fail("no address for host " + host));
          } catch (RuntimeException e) {
            loop.execute(() -> fail("look-up of " + host + " failed: " + e));
          }
        });
  }

  private void open(InetSocketAddress address, String host, int port, boolean isTls) {
    if (closing || !(state instanceof ConnectionState.Connecting)) {
      return;
    }
    SslContext tls;
    try {
      tls = isTls ? SslContextBuilder.forClient().build() : null;
    } catch (SSLException e) {
      fail("TLS cannot be set up: " + e.getMessage());
      return;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Transport.clientChannel())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.AUTO_READ, reading)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel opened) {
                    initialise(opened, tls, host, port);
                  }
                });
    Channel opening =
        bootstrap
            .connect(address)
            .addListener(
                result -> {
                  if (!result.isSuccess()) {
                    fail("connect failed: " + describe(result.cause()));
                  }
                })
            .channel();
    channel = opening;
    heardAtNs = System.nanoTime();
    opening.closeFuture().addListener(ignored -> onClosed(opening));
  }

  private void initialise(SocketChannel opened, @Nullable SslContext tls, String host, int port) {
    URI target =
        URI.create(
            options.websocketUrl().getScheme() + "://" + hostPort(host, port) + dialect.path());
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(target)
            .version(WebSocketVersion.V13)
            .customHeaders(new DefaultHttpHeaders())
            .maxFramePayloadLength(LARGEST_FRAME)
            .handleCloseFrames(false)
            .dropPongFrames(true)
            .withUTF8Validator(false)
            .handshakeTimeoutMillis(CONNECT_TIMEOUT_MS)
            .build();
    opened.pipeline().addLast("stamp", new Stamp());
    if (tls != null) {
      SslHandler handler = tls.newHandler(opened.alloc(), host, port);
      SSLParameters parameters = handler.engine().getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      handler.engine().setSSLParameters(parameters);
      opened.pipeline().addLast("tls", handler);
    }
    opened
        .pipeline()
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(LARGEST_HANDSHAKE))
        .addLast(new WebSocketClientProtocolHandler(config))
        .addLast(new WebSocketFrameAggregator(LARGEST_FRAME))
        .addLast("frames", new Frames(opened));
  }

  private static String hostPort(String host, int port) {
    boolean isIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (isIpv6 ? "[" + host + "]" : host) + ":" + port;
  }

  private void onOpened() {
    lastFailure = "";
    move(state.opened(), "");
    enqueue(true, new ArrayList<>(streams));
    if (requests.isEmpty() && outstanding == null) {
      move(state.subscribed(), "");
    }
  }

  private void enqueue(boolean isSubscribe, List<StreamId> batch) {
    for (List<StreamId> part : SubscriptionPlan.requests(batch, dialect)) {
      requests.add(new Request(nextRequestId++, isSubscribe, List.copyOf(part)));
    }
    sendNext();
  }

  /** One request at a time, evenly spaced: a burst is what venues ban for. */
  private void sendNext() {
    Channel open = channel;
    if (outstanding != null || requests.isEmpty() || open == null || requestTimer != null) {
      return;
    }
    long spacingNs = dialect.limits().requestSpacing().toNanos();
    long waitNs = hasRequested ? lastRequestNs + spacingNs - System.nanoTime() : 0;
    if (waitNs > 0) {
      requestTimer =
          loop.schedule(
              () -> {
                requestTimer = null;
                sendNext();
              },
              waitNs,
              TimeUnit.NANOSECONDS);
      return;
    }
    Request request = requests.remove();
    outstanding = request;
    hasRequested = true;
    lastRequestNs = System.nanoTime();
    open.writeAndFlush(
        new TextWebSocketFrame(
            request.isSubscribe
                ? dialect.subscribe(request.id, request.streams)
                : dialect.unsubscribe(request.id, request.streams)));
    long withinMs = dialect.limits().acknowledgeWithin().toMillis();
    answerTimer =
        loop.schedule(
            () -> fail("no answer to request " + request.id + " within " + withinMs + "ms"),
            withinMs,
            TimeUnit.MILLISECONDS);
  }

  /** Takes an answer of the venue. */
  void onControl(ControlMessage message) {
    Request asked = outstanding;
    if (message instanceof ControlMessage.Acknowledged acknowledged) {
      if (asked != null && asked.id == acknowledged.requestId()) {
        answered();
        if (asked.isSubscribe) {
          listener.onAcknowledged(asked.streams);
        }
        afterAnswer();
      }
    } else if (message instanceof ControlMessage.Refused refused) {
      if (asked != null && (refused.requestId() == asked.id || refused.requestId() < 0)) {
        answered();
        if (asked.isSubscribe) {
          listener.onRefused(asked.streams, refused.reason());
        }
        afterAnswer();
      }
    }
  }

  private void answered() {
    outstanding = null;
    if (answerTimer != null) {
      answerTimer.cancel(false);
      answerTimer = null;
    }
  }

  private void afterAnswer() {
    sendNext();
    if (outstanding == null && requests.isEmpty()) {
      move(state.subscribed(), "");
    }
  }

  /** A frame of market data came through this connection. */
  void onData() {
    ConnectionState next = state.dataArrived();
    if (next != state) {
      state = next;
    }
  }

  /** Cuts the connection; the closing brings the next attempt. */
  private void fail(String reason) {
    if (closing) {
      return;
    }
    lastFailure = reason;
    Channel open = channel;
    if (open != null && open.isOpen()) {
      open.close();
    } else if (!(state instanceof ConnectionState.Backoff)) {
      backOff(reason);
    }
  }

  private void onClosed(Channel which) {
    if (channel != which) {
      return;
    }
    channel = null;
    listener.onReadComplete(this);
    if (closing) {
      end();
      return;
    }
    backOff(lastFailure.isEmpty() ? "closed by the venue without a word" : lastFailure);
  }

  private void backOff(String reason) {
    cancelTimers();
    requests.clear();
    outstanding = null;
    hasRequested = false;
    move(state.failed(), reason);
    lastFailure = reason;
    long delayMs = Math.max(backoff.delayAfter(state.failures()).toMillis(), retryAfterMs);
    retryAfterMs = 0;
    retryTimer =
        loop.schedule(
            () -> {
              if (state instanceof ConnectionState.Backoff waiting) {
                connect(waiting.retried());
              }
            },
            delayMs,
            TimeUnit.MILLISECONDS);
  }

  private void end() {
    move(state.closed(), "");
    closed.complete(null);
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

  private static String describe(@Nullable Throwable cause) {
    if (cause == null) {
      return "unknown reason";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Marks the moment when bytes left the socket, before anything looks at them. */
  private final class Stamp extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      heardAtNs = System.nanoTime();
      listener.onBytes();
      context.fireChannelRead(message);
    }
  }

  /** Hands frames on and ends the conversation politely. */
  private final class Frames extends ChannelInboundHandlerAdapter {
    private final Channel own;

    Frames(Channel own) {
      this.own = own;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (message instanceof TextWebSocketFrame text) {
          listener.onFrame(VenueConnection.this, text.content(), false);
        } else if (message instanceof BinaryWebSocketFrame binary) {
          listener.onFrame(VenueConnection.this, binary.content(), true);
        } else if (message instanceof CloseWebSocketFrame close) {
          onClose(context, close);
        } else if (message instanceof WebSocketFrame) {
          heardAtNs = System.nanoTime();
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void onClose(ChannelHandlerContext context, CloseWebSocketFrame close) {
      if (!closing) {
        lastFailure =
            "closed by the venue: code=" + close.statusCode() + " reason=" + close.reasonText();
        context.writeAndFlush(new CloseWebSocketFrame(1000, ""));
      }
      context.close();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      if (state instanceof ConnectionState.Stale) {
        move(state.heard(), "");
      }
      listener.onReadComplete(VenueConnection.this);
      context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && own == channel) {
        onOpened();
      } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
        fail("no answer to the WebSocket handshake within " + CONNECT_TIMEOUT_MS + "ms");
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof WebSocketClientHandshakeException refused
          && refused.response() != null) {
        HttpResponse response = refused.response();
        Integer seconds = response.headers().getInt(HttpHeaderNames.RETRY_AFTER);
        retryAfterMs = seconds == null ? 0 : Math.max(0, seconds) * 1000L;
        fail("handshake refused: HTTP " + response.status());
      } else {
        fail("connection failed: " + describe(cause));
      }
    }
  }
}
