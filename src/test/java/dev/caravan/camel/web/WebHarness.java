package dev.caravan.camel.web;

import dev.caravan.web.DaemonView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** Runs the shipped web routes over a daemon of the test's choice, on a real port. */
public final class WebHarness implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final CamelContext context = new DefaultCamelContext();
  private final WebOptions options;
  private final WebBeans beans;

  private WebHarness(WebOptions options, DaemonView view, int maxViewers) throws Exception {
    this.options = options;
    Properties properties = new Properties();
    properties.setProperty("caravan.http.host", options.host());
    properties.setProperty("caravan.http.port", Integer.toString(options.port()));
    properties.setProperty("caravan.dashboard.period", "100");
    properties.setProperty("caravan.dashboard.max-viewers", Integer.toString(maxViewers));
    properties.setProperty("caravan.dashboard.session-limit", "43200000");
    context.getPropertiesComponent().setInitialProperties(properties);
    beans = WebBeans.bind(context, options, view);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            file("routes/errors.camel.yaml"),
            file("routes/web.camel.yaml"),
            file("routes/dashboard.camel.yaml"));
    context.start();
  }

  public static WebHarness start(DaemonView view) throws Exception {
    return start(WebOptions.of("127.0.0.1", freePort()), view, 3);
  }

  public static WebHarness start(WebOptions options, DaemonView view, int maxViewers)
      throws Exception {
    return new WebHarness(options, view, maxViewers);
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return options.port();
  }

  public CamelContext context() {
    return context;
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  public HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Resource file(String path) {
    return PluginHelper.getResourceLoader(context)
        .resolveResource("file:" + Path.of(path).toAbsolutePath());
  }

  @Override
  public void close() {
    context.stop();
    beans.close();
  }
}
