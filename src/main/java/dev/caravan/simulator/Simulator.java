package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.Ledger;
import dev.caravan.ledger.LedgerRecorder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running simulated venue: WebSocket and REST on one port of this machine.
 *
 * <p>Threads: any; everything is done on one event loop, and methods return when it was done there.
 */
public final class Simulator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
  private static final int MAX_REQUEST_BYTES = 64 * 1024;
  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int BACKLOG = 1024;

  private final EventLoopGroup group;
  private final MarketRun run;
  private final LedgerRecorder recorder;
  private final Optional<LedgerKeeper> keeper;
  private final Optional<ServerTls> tls;
  private final Channel server;
  private final String host;
  private final int port;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private Simulator(
      EventLoopGroup group,
      MarketRun run,
      LedgerRecorder recorder,
      Optional<LedgerKeeper> keeper,
      Optional<ServerTls> tls,
      Channel server,
      String host) {
    this.group = group;
    this.run = run;
    this.recorder = recorder;
    this.keeper = keeper;
    this.tls = tls;
    this.server = server;
    this.host = host;
    this.port = ((InetSocketAddress) server.localAddress()).getPort();
  }

  /**
   * Listens; the market begins when its streams are subscribed.
   *
   * @throws IOException if the recorded file cannot be read, the ledger or the certificate not be
   *     written or the port not be taken
   * @throws IllegalArgumentException if the options do not fit the venue; says what does
   */
  public static Simulator start(SimulatorOptions options) throws IOException {
    SimulatedMarket market = options.venue().openMarket(options.market());
    LedgerRecorder recorder =
        options.keepsLedger()
            ? new LedgerRecorder(options.venue().name(), options.faults().seed())
            : LedgerRecorder.forgetting(options.venue().name());
    DefaultThreadFactory threads = new DefaultThreadFactory("simulator", true);
    EventLoopGroup group =
        Epoll.isAvailable()
            ? new EpollEventLoopGroup(1, threads)
            : new NioEventLoopGroup(1, threads);
    try {
      MarketRun run = new MarketRun(market, options, recorder, group.next());
      Optional<LedgerKeeper> keeper =
          options.ledger().map(file -> new LedgerKeeper(recorder, file));
      Optional<ServerTls> tls =
          options.isTls() ? Optional.of(ServerTls.make(options)) : Optional.empty();
      Channel server = listen(group, run, recorder, options, tls);
      if (keeper.isPresent()) {
        keeper.get().start();
      }
      return new Simulator(group, run, recorder, keeper, tls, server, options.host());
    } catch (IOException | RuntimeException e) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  private static Channel listen(
      EventLoopGroup group,
      MarketRun run,
      LedgerRecorder recorder,
      SimulatorOptions options,
      Optional<ServerTls> tls)
      throws IOException {
    Class<? extends ServerSocketChannel> type =
        Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    tls.ifPresent(it -> channel.pipeline().addLast(it.newHandler(channel)));
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(MAX_LINE_BYTES, MAX_LINE_BYTES, MAX_LINE_BYTES),
                            new HttpObjectAggregator(MAX_REQUEST_BYTES),
                            new FrontHandler(run, recorder, options));
                  }
                })
            .bind(options.host(), options.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "simulator cannot listen: address="
              + options.host()
              + ":"
              + options.port()
              + " reason="
              + bound.cause().getMessage()
              + "; choose another port, or 0 for a free one",
          bound.cause());
    }
    return bound.channel();
  }

  public int port() {
    return port;
  }

  /** {@code ws://127.0.0.1:PORT}, {@code wss} with TLS; the venue's dialect adds the path. */
  public String websocketUrl() {
    return (tls.isPresent() ? "wss://" : "ws://") + host + ":" + port;
  }

  /** {@code http://127.0.0.1:PORT}, {@code https} with TLS; the venue's dialect adds the path. */
  public String restUrl() {
    return (tls.isPresent() ? "https://" : "http://") + host + ":" + port;
  }

  /** The PEM file that a client has to trust; empty without TLS. */
  public Optional<Path> certificate() {
    return tls.map(ServerTls::file);
  }

  /** The streams on which frames appear. */
  public List<MarketStream> streams() {
    return run.streams();
  }

  public SimulatorStats stats() {
    return getOnLoop(run::stats);
  }

  /** How many connections are open; one that was sent Close does not count. */
  public int connections() {
    return stats().connections();
  }

  /** The newest 10,000 requests and connects, in order. */
  public List<SimulatedRequest> requests() {
    return getOnLoop(run::requests);
  }

  /** What was produced and sent until now. */
  public Ledger ledger() {
    return getOnLoop(recorder::snapshot);
  }

  /** Withholds one stream's frames; the market goes on. */
  public void mute(StreamId stream) {
    runOnLoop(() -> run.mute(stream));
  }

  /** Withholds all frames; the market goes on. */
  public void mute() {
    runOnLoop(run::muteAll);
  }

  /** Delivers one stream again, from where the market is. */
  public void unmute(StreamId stream) {
    runOnLoop(() -> run.unmute(stream));
  }

  /** Delivers all streams again, from where the market is. */
  public void unmute() {
    runOnLoop(run::unmuteAll);
  }

  /** Sends Close on every connection; new ones are welcome. */
  public void disconnectAll() {
    runOnLoop(() -> run.disconnectAll("disconnected by hand"));
  }

  /** Closes the connection that has been open longest, if there is one. */
  public void disconnectOldest() {
    runOnLoop(() -> run.disconnectOldest("disconnected by hand"));
  }

  /** Sends this text, whatever it is, to every connection. */
  public void sendRaw(String text) {
    sendRaw(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /**
   * Sends these bytes, whatever they are, to every connection.
   *
   * <p>The ledger counts them under the stream that a text frame names, else under none.
   *
   * @param isBinary the opcode
   */
  public void sendRaw(byte[] bytes, boolean isBinary) {
    runOnLoop(() -> run.sendRaw(bytes, isBinary));
  }

  /**
   * Stops the market, closes every connection behind what was sent, and writes the ledger; twice is
   * harmless.
   *
   * @throws IOException if the ledger cannot be written
   */
  @Override
  public void close() throws IOException {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    server.close().awaitUninterruptibly(CLOSE_WITHIN.toMillis());
    List<SimulatedConnection> closing =
        submit(
            () -> {
              run.stop();
              return run.disconnectAll("simulator stops");
            });
    long deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
    for (SimulatedConnection connection : closing) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      connection.closed().awaitUninterruptibly(Math.max(1, leftMs));
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_WITHIN.toMillis());
    tls.ifPresent(ServerTls::close);
    if (keeper.isPresent()) {
      keeper.get().close();
    }
    LOG.info("simulator stopped port={}", port);
  }

  private void runOnLoop(Runnable task) {
    getOnLoop(
        () -> {
          task.run();
          return Boolean.TRUE;
        });
  }

  private <T> T getOnLoop(Callable<T> task) {
    if (isClosed.get() && group.isShutdown()) {
      // Nothing runs any more, so nothing can change meanwhile.
      return call(task);
    }
    return submit(task);
  }

  private <T> T submit(Callable<T> task) {
    Future<T> done = group.submit(task);
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return done.get();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("simulator task failed", e.getCause());
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T call(Callable<T> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new IllegalStateException("simulator task failed", e);
    }
  }
}
