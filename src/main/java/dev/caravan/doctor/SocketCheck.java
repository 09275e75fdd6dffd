package dev.caravan.doctor;

import static java.util.Objects.requireNonNull;

import dev.caravan.stream.ProxyAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Opens one WebSocket to a venue, as the recording will, and closes it again; nothing is asked for.
 */
public final class SocketCheck implements Check {

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final String venue;
  private final URI address;
  private final Optional<SSLContext> trust;
  private final Optional<ProxyAddress> proxy;

  /**
   * @param address with the path that the venue's streams are opened with
   * @param trust empty for plain {@code ws://}
   * @param proxy empty for a direct connection
   */
  public SocketCheck(
      String venue, URI address, Optional<SSLContext> trust, Optional<ProxyAddress> proxy) {
    this.venue = requireNonNull(venue, "venue");
    this.address = requireNonNull(address, "address");
    this.trust = requireNonNull(trust, "trust");
    this.proxy = requireNonNull(proxy, "proxy");
  }

  @Override
  public String name() {
    return "venue";
  }

  @Override
  public List<Finding> look() throws InterruptedException {
    if (proxy.isPresent() && !isPlainHttp(proxy.get())) {
      return List.of(reachProxy(proxy.get()));
    }
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(WITHIN);
    trust.ifPresent(builder::sslContext);
    proxy.ifPresent(
        through ->
            builder.proxy(
                ProxySelector.of(
                    InetSocketAddress.createUnresolved(through.host(), through.port()))));
    long start = System.nanoTime();
    try {
      WebSocket socket =
          builder
              .build()
              .newWebSocketBuilder()
              .connectTimeout(WITHIN)
              .buildAsync(address, new WebSocket.Listener() {})
              .get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      socket.abort();
      return List.of(
          Finding.ok(
              name(),
              String.format(Locale.ROOT, "%s: %s connected in %d ms", venue, address, tookMs)));
    } catch (TimeoutException e) {
      return List.of(
          refused(
              "no WebSocket within " + WITHIN.toSeconds() + " s",
              "does a firewall keep port " + port() + " closed?"));
    } catch (ExecutionException e) {
      return List.of(judge(e.getCause() == null ? e : e.getCause()));
    }
  }

  private Finding judge(Throwable cause) {
    if (cause instanceof WebSocketHandshakeException handshake) {
      int status = handshake.getResponse().statusCode();
      return refused(
          "answers HTTP " + status + " instead of a WebSocket",
          status == 403 || status == 451
              ? "the venue does not serve this address; use another network or a proxy"
              : status == 429 || status == 418
                  ? "the venue limits this address; wait, and see what else asks it from here"
                  : "is caravan.venues." + venue + ".websocket-url right?");
    }
    if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
      return refused(
          "is not believed: " + cause.getMessage(),
          "is the machine's clock right? else set caravan.venues."
              + venue
              + ".trust-certificate to the certificate that answers");
    }
    return refused(
        "cannot be reached: "
            + cause.getClass().getSimpleName()
            + (cause.getMessage() == null ? "" : " " + cause.getMessage()),
        "is the network up, and caravan.venues." + venue + ".websocket-url right?");
  }

  private Finding reachProxy(ProxyAddress through) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(through.host(), through.port()), (int) WITHIN.toMillis());
      return Finding.ok(
          name(), venue + ": proxy " + through + " answers; what is behind it was not tried");
    } catch (IOException e) {
      return Finding.fail(
          name(),
          venue + ": proxy " + through + " cannot be reached: " + e.getMessage(),
          "start it, or correct caravan.venues." + venue + ".proxy");
    }
  }

  private static boolean isPlainHttp(ProxyAddress proxy) {
    return proxy.kind() == ProxyAddress.Kind.HTTP && proxy.credentials().isEmpty();
  }

  private Finding refused(String what, String next) {
    return Finding.fail(name(), venue + ": " + address + " " + what, next);
  }

  private int port() {
    return address.getPort() > 0 ? address.getPort() : "wss".equals(address.getScheme()) ? 443 : 80;
  }
}
