package dev.caravan.rest;

import java.net.URI;
import java.util.Optional;

/** Decides where a venue's REST is asked. */
public final class RestAddress {

  private RestAddress() {}

  /**
   * As configured; else the venue's own, but only where its sockets are the venue's own too: a
   * simulated market and the real list of instruments do not belong together.
   *
   * @param restUrl the operator's, empty for none
   * @param websocketUrl the operator's, empty for none
   * @return empty where REST is not to be asked
   */
  public static Optional<URI> of(RestDialect dialect, String restUrl, String websocketUrl) {
    if (!restUrl.isEmpty()) {
      return Optional.of(URI.create(restUrl));
    }
    return websocketUrl.isEmpty() ? Optional.of(dialect.defaultRestUrl()) : Optional.empty();
  }
}
