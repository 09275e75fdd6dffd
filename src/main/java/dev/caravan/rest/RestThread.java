package dev.caravan.rest;

import dev.caravan.clock.NanoClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;

/**
 * Owns the one thread that all REST clients of the process share.
 *
 * <p>Thread-safe.
 */
public final class RestThread implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor thread;

  public RestThread() {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "rest");
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** A client of one venue; one per venue, since its budget is its own. */
  public RestClient client(RestDialect dialect, URI base) {
    return client(dialect, base, UnaryOperator.identity());
  }

  /**
   * The same through a proxy or with another trust.
   *
   * @param customise may set {@code proxy} and {@code sslContext}
   */
  public RestClient client(
      RestDialect dialect, URI base, UnaryOperator<HttpClient.Builder> customise) {
    return client(
        dialect, base, customise, RestClient.DEFAULT_TIMEOUT, RestClient.DEFAULT_MAX_BODY_BYTES);
  }

  RestClient client(
      RestDialect dialect,
      URI base,
      UnaryOperator<HttpClient.Builder> customise,
      Duration timeout,
      int maxBodyBytes) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(thread)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WITHIN);
    return new RestClient(
        dialect,
        base,
        customise.apply(builder).build(),
        thread,
        NanoClock.system(),
        timeout,
        maxBodyBytes);
  }

  /** For what belongs to REST and must not wait on it. */
  public ScheduledExecutorService executor() {
    return thread;
  }

  /** Ends the thread; what waits is not sent any more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
