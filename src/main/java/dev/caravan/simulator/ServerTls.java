package dev.caravan.simulator;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts what a simulator serves, and keeps the file that a client needs to trust it.
 *
 * <p>The file lies beside the ledger, {@code LEDGER.pem}, and stays; without a ledger it is a
 * temporary one that goes with the simulator.
 */
final class ServerTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private static final long CLOSE_NOTIFY_WITHIN_MS = 500;

  private final SslContext context;
  private final Path file;
  private final boolean isTemporary;

  private ServerTls(SslContext context, Path file, boolean isTemporary) {
    this.context = context;
    this.file = file;
    this.isTemporary = isTemporary;
  }

  /**
   * Makes key and certificate and writes the certificate.
   *
   * @throws IOException if the certificate cannot be written
   */
  static ServerTls make(SimulatorOptions options) throws IOException {
    ThrowAwayCertificate made =
        ThrowAwayCertificate.make(Instant.ofEpochSecond(0, options.epochClock().epochNanos()));
    SslContext context = SslContextBuilder.forServer(made.key(), made.certificate()).build();
    Optional<Path> ledger = options.ledger();
    Path file =
        ledger.isPresent()
            ? ledger.get().resolveSibling(ledger.get().getFileName() + ".pem")
            : Files.createTempFile("caravan-simulator-", ".pem");
    made.write(file);
    return new ServerTls(context, file, ledger.isEmpty());
  }

  SslHandler newHandler(Channel channel) {
    SslHandler handler = context.newHandler(channel.alloc());
    // Each write is a record of its own: what the ledger counts goes out as a whole or not at all.
    handler.setWrapDataSize(0);
    handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_WITHIN_MS);
    return handler;
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    if (!isTemporary) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("temporary certificate not removed file={}", file, e);
    }
  }
}
