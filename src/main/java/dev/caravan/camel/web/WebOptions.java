package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says where the web port is and who may ask it.
 *
 * @param host the address it is bound to
 * @param port the port it is bound to, chosen before the routes start; never 0
 * @param allowedHosts names that a {@code Host} header may hold beside the loopback names and the
 *     bound address, such as the public name behind a proxy
 * @param trustedProxies addresses of proxies whose {@code X-Forwarded-For} is accepted; empty means
 *     nobody's
 * @param maxConnections open connections, viewers included; one more is closed at once
 */
public record WebOptions(
    String host,
    int port,
    Set<String> allowedHosts,
    Set<String> trustedProxies,
    int maxConnections) {
  public static final int DEFAULT_MAX_CONNECTIONS = 200;

  public WebOptions {
    requireNonNull(host, "host");
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "web port must be chosen before the routes start: port=" + port + " limit=1..65535");
    }
    allowedHosts = lower(allowedHosts);
    trustedProxies = lower(trustedProxies);
  }

  /** Bound to this address, nothing else allowed. */
  public static WebOptions of(String host, int port) {
    return new WebOptions(host, port, Set.of(), Set.of(), DEFAULT_MAX_CONNECTIONS);
  }

  private static Set<String> lower(Set<String> names) {
    return names.stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
