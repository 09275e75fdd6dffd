package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.push.PushHubs;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.web.CaravanMetrics;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.DaemonView;
import dev.caravan.web.DashboardNews;
import dev.caravan.web.PageFiles;
import dev.caravan.web.RateHistory;
import dev.caravan.web.StatusCache;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.netty.http.NettyHttpComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.function.Suppliers;

/**
 * Binds what the web routes name: {@code web}, {@code webGate}, {@code dashboard}, {@code pushHubs}
 * and {@code metricsRegistry}; to be called before the routes are loaded.
 *
 * <p>Closing it ends the meters, not the routes.
 */
public final class WebBeans implements AutoCloseable {
  /** The name under which camel-micrometer looks for its registry. */
  public static final String METRICS_BEAN = "metricsRegistry";

  private static final int NETTY_WORKERS = 2;
  private static final int ROUTE_THREADS = 4;

  private final PrometheusMeterRegistry registry;
  private final CaravanMetrics metrics;
  private final Supplier<DaemonStatus> statuses;

  private WebBeans(
      PrometheusMeterRegistry registry, CaravanMetrics metrics, Supplier<DaemonStatus> statuses) {
    this.registry = registry;
    this.metrics = metrics;
    this.statuses = statuses;
  }

  /** Makes and binds the beans, and puts the gate in front of every netty-http server. */
  public static WebBeans bind(CamelContext context, WebOptions options, DaemonView view) {
    requireNonNull(options, "options");
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    StatusCache statuses = new StatusCache(view);
    CaravanMetrics metrics = new CaravanMetrics(meters, statuses).listen();
    PushHubs hubs = new PushHubs();
    hubs.meterIn(meters);
    WebGate gate = new WebGate(options, hubs);
    gate.meterIn(meters);

    Registry registry = context.getRegistry();
    registry.bind(METRICS_BEAN, meters);
    registry.bind(PushHubs.BEAN, hubs);
    registry.bind(WebGate.BEAN, gate);
    RateHistory history = new RateHistory();
    registry.bind(
        WebPages.BEAN,
        new WebPages(statuses, meters, metrics, hubs, Suppliers.memorize(PageFiles::new), history));
    RouteCounts counts = new RouteCounts();
    context.addRoutePolicyFactory(counts);
    RouteGraph routes = new RouteGraph(context, counts);
    registry.bind(
        DashboardConversations.BEAN,
        new DashboardConversations(
            new DashboardNews(statuses, view, routes::routes, history), EpochNanoClock.system()));

    // On the component, not in the routes: the first route of a port decides about its pipeline.
    NettyHttpComponent http = context.getComponent("netty-http", NettyHttpComponent.class);
    http.setMuteException(true);
    http.setMaximumPoolSize(ROUTE_THREADS);
    http.getConfiguration().setDecoders("#" + WebGate.BEAN);
    http.getConfiguration().setWorkerCount(NETTY_WORKERS);
    return new WebBeans(meters, metrics, statuses);
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Metrics name each stream, not only venues and channels. */
  public void showEachStreamInMetrics() {
    metrics.showEachStream();
  }

  /** The newest snapshot, as the page shows it. */
  public Supplier<DaemonStatus> statuses() {
    return statuses;
  }

  @Override
  public void close() {
    metrics.close();
    registry.close();
  }
}
