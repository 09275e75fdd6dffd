package dev.caravan.config;

import java.util.Set;

/** Says where a web port is asked that is bound to a host. */
public final class HttpAddress {

  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");

  private HttpAddress() {}

  /** Scheme, host and port; loopback where it is bound to every address. */
  public static String of(String host, int port) {
    String asked = EVERY_ADDRESS.contains(host) ? "127.0.0.1" : host;
    return "http://" + (asked.indexOf(':') >= 0 ? "[" + asked + "]" : asked) + ":" + port;
  }
}
