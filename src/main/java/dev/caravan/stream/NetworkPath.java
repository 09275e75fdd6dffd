package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a venue is reached: whom to believe, and through which proxy.
 *
 * @param trust empty only where no address is {@code wss://}
 * @param proxy empty for a direct connection
 */
public record NetworkPath(Optional<TlsTrust> trust, Optional<ProxyAddress> proxy) {

  /** Plain text, no proxy. */
  public static final NetworkPath PLAIN = new NetworkPath(Optional.empty(), Optional.empty());

  public NetworkPath {
    requireNonNull(trust, "trust");
    requireNonNull(proxy, "proxy");
  }
}
