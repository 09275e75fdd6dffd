package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.record.Burst;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket to a venue, from look-up to last byte; used once.
 *
 * <p>Event loop only, apart from the look-up of the host's name, which runs on {@code resolver}, so
 * that a dead name server stops nothing. Pings of the venue are answered here.
 */
final class VenueSocket {

  /** Hears what a socket does, on the event loop. */
  interface Listener {
    void onOpened();

    /** Bytes left the socket; called before anything looks at them. */
    void onBytes();

    /** Where bytes are to lie; the same one until {@link #onFramesEnd}. */
    Burst.Builder onFramesBegin();

    /** A frame lies here in {@code bytes} of the burst; to be added to it, or forgotten. */
    void onFrame(byte[] bytes, int at, int length, boolean isBinary);

    void onFramesEnd();

    /** A socket read is over. */
    void onReadComplete();

    /**
     * The socket is gone, or never came to be; said once.
     *
     * @param retryAfter how long the venue wants to be left alone; zero where it said nothing
     */
    void onClosed(String reason, Duration retryAfter);
  }

  private static final Logger LOG = LoggerFactory.getLogger(VenueSocket.class);
  private static final int LARGEST_FRAME = 16 * 1024 * 1024;
  private static final int LARGEST_HANDSHAKE = 64 * 1024;
  private static final int CONNECT_TIMEOUT_MS = 10_000;

  /** A read that fills its buffer is followed by another, so the smallest holds several books. */
  private static final int SMALLEST_READ = 16 * 1024;

  private static final int LARGEST_READ = 64 * 1024;

  private final EventLoop loop;
  private final NetworkPath network;
  private final URI url;
  private final String path;
  private final Map<String, String> headers;
  private final Listener listener;

  // Guarded by the event loop.
  private @Nullable Channel channel;
  private boolean reading;
  private boolean opened;
  private boolean closed;
  private boolean closeSent;
  private String reason = "";
  private Duration retryAfter = Duration.ZERO;
  private long heardAtNs = System.nanoTime();

  /**
   * Makes a socket that is not connected yet.
   *
   * @param url scheme, host and port
   * @param path what the venue is asked for
   * @param headers of the handshake, besides the usual ones
   * @param reading whether bytes are read from the start
   */
  VenueSocket(
      EventLoop loop,
      NetworkPath network,
      URI url,
      String path,
      Map<String, String> headers,
      boolean reading,
      Listener listener) {
    this.loop = requireNonNull(loop, "loop");
    this.network = requireNonNull(network, "network");
    this.url = requireNonNull(url, "url");
    this.path = requireNonNull(path, "path");
    this.headers = Map.copyOf(headers);
    this.reading = reading;
    this.listener = requireNonNull(listener, "listener");
  }

  /** Looks the host up, or the proxy's, and connects. */
  void connect(Executor resolver) {
    String host = requireNonNull(url.getHost());
    int port = url.getPort() >= 0 ? url.getPort() : isTls() ? 443 : 80;
    String lookedUp = network.proxy().map(ProxyAddress::host).orElse(host);
    resolver.execute(
        () -> {
          try {
            InetAddress[] all = InetAddress.getAllByName(lookedUp);
            InetAddress one = all[ThreadLocalRandom.current().nextInt(all.length)];
            onLoop(() -> open(one, host, port));
          } catch (UnknownHostException e) {
            onLoop(() -> cut("no address for host " + lookedUp));
          } catch (SecurityException e) {
            onLoop(() -> cut("look-up of " + lookedUp + " failed: " + e));
          }
        });
  }

  /** Where the loop has ended meanwhile, nobody waits for an answer any more. */
  private void onLoop(Runnable answer) {
    try {
      loop.execute(answer);
    } catch (RejectedExecutionException loopHasEnded) {
      LOG.debug("look-up came too late url={}", url);
    }
  }

  private boolean isTls() {
    return "wss".equals(url.getScheme());
  }

  boolean isOpen() {
    return opened && !closed;
  }

  /** Monotonic time of the last byte. */
  long heardAtNs() {
    return heardAtNs;
  }

  void send(String text) {
    Channel open = channel;
    if (open != null) {
      open.writeAndFlush(new TextWebSocketFrame(text));
    }
  }

  void ping() {
    Channel open = channel;
    if (open != null) {
      open.writeAndFlush(new PingWebSocketFrame());
    }
  }

  /** Says goodbye; the venue's own Close ends the socket. */
  void sendClose() {
    Channel open = channel;
    if (open != null) {
      closeSent = true;
      open.writeAndFlush(new CloseWebSocketFrame(1000, "bye"));
    }
  }

  /** Ends the socket now. */
  void cut(String why) {
    if (closed) {
      return;
    }
    if (reason.isEmpty()) {
      reason = why;
    }
    Channel open = channel;
    if (open != null && open.isOpen()) {
      open.close();
    } else {
      closed();
    }
  }

  void setReading(boolean reading) {
    this.reading = reading;
    heardAtNs = System.nanoTime();
    Channel open = channel;
    if (open != null) {
      open.config().setAutoRead(reading);
    }
  }

  private void open(InetAddress lookedUp, String host, int port) {
    if (closed) {
      return;
    }
    Optional<ProxyAddress> proxy = network.proxy();
    Channel opening =
        new Bootstrap()
            .group(loop)
            .channel(Transport.clientChannel())
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.AUTO_READ, reading)
            .option(
                ChannelOption.RCVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(SMALLEST_READ, SMALLEST_READ, LARGEST_READ))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel made) {
                    proxy.ifPresent(
                        through ->
                            made.pipeline()
                                .addLast(
                                    through.newHandler(
                                        lookedUp, Duration.ofMillis(CONNECT_TIMEOUT_MS))));
                    fill(made.pipeline(), host, port);
                  }
                })
            .connect(
                proxy.isPresent()
                    ? ProxyAddress.destination(host, port)
                    : new InetSocketAddress(lookedUp, port))
            .addListener(
                result -> {
                  if (!result.isSuccess()) {
                    cut("connect failed: " + describe(result.cause()));
                  }
                })
            .channel();
    channel = opening;
    heardAtNs = System.nanoTime();
    opening.closeFuture().addListener(ignored -> closed());
  }

  private void fill(ChannelPipeline pipeline, String host, int port) {
    HttpHeaders said = new DefaultHttpHeaders();
    headers.forEach(said::set);
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(URI.create(url.getScheme() + "://" + hostPort(host, port) + path))
            .customHeaders(said)
            .withUTF8Validator(false)
            .handshakeTimeoutMillis(CONNECT_TIMEOUT_MS)
            .build();
    pipeline.addLast("stamp", new Stamp());
    if (isTls()) {
      TlsTrust trust =
          network
              .trust()
              .orElseThrow(() -> new IllegalStateException("TLS is not set up for " + url));
      pipeline.addLast("tls", trust.newHandler(pipeline.channel().alloc(), host, port));
    }
    pipeline
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(LARGEST_HANDSHAKE))
        .addLast(new WebSocketClientProtocolHandler(new Handshaker(config), config))
        .addLast("ends", new Ends());
  }

  private static String hostPort(String host, int port) {
    boolean isIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (isIpv6 ? "[" + host + "]" : host) + ":" + port;
  }

  private void closed() {
    if (closed) {
      return;
    }
    closed = true;
    listener.onReadComplete();
    listener.onClosed(reason.isEmpty() ? "closed by the venue without a word" : reason, retryAfter);
  }

  private static String describe(@Nullable Throwable cause) {
    if (cause == null) {
      return "unknown reason";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Marks the moment when bytes left the socket. */
  private final class Stamp extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      heardAtNs = System.nanoTime();
      listener.onBytes();
      context.fireChannelRead(message);
    }
  }

  /** Netty's, apart from who reads the frames. */
  private final class Handshaker extends WebSocketClientHandshaker13 {

    Handshaker(WebSocketClientProtocolConfig config) {
      super(
          config.webSocketUri(),
          WebSocketVersion.V13,
          null,
          false,
          config.customHeaders(),
          LARGEST_FRAME);
    }

    @Override
    protected WebSocketFrameDecoder newWebsocketDecoder() {
      return new FrameReader(LARGEST_FRAME, new Frames());
    }
  }

  /** Hands frames on, answers pings and ends the conversation politely. */
  private final class Frames implements FrameReader.Listener {

    /** Whether the conversation is over; the socket is closed behind the frames of this read. */
    private boolean isOver;

    @Override
    public Burst.Builder onFramesBegin() {
      return listener.onFramesBegin();
    }

    @Override
    public void onFrame(byte[] bytes, int at, int length, boolean isBinary) {
      listener.onFrame(bytes, at, length, isBinary);
    }

    @Override
    public void onFramesEnd() {
      listener.onFramesEnd();
      if (isOver) {
        requireNonNull(channel).close();
      }
    }

    /**
     * Answers, but not once our Close is sent: a pong that reaches a socket which the venue has
     * closed is answered with a reset, and that throws away what is still unread on our side.
     */
    @Override
    public void onPing(byte[] payload) {
      if (!closeSent) {
        write(new PongWebSocketFrame(Unpooled.wrappedBuffer(payload)));
      }
    }

    @Override
    public void onClose(int code, String why) {
      end("closed by the venue: code=" + code + " reason=" + why, 1000);
    }

    @Override
    public void onViolation(FrameException violation) {
      end("connection failed: " + violation.getMessage(), violation.code());
    }

    private void end(String why, int code) {
      if (!closeSent) {
        reason = why;
        write(new CloseWebSocketFrame(code, ""));
      }
      isOver = true;
    }
  }

  private void write(WebSocketFrame frame) {
    requireNonNull(channel).writeAndFlush(frame);
  }

  /** Hears that a read is over, that the handshake is done, and what goes wrong. */
  private final class Ends extends ChannelInboundHandlerAdapter {

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      listener.onReadComplete();
      context.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        opened = true;
        listener.onOpened();
      } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
        cut("no answer to the WebSocket handshake within " + CONNECT_TIMEOUT_MS + "ms");
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof WebSocketClientHandshakeException refused
          && refused.response() != null) {
        HttpResponse response = refused.response();
        Integer seconds = response.headers().getInt(HttpHeaderNames.RETRY_AFTER);
        retryAfter = seconds == null || seconds < 0 ? Duration.ZERO : Duration.ofSeconds(seconds);
        cut("handshake refused: HTTP " + response.status());
      } else {
        cut("connection failed: " + describe(cause));
      }
    }
  }
}
