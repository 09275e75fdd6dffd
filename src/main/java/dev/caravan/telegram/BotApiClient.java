package dev.caravan.telegram;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.clock.NanoClock;
import dev.caravan.log.Redaction;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * Is the only place that holds the bot token: puts it into the address of each request, and answers
 * with errors that do not have it.
 *
 * <p>camel-telegram is given this client and {@link #PLACEHOLDER} for a token, so no endpoint
 * address, exception, log line, metric or management bean of Camel can show the real one. It also
 * needs what the client does besides: camel-telegram sets no timeout, and after a refusal it ends
 * the exchange as successful before it throws; here a refusal fails the request itself.
 *
 * <p>Every failure is a {@link BotApiException}. Redirects are refused: they would carry the token
 * elsewhere. Thread-safe.
 */
public final class BotApiClient extends HttpClient {

  /** What routes give as {@code authorizationToken}. */
  public static final String PLACEHOLDER = "kept-by-the-client";

  /** For so long a request for news may wait for some. */
  static final Duration LONGEST_POLL = Duration.ofSeconds(50);

  private static final String SEND = "/sendMessage";
  private static final String POLL = "/getUpdates";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<String> token;
  private final Duration timeout;
  private final HttpClient delegate;
  private final MessagePace pace;

  /**
   * @param token the bot token; without one every request fails
   * @param timeout the longest one request may take as a whole; one that waits for news may take
   *     {@link #LONGEST_POLL} more
   * @param oneMessageEach the least time between two messages, whoever sends them
   */
  public BotApiClient(Optional<String> token, Duration timeout, Duration oneMessageEach) {
    this.pace = new MessagePace(NanoClock.system(), oneMessageEach);
    this.token = requireNonNull(token, "token");
    this.timeout = requireNonNull(timeout, "timeout");
    this.delegate =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    token.ifPresent(Redaction::register);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return sendAsync(request, handler).get();
    } catch (ExecutionException e) {
      throw refusal(e);
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    HttpRequest real;
    try {
      real = withToken(request);
    } catch (BotApiException e) {
      return CompletableFuture.failedFuture(e);
    } catch (RuntimeException e) {
      // The text of these repeats the address.
      return CompletableFuture.failedFuture(
          new BotApiException(0, "request not possible; check caravan.telegram.base-uri", none()));
    }
    return inTurn(real)
        .handle(
            (response, failure) -> {
              if (failure != null) {
                throw new CompletionException(refusal(failure));
              }
              Optional<BotApiException> refused = refused(response);
              if (refused.isPresent()) {
                refused.get().retryAfter().ifPresent(pace::holdOff);
                throw new CompletionException(refused.get());
              }
              return response;
            })
        .thenCompose(response -> answer(request, response, handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  /** Messages wait for their turn; everything else is sent at once. */
  private CompletableFuture<HttpResponse<byte[]>> inTurn(HttpRequest request) {
    if (!request.uri().getPath().endsWith(SEND)) {
      return delegate.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }
    Optional<Duration> turn = pace.turn();
    if (turn.isEmpty()) {
      return CompletableFuture.failedFuture(
          new BotApiException(429, "held off, as Telegram asked before", Optional.of(pace.left())));
    }
    if (turn.get().isZero()) {
      return delegate.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(turn.get().toNanos(), TimeUnit.NANOSECONDS))
        .thenCompose(now -> delegate.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
  }

  private HttpRequest withToken(HttpRequest request) throws BotApiException {
    String path = "/bot" + PLACEHOLDER + "/";
    String address = request.uri().toString();
    if (!address.contains(path)) {
      throw new BotApiException(
          0,
          "the route names a token; give authorizationToken: "
              + PLACEHOLDER
              + " and set caravan.telegram.token",
          none());
    }
    if (token.isEmpty()) {
      throw new BotApiException(0, "no token; set TELEGRAM_TOKEN", none());
    }
    URI real = URI.create(address.replace(path, "/bot" + token.get() + "/"));
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .uri(real)
        .timeout(real.getPath().endsWith(POLL) ? timeout.plus(LONGEST_POLL) : timeout)
        .build();
  }

  /** Says what an answer refuses; empty if it is a Bot API's consent. */
  static Optional<BotApiException> refused(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode answer;
    try {
      answer = JSON.readTree(response.body());
    } catch (IOException e) {
      answer = JSON.missingNode();
    }
    if (status == 200 && answer.path("ok").asBoolean()) {
      return Optional.empty();
    }
    if (!answer.path("ok").isBoolean()) {
      // A page of something in between, whatever its status: another try may reach Telegram.
      return Optional.of(
          new BotApiException(0, "HTTP " + status + ", not an answer of a Bot API", none()));
    }
    JsonNode seconds = answer.path("parameters").path("retry_after");
    Optional<Duration> retryAfter =
        seconds.canConvertToInt() && seconds.asInt() >= 0
            ? Optional.of(Duration.ofSeconds(seconds.asInt()))
            : none();
    String description = answer.path("description").asText("no description");
    return Optional.of(new BotApiException(status, description, retryAfter));
  }

  private static BotApiException refusal(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof BotApiException refusal) {
      return refusal;
    }
    String reason = cause.getMessage();
    String description = cause.getClass().getSimpleName() + (reason == null ? "" : ": " + reason);
    boolean isBeforeSending =
        cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    return new BotApiException(0, description, none(), !isBeforeSending);
  }

  private static Optional<Duration> none() {
    return Optional.empty();
  }

  /** Gives the bytes to the caller's own handler, as if they arrived now. */
  private static <T> CompletableFuture<HttpResponse<T>> answer(
      HttpRequest request, HttpResponse<byte[]> response, HttpResponse.BodyHandler<T> handler) {
    HttpResponse.BodySubscriber<T> subscriber = handler.apply(new Info(response));
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long count) {}

          @Override
          public void cancel() {}
        });
    if (response.body().length > 0) {
      subscriber.onNext(List.of(ByteBuffer.wrap(response.body()).asReadOnlyBuffer()));
    }
    subscriber.onComplete();
    return subscriber
        .getBody()
        .<HttpResponse<T>>thenApply(body -> new Answer<>(request, response, body))
        .toCompletableFuture();
  }

  private record Info(HttpResponse<byte[]> response) implements HttpResponse.ResponseInfo {
    @Override
    public int statusCode() {
      return response.statusCode();
    }

    @Override
    public HttpHeaders headers() {
      return response.headers();
    }

    @Override
    public Version version() {
      return response.version();
    }
  }

  /** The answer to the request as the caller made it: its address has no token. */
  private record Answer<T>(HttpRequest request, HttpResponse<byte[]> response, T body)
      implements HttpResponse<T> {
    @Override
    public int statusCode() {
      return response.statusCode();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return response.headers();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return response.sslSession();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public Version version() {
      return response.version();
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return delegate.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return delegate.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return delegate.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return delegate.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return delegate.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return delegate.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return delegate.authenticator();
  }

  @Override
  public Version version() {
    return delegate.version();
  }

  @Override
  public Optional<Executor> executor() {
    return delegate.executor();
  }
}
