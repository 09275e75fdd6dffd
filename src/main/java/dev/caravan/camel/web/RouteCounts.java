package dev.caravan.camel.web;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Counts what goes through each route; two additions an exchange, without a timer or a name to look
 * up, since the capture routes are hot.
 *
 * <p>Counts outlive a reload of their route. Any thread.
 */
final class RouteCounts implements RoutePolicyFactory {

  private final ConcurrentMap<String, Counts> counts = new ConcurrentHashMap<>();

  @Override
  public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
    return of(routeId);
  }

  Counts of(String routeId) {
    return counts.computeIfAbsent(routeId, absent -> new Counts());
  }

  /** One route's. */
  static final class Counts extends RoutePolicySupport {
    private final LongAdder exchanges = new LongAdder();
    private final LongAdder failed = new LongAdder();

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
      exchanges.increment();
      if (exchange.isFailed()) {
        failed.increment();
      }
    }

    long exchanges() {
      return exchanges.sum();
    }

    long failed() {
      return failed.sum();
    }
  }
}
