package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Instrument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one venue over HTTP, never faster than its budget, and not at all while the venue refuses.
 *
 * <p>Requests wait in order until there is room; a future that was cancelled or timed out by its
 * owner is not sent any more. Redirects are not followed. A request is sent once: whether and when
 * to ask again is the caller's decision, see {@link RestException.Kind}.
 *
 * <p>Public methods may be called by any thread and never wait. Everything else, the completion of
 * the futures included, happens on the one thread of {@link RestThread}; what follows a completion
 * must return quickly.
 */
public final class RestClient {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
  static final int DEFAULT_MAX_BODY_BYTES = 32 << 20;
  static final int MAX_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(RestClient.class);
  private static final int MAX_IN_FLIGHT = 4;
  private static final int SHOWN_BODY = 200;
  private static final Duration AFTER_LIMIT = Duration.ofMinutes(1);
  private static final Duration AFTER_BAN = Duration.ofMinutes(2);

  private record Waiting(RestRequest request, CompletableFuture<RestReply> reply) {}

  private final RestDialect dialect;
  private final URI base;
  private final HttpClient http;
  private final ScheduledExecutorService thread;
  private final NanoClock clock;
  private final Duration timeout;
  private final int maxBodyBytes;
  private final WeightBudget budget;

  // The REST thread only.
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int inFlight;
  private @Nullable Future<?> alarm;

  /** Set by the REST thread, read by anyone. */
  private volatile RestStatus status;

  RestClient(
      RestDialect dialect,
      URI base,
      HttpClient http,
      ScheduledExecutorService thread,
      NanoClock clock,
      Duration timeout,
      int maxBodyBytes) {
    this.dialect = requireNonNull(dialect, "dialect");
    this.base = requireNonNull(base, "base");
    this.http = requireNonNull(http, "http");
    this.thread = requireNonNull(thread, "thread");
    this.clock = requireNonNull(clock, "clock");
    this.timeout = requireNonNull(timeout, "timeout");
    this.maxBodyBytes = maxBodyBytes;
    this.budget = new WeightBudget(dialect.weightPerMinute(), clock);
    this.status = new RestStatus(0, budget.perMinute(), 0, Duration.ZERO);
  }

  public RestDialect dialect() {
    return dialect;
  }

  /** Where it asks: scheme, host and port. */
  public URI base() {
    return base;
  }

  /** Everything that the venue lists; an empty list is a broken answer. */
  public CompletableFuture<List<Instrument>> instruments() {
    CompletableFuture<List<Instrument>> all = CompletableFuture.completedFuture(List.of());
    for (RestRequest request : dialect.instrumentLists()) {
      all =
          all.thenCombine(
              listed(request, Set.of()),
              (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
    }
    return all;
  }

  /** An answer that brings nothing new ends the list, whatever the venue says. */
  private CompletableFuture<List<Instrument>> listed(RestRequest request, Set<Instrument> before) {
    return send(request)
        .thenCompose(
            reply -> {
              try {
                List<Instrument> read = dialect.readInstruments(reply.body());
                Set<Instrument> listed = new LinkedHashSet<>(before);
                boolean isNew = listed.addAll(read);
                if (listed.isEmpty()) {
                  throw new IOException("it lists nothing");
                }
                Optional<RestRequest> further =
                    isNew || before.isEmpty()
                        ? dialect.furtherInstruments(request, read)
                        : Optional.empty();
                return further
                    .map(next -> listed(next, listed))
                    .orElseGet(() -> CompletableFuture.completedFuture(List.copyOf(listed)));
              } catch (IOException e) {
                throw new CompletionException(unreadable(request, e));
              }
            });
  }

  /** The venue's time, asked ahead of all that wait. */
  public CompletableFuture<VenueTime> time() {
    RestRequest request = dialect.time();
    return sendFirst(request)
        .thenApply(
            reply -> {
              try {
                return new VenueTime(
                    dialect.readTimeMs(reply.body()), reply.sentAtNs(), reply.receivedAtNs());
              } catch (IOException e) {
                throw new CompletionException(unreadable(request, e));
              }
            });
  }

  /** As of the last request or answer. */
  public RestStatus status() {
    return status;
  }

  /** Asks behind all that wait; fails with a {@link RestException}. */
  public CompletableFuture<RestReply> send(RestRequest request) {
    return enqueue(request, false);
  }

  /** Asks ahead of all that wait: for small questions that lose their meaning by waiting. */
  public CompletableFuture<RestReply> sendFirst(RestRequest request) {
    return enqueue(request, true);
  }

  private CompletableFuture<RestReply> enqueue(RestRequest request, boolean isFirst) {
    requireNonNull(request, "request");
    CompletableFuture<RestReply> reply = new CompletableFuture<>();
    if (!budget.allows(request.weight())) {
      reply.completeExceptionally(
          failure(
              request,
              RestException.Kind.REFUSED,
              "not sent: weight="
                  + request.weight()
                  + " is above the budget of "
                  + budget.perMinute()
                  + " a minute",
              "ask for less"));
      return reply;
    }
    Waiting entry = new Waiting(request, reply);
    try {
      thread.execute(
          () -> {
            if (waiting.size() >= MAX_WAITING) {
              reply.completeExceptionally(
                  failure(
                      request,
                      RestException.Kind.LIMITED,
                      "not sent: " + MAX_WAITING + " requests wait already",
                      "ask again later"));
              return;
            }
            if (isFirst) {
              waiting.addFirst(entry);
            } else {
              waiting.addLast(entry);
            }
            sendWhatMay();
          });
    } catch (RejectedExecutionException e) {
      reply.completeExceptionally(
          failure(request, RestException.Kind.UNREACHABLE, "not sent: Caravan stops", "none"));
    }
    return reply;
  }

  private void sendWhatMay() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    while (inFlight < MAX_IN_FLIGHT) {
      Waiting next = waiting.peekFirst();
      if (next == null) {
        break;
      }
      if (next.reply.isDone()) {
        waiting.removeFirst();
        continue;
      }
      Duration wait = budget.take(next.request.weight());
      if (!wait.isZero()) {
        alarm = schedule(this::sendWhatMay, wait);
        break;
      }
      waiting.removeFirst();
      inFlight++;
      exchange(next);
    }
    updateStatus();
  }

  private void exchange(Waiting entry) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(entry.request.path()))
            .header("Accept-Encoding", "gzip")
            .header("User-Agent", "caravan")
            .GET()
            .build();
    long sentAtNs = clock.nanos();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, LimitedBody.of(maxBodyBytes));
    // The timeout of HttpRequest ends with the headers; this one covers a slow body too.
    Future<?> deadline = schedule(() -> answer.cancel(true), timeout);
    answer.whenCompleteAsync(
        (response, failure) -> {
          if (deadline != null) {
            deadline.cancel(false);
          }
          inFlight--;
          if (failure != null) {
            entry.reply.completeExceptionally(noAnswer(entry.request, failure));
          } else {
            complete(entry, response, sentAtNs);
          }
          sendWhatMay();
        },
        this::executeOrDrop);
  }

  private void complete(Waiting entry, HttpResponse<byte[]> response, long sentAtNs) {
    long receivedAtNs = clock.nanos();
    dialect
        .usedWeightHeader()
        .flatMap(name -> response.headers().firstValue(name))
        .flatMap(RestClient::number)
        .ifPresent(used -> budget.venueCounted((int) Math.min(used, Integer.MAX_VALUE)));
    // Who sees the answer sees what it cost.
    if (response.statusCode() == 200) {
      updateStatus();
      entry.reply.complete(new RestReply(response.body(), sentAtNs, receivedAtNs));
    } else {
      RestException refusal = refusal(entry.request, response);
      updateStatus();
      entry.reply.completeExceptionally(refusal);
    }
  }

  private RestException refusal(RestRequest request, HttpResponse<byte[]> response) {
    int code = response.statusCode();
    Optional<Duration> retryAfter =
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(RestClient::number)
            .map(seconds -> Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)));
    String said = "HTTP " + code + " " + shown(response.body());
    if (code == 429 || code == 418 || retryAfter.isPresent()) {
      Duration wait = retryAfter.orElse(code == 418 ? AFTER_BAN : AFTER_LIMIT);
      budget.refused(wait);
      LOG.warn(
          "rest limited venue={} path={} status={} retryAfter={}s waiting={}",
          dialect.venue(),
          request.path(),
          code,
          wait.toSeconds(),
          waiting.size());
      return failure(
          request,
          RestException.Kind.LIMITED,
          wait,
          said + " limit=" + budget.perMinute() + " a minute",
          "nothing is sent for "
              + wait.toSeconds()
              + "s; see that no other program shares this address's budget");
    }
    if (code >= 500) {
      return failure(request, RestException.Kind.VENUE, said, "ask again later");
    }
    if (code >= 300 && code < 400) {
      String to = response.headers().firstValue("Location").orElse("nowhere");
      return failure(
          request,
          RestException.Kind.REFUSED,
          "HTTP " + code + " redirects to " + cut(to) + ", which is not followed",
          "correct caravan.venues." + dialect.venue() + ".rest-url");
    }
    String next =
        code == 403 || code == 451
            ? "the venue does not serve this address; use another rest-url or proxy"
            : "check the symbol and caravan.venues." + dialect.venue() + ".rest-url";
    return failure(request, RestException.Kind.REFUSED, said, next);
  }

  private RestException noAnswer(RestRequest request, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String checkUrl =
        "is caravan.venues." + dialect.venue() + ".rest-url right, and the network up?";
    if (cause instanceof CancellationException) {
      return failure(
          request,
          RestException.Kind.UNREACHABLE,
          "no whole answer within " + timeout.toMillis() + "ms",
          checkUrl);
    }
    if (cause instanceof LimitedBody.TooLongException) {
      return failure(request, RestException.Kind.UNREADABLE, cause.getMessage(), "ask for less");
    }
    return failure(
        request,
        RestException.Kind.UNREACHABLE,
        cause.getClass().getSimpleName()
            + (cause.getMessage() == null ? "" : ": " + cut(cause.getMessage())),
        checkUrl);
  }

  /** An answer came, but its reader could make nothing of it. */
  private RestException unreadable(RestRequest request, IOException reason) {
    return failure(
        request,
        RestException.Kind.UNREADABLE,
        "the answer cannot be read: " + cut(String.valueOf(reason.getMessage())),
        "is this address the venue's? else the venue changed, and Caravan must follow");
  }

  private RestException failure(
      RestRequest request, RestException.Kind kind, @Nullable String what, String next) {
    return failure(request, kind, Duration.ZERO, what, next);
  }

  private RestException failure(
      RestRequest request,
      RestException.Kind kind,
      Duration retryAfter,
      @Nullable String what,
      String next) {
    return new RestException(
        kind,
        retryAfter,
        "rest request failed: venue="
            + dialect.venue()
            + " url="
            + base.resolve(request.path())
            + " "
            + what
            + "; "
            + next);
  }

  private @Nullable Future<?> schedule(Runnable task, Duration in) {
    try {
      return thread.schedule(task, in.toNanos() + 1, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopping) {
      return null;
    }
  }

  private void executeOrDrop(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("rest answer came after the stop venue={}", dialect.venue());
    }
  }

  private void updateStatus() {
    status = new RestStatus(budget.used(), budget.perMinute(), waiting.size(), budget.refusedFor());
  }

  private static Optional<Long> number(String text) {
    try {
      long value = Long.parseLong(text.strip());
      return value >= 0 ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String shown(byte[] body) {
    return cut(new String(body, 0, Math.min(body.length, SHOWN_BODY), StandardCharsets.UTF_8));
  }

  /** What a stranger wrote, short and on one line. */
  private static String cut(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= SHOWN_BODY ? line : line.substring(0, SHOWN_BODY) + "…";
  }
}
