package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.camel.push.PushHubs;
import dev.caravan.web.CaravanMetrics;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.HealthText;
import dev.caravan.web.PageFiles;
import dev.caravan.web.PageFiles.PageFile;
import dev.caravan.web.RateHistory;
import dev.caravan.web.StatusJson;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.netty.http.NettyHttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the routes of {@code web.camel.yaml} ask: the bean {@code web}.
 *
 * <p>Answers replace the request's message, so nothing that a stranger sent comes back. Any thread.
 */
public final class WebPages {
  /** The registry name. */
  public static final String BEAN = "web";

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String ASSETS = "/assets/";

  private final Supplier<DaemonStatus> statuses;
  private final PrometheusMeterRegistry registry;
  private final CaravanMetrics metrics;
  private final PushHubs hubs;
  private final Supplier<PageFiles> files;
  private final RateHistory history;
  private final StatusJson json = new StatusJson();

  public WebPages(
      Supplier<DaemonStatus> statuses,
      PrometheusMeterRegistry registry,
      CaravanMetrics metrics,
      PushHubs hubs,
      Supplier<PageFiles> files,
      RateHistory history) {
    this.statuses = requireNonNull(statuses, "statuses");
    this.registry = requireNonNull(registry, "registry");
    this.metrics = requireNonNull(metrics, "metrics");
    this.hubs = requireNonNull(hubs, "hubs");
    this.files = requireNonNull(files, "files");
    this.history = requireNonNull(history, "history");
  }

  /** Sends {@code /} to the page. */
  public void redirect(Exchange exchange) {
    Message answer = answer(exchange, 302, TEXT, "/dashboard\n");
    answer.setHeader("Location", "/dashboard");
  }

  /** The page. */
  public void page(Exchange exchange) {
    serve(exchange, files.get().page());
  }

  /** A file of the page, named by what follows {@code /assets/}. */
  public void asset(Exchange exchange) {
    String path = GateRules.pathOf(uriOf(exchange));
    Optional<PageFile> file =
        path.startsWith(ASSETS)
            ? files.get().find(path.substring(ASSETS.length()))
            : Optional.empty();
    file.ifPresentOrElse(
        found -> serve(exchange, found), () -> answer(exchange, 404, TEXT, "no such file\n"));
  }

  /** Everything that the page shows, once, for programs. */
  public void statusJson(Exchange exchange) {
    answer(exchange, 200, "application/json", json.write(statuses.get(), history, hubs.viewers()));
  }

  public void health(Exchange exchange) {
    answer(exchange, HealthText::health);
  }

  public void live(Exchange exchange) {
    answer(exchange, HealthText::live);
  }

  public void ready(Exchange exchange) {
    answer(exchange, HealthText::ready);
  }

  /** What Prometheus scrapes. */
  public void metrics(Exchange exchange) {
    metrics.refresh();
    answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
  }

  private void answer(Exchange exchange, Function<DaemonStatus, HealthText.Answer> health) {
    HealthText.Answer answer = health.apply(statuses.get());
    answer(exchange, answer.status(), TEXT, answer.body());
  }

  private static void serve(Exchange exchange, PageFile file) {
    boolean known = file.tag().equals(requestHeader(exchange, HttpHeaderNames.IF_NONE_MATCH));
    Message answer =
        answer(
            exchange, known ? 304 : 200, file.contentType(), known ? new byte[0] : file.content());
    answer.setHeader("ETag", file.tag());
    // Ask again each time: after an upgrade the page must fit the daemon.
    answer.setHeader("Cache-Control", "no-cache");
  }

  private static Message answer(Exchange exchange, int status, String contentType, Object body) {
    Message answer = exchange.getMessage();
    answer.removeHeaders("*");
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    answer.setHeader(Exchange.CONTENT_TYPE, contentType);
    answer.setBody(body);
    return answer;
  }

  private static String uriOf(Exchange exchange) {
    return exchange.getIn() instanceof NettyHttpMessage http ? http.getHttpRequest().uri() : "";
  }

  private static @Nullable String requestHeader(Exchange exchange, CharSequence name) {
    return exchange.getIn() instanceof NettyHttpMessage http
        ? http.getHttpRequest().headers().get(name)
        : null;
  }
}
