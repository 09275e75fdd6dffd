package dev.caravan.camel.daemon;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.rest.RestAddress;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestThread;
import dev.caravan.stream.ProxyAddress;
import dev.caravan.stream.TlsTrust;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says how a venue's REST is asked as configured, or why it is not.
 *
 * <p>Where the sockets go through a proxy that REST cannot use, REST is not asked at all: nothing
 * may go past the proxy.
 *
 * @param client empty where REST is not asked
 * @param reason empty where it is, else one sentence with the next step
 */
public record RestAccess(Optional<RestClient> client, String reason) {

  public RestAccess {
    requireNonNull(client, "client");
    requireNonNull(reason, "reason");
  }

  /** Decides for one venue; opens nothing. */
  public static RestAccess of(CaravanConfig config, String venue, RestThread thread) {
    Optional<RestDialect> dialect = Venues.rest(venue);
    if (dialect.isEmpty()) {
      return not("the REST of " + venue + " is not known; write the symbols' names");
    }
    Optional<URI> address =
        RestAddress.of(
            dialect.get(), config.text(venue, "rest-url"), config.text(venue, "websocket-url"));
    String prefix = "caravan.venues." + venue;
    if (address.isEmpty()) {
      return not(
          prefix + ".websocket-url is set, so set .rest-url too, or write the symbols' names");
    }
    String proxy = config.text(venue, "proxy");
    String certificate = config.text(venue, "trust-certificate");
    HttpClient.Builder builder = HttpClient.newBuilder();
    try {
      if (!proxy.isEmpty()) {
        ProxyAddress through = ProxyAddress.parse(proxy);
        if (through.kind() != ProxyAddress.Kind.HTTP || through.credentials().isPresent()) {
          return not(
              "REST goes only through an HTTP proxy without password, and "
                  + prefix
                  + ".proxy is another; write the symbols' names");
        }
        builder.proxy(
            ProxySelector.of(InetSocketAddress.createUnresolved(through.host(), through.port())));
      }
      if (!certificate.isEmpty() && "https".equals(address.get().getScheme())) {
        builder.sslContext(
            TlsTrust.load(Optional.of(Path.of(certificate)), EpochNanoClock.system()).jdkContext());
      }
    } catch (IOException | IllegalArgumentException e) {
      return not(String.valueOf(e.getMessage()));
    }
    return new RestAccess(Optional.of(thread.client(dialect.get(), address.get(), builder)), "");
  }

  private static RestAccess not(String reason) {
    return new RestAccess(Optional.empty(), reason);
  }
}
