package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a request may pass to the routes.
 *
 * <p>A page of another site can make a browser send requests here, even under a name of its own
 * that it lets point to this address; so {@code Host} must be a name we know, and {@code Origin}
 * the same place wherever something is opened or changed. Stateless.
 */
final class GateRules {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0");
  private static final List<String> TRICKS = List.of("..", "%2e", "%2f", "%5c", "%00", "\\", "//");

  private final WebOptions options;

  GateRules(WebOptions options) {
    this.options = requireNonNull(options, "options");
  }

  /**
   * Judges a request by its head alone.
   *
   * @param remoteAddress of the peer, without its port
   */
  Optional<Refusal> judge(HttpRequest request, String remoteAddress) {
    Throwable broken = request.decoderResult().cause();
    if (broken != null) {
      return Optional.of(broken(broken));
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      return refuse(
          405, "method", "method refused: " + printable(request.method().name()) + "; use GET");
    }
    return badPath(request.uri())
        .or(() -> badHost(request.headers()))
        .or(() -> badProxy(request.headers(), remoteAddress))
        .or(() -> badBody(request.headers()))
        .or(() -> isUpgrade(request) ? badOrigin(request.headers()) : Optional.empty());
  }

  /** Whether the request wants to become a WebSocket. */
  static boolean isUpgrade(HttpRequest request) {
    return request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /** A request's path without its query. */
  static String pathOf(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static Refusal broken(Throwable cause) {
    if (cause instanceof TooLongHttpHeaderException) {
      return new Refusal(431, "header", "request headers are too large; limit=8192B");
    }
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal(414, "header", "request line is too long; limit=4096B");
    }
    return new Refusal(400, "header", "request is not HTTP");
  }

  private static Optional<Refusal> badPath(String uri) {
    String path = pathOf(uri).toLowerCase(Locale.ROOT);
    return path.startsWith("/") && TRICKS.stream().noneMatch(path::contains)
        ? Optional.empty()
        : refuse(400, "path", "path refused: use a plain one, such as /dashboard");
  }

  private Optional<Refusal> badHost(HttpHeaders headers) {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() == 1 && isKnown(nameOf(hosts.get(0)))) {
      return Optional.empty();
    }
    String found = hosts.size() == 1 ? printable(hosts.get(0)) : hosts.size() + " headers";
    return refuse(
        403,
        "host",
        "Host refused: "
            + found
            + "; use http://localhost:"
            + options.port()
            + "/ or allow the name with caravan.http.allowed-hosts");
  }

  private boolean isKnown(String name) {
    if (LOOPBACK.contains(name)
        || name.equals(bracketed(options.host()))
        || options.allowedHosts().contains(name)) {
      return true;
    }
    // Bound to every address, each of them is ours; a name never is: it may point anywhere
    // tomorrow.
    return WILDCARDS.contains(options.host()) && isAddress(name);
  }

  private Optional<Refusal> badProxy(HttpHeaders headers, String remoteAddress) {
    boolean forwarded = headers.contains("X-Forwarded-For") || headers.contains("Forwarded");
    if (!forwarded || options.trustedProxies().contains(remoteAddress)) {
      return Optional.empty();
    }
    return refuse(
        403,
        "forwarded",
        "X-Forwarded-For refused: "
            + remoteAddress
            + " is no trusted proxy; set caravan.http.trusted-proxy to its address");
  }

  private static Optional<Refusal> badBody(HttpHeaders headers) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH, "0");
    return length.equals("0") && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        ? Optional.empty()
        : refuse(413, "body", "request body refused: nothing here takes one; limit=0B");
  }

  /** Programs send no Origin; a browser always does. */
  private static Optional<Refusal> badOrigin(HttpHeaders headers) {
    List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
    String host = headers.get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
    boolean same =
        origins.isEmpty()
            || (origins.size() == 1
                && (origins.get(0).toLowerCase(Locale.ROOT).equals("http://" + host)
                    || origins.get(0).toLowerCase(Locale.ROOT).equals("https://" + host)));
    return same
        ? Optional.empty()
        : refuse(
            403,
            "origin",
            "Origin refused: "
                + printable(String.join(" ", origins))
                + "; open the page at the address you connect to");
  }

  /** The host of {@code host:port}, lower case, without the final dot of a full name. */
  private static String nameOf(String header) {
    String text = header.strip().toLowerCase(Locale.ROOT);
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    String name = end > 0 ? text.substring(0, end) : text;
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean isAddress(String name) {
    return name.startsWith("[")
        ? NetUtil.isValidIpV6Address(name)
        : NetUtil.isValidIpV4Address(name);
  }

  private static String bracketed(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
  }

  private static Optional<Refusal> refuse(int status, String reason, String text) {
    return Optional.of(new Refusal(status, reason, text));
  }

  /** What a stranger sent, fit for a line of text. */
  private static String printable(String text) {
    String clean = text.replaceAll("[^\\x21-\\x7e ]", "?");
    return clean.length() > 100 ? clean.substring(0, 100) + "…" : clean;
  }
}
