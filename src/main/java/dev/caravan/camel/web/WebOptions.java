package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
 * @param maxConnections open connections, viewers included; one more takes the place of one that
 *     waits, or is closed at once
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
    trustedProxies =
        lower(trustedProxies).stream()
            .map(WebOptions::asJavaWritesIt)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * {@code ::1} is {@code 0:0:0:0:0:0:0:1} where a peer's address is read; no name is looked up.
   */
  private static String asJavaWritesIt(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    try {
      return bytes == null ? address : InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }

  /** {@code fe80::1%eth0} without its interface. */
  static String withoutScope(String address) {
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
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
