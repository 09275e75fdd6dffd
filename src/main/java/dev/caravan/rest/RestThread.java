package dev.caravan.rest;

import dev.caravan.clock.NanoClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

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
    return client(dialect, base, HttpClient.newBuilder());
  }

  /**
   * The same through a proxy or with another trust.
   *
   * @param builder may have {@code proxy} and {@code sslContext} set
   */
  public RestClient client(RestDialect dialect, URI base, HttpClient.Builder builder) {
    return client(
        dialect, base, builder, RestClient.DEFAULT_TIMEOUT, RestClient.DEFAULT_MAX_BODY_BYTES);
  }

  RestClient client(
      RestDialect dialect,
      URI base,
      HttpClient.Builder builder,
      Duration timeout,
      int maxBodyBytes) {
    HttpClient http =
        builder
            .executor(thread)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WITHIN)
            .build();
    return new RestClient(dialect, base, http, thread, NanoClock.system(), timeout, maxBodyBytes);
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
