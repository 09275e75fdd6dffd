package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the proxy through which a venue is reached.
 *
 * <p>Shape: {@code http://host:port} (CONNECT) or {@code socks5://host:port}, with {@code
 * user:password@} before the host where the proxy asks for them; percent-encoded where they hold
 * one of {@code :@/%}. The proxy looks up the venue's name, so that a machine without names of the
 * outside can record.
 *
 * <p>The password appears in no text that this class makes.
 *
 * @param credentials empty where the proxy asks for none
 */
public record ProxyAddress(Kind kind, String host, int port, Optional<Credentials> credentials) {

  /** How one talks to the proxy. */
  public enum Kind {
    HTTP,
    SOCKS5
  }

  /** What the proxy knows the operator by. */
  public record Credentials(String user, String password) {
    private static final int LONGEST = 255; // RFC 1929: one byte holds the length

    public Credentials {
      requireNonNull(user, "user");
      requireNonNull(password, "password");
      if (user.isEmpty() || isTooLong(user) || isTooLong(password)) {
        throw new IllegalArgumentException(
            "a proxy's user and password have 1 to " + LONGEST + " bytes each");
      }
    }

    private static boolean isTooLong(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    @Override
    public String toString() {
      return user + ":***";
    }
  }

  private static final Pattern SHAPE =
      Pattern.compile(
          "(http|socks5)://(?:([^:@/\\s]+)(?::([^:@/\\s]*))?@)?"
              + "(\\[[0-9a-fA-F:.]+]|[^\\[\\]:@/\\s?#]+):(\\d{1,5})/?",
          Pattern.CASE_INSENSITIVE);
  private static final int LARGEST_PORT = 65_535;
  private static final String EXPECTED =
      "; write http://host:port or socks5://user:password@host:port";

  public ProxyAddress {
    requireNonNull(kind, "kind");
    requireNonNull(host, "host");
    requireNonNull(credentials, "credentials");
    if (port < 1 || port > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "a proxy's port is 1 to " + LARGEST_PORT + ": port=" + port);
    }
  }

  /**
   * Reads an address as {@code venues.<venue>.proxy} holds it.
   *
   * @throws IllegalArgumentException if it is none; the message holds no password
   */
  public static ProxyAddress parse(String text) {
    Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "proxy '" + withoutCredentials(text) + "' is not understood" + EXPECTED);
    }
    String host = matcher.group(4);
    String user = matcher.group(2);
    String password = matcher.group(3);
    try {
      return new ProxyAddress(
          Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(matcher.group(5)),
          user == null
              ? Optional.empty()
              : Optional.of(
                  new Credentials(decoded(user), password == null ? "" : decoded(password))));
    } catch (IllegalArgumentException e) {
      // The cause is left out: it may quote the password.
      String reason =
          e.getMessage() != null && e.getMessage().startsWith("a proxy's ")
              ? e.getMessage()
              : "user or password is not percent-encoded correctly";
      throw new IllegalArgumentException(
          "proxy '" + withoutCredentials(text) + "' is not understood: " + reason + EXPECTED);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String withoutCredentials(String text) {
    int at = text.lastIndexOf('@');
    int scheme = text.indexOf("://");
    if (at < 0) {
      return text;
    }
    return (scheme >= 0 && scheme < at ? text.substring(0, scheme + 3) : "")
        + "***"
        + text.substring(at);
  }

  /**
   * The handler to put first into a connection's pipeline; the channel then connects to {@link
   * #destination}.
   *
   * @param resolved an address of {@link #host}, looked up outside the event loop
   * @param connectWithin how long the proxy may take to reach the venue
   */
  public ProxyHandler newHandler(InetAddress resolved, Duration connectWithin) {
    InetSocketAddress proxy = new InetSocketAddress(resolved, port);
    ProxyHandler handler =
        switch (kind) {
          case HTTP ->
              credentials
                  .map(known -> new HttpProxyHandler(proxy, known.user(), known.password()))
                  .orElseGet(() -> new HttpProxyHandler(proxy));
          case SOCKS5 ->
              credentials
                  .map(known -> new Socks5ProxyHandler(proxy, known.user(), known.password()))
                  .orElseGet(() -> new Socks5ProxyHandler(proxy));
        };
    handler.setConnectTimeoutMillis(connectWithin.toMillis());
    return handler;
  }

  /**
   * What to connect to behind the proxy: a name that this machine does not look up.
   *
   * <p>Give the bootstrap {@code NoopAddressResolverGroup.INSTANCE}, else it looks it up.
   */
  public static InetSocketAddress destination(String host, int port) {
    return InetSocketAddress.createUnresolved(host, port);
  }

  /** The address without the password: fit for logs. */
  @Override
  public String toString() {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return kind.name().toLowerCase(Locale.ROOT)
        + "://"
        + credentials.map(known -> known + "@").orElse("")
        + shown
        + ":"
        + port;
  }
}
