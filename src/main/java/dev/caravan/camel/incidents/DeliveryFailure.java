package dev.caravan.camel.incidents;

import static java.util.Objects.requireNonNull;

import dev.caravan.log.Redaction;
import dev.caravan.telegram.BotApiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.HttpResponseAware;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Says what can be expected of another attempt, after the exception of a route.
 *
 * @param status the HTTP status, 0 if there is none
 * @param description what happened, redacted and short; the exception itself is never shown
 * @param retryAfter how long the other side asks to wait
 * @param mayBeTold whether the message may have arrived all the same
 */
record DeliveryFailure(
    Kind kind, int status, String description, Optional<Duration> retryAfter, boolean mayBeTold) {

  /** What another attempt may bring. */
  enum Kind {
    /** Will pass: no connection, no answer, too many requests, an error of theirs. */
    TRANSIENT,
    /** Will be refused for ever. */
    HOPELESS,
    /** Nothing is known about it: a mistake in the route, perhaps. */
    UNKNOWN
  }

  private static final int MAX_DESCRIPTION = 200;

  DeliveryFailure {
    requireNonNull(kind, "kind");
    String line = Redaction.redact(description).replaceAll("\\p{Cntrl}+", " ");
    description = line.length() <= MAX_DESCRIPTION ? line : line.substring(0, MAX_DESCRIPTION);
    requireNonNull(retryAfter, "retryAfter");
  }

  static DeliveryFailure of(Throwable failure) {
    Throwable root = failure;
    Set<Throwable> seen = new HashSet<>();
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      root = cause;
      if (cause instanceof BotApiException refusal) {
        return new DeliveryFailure(
            kind(refusal.status()),
            refusal.status(),
            refusal.description(),
            refusal.retryAfter(),
            refusal.mayBeTaken());
      }
      if (cause instanceof HttpOperationFailedException refusal) {
        return refused(
            refusal.getStatusCode(), "HTTP " + refusal.getStatusCode(), retryAfter(refusal));
      }
      if (cause instanceof SMTPSendFailedException refusal) {
        return refused(smtp(refusal.getReturnCode()), text(cause), Optional.empty());
      }
      if (cause instanceof SMTPAddressFailedException refusal) {
        return refused(smtp(refusal.getReturnCode()), text(cause), Optional.empty());
      }
      if (cause instanceof HttpResponseAware response && response.getHttpResponseCode() > 0) {
        return new DeliveryFailure(
            kind(response.getHttpResponseCode()),
            response.getHttpResponseCode(),
            cause.getClass().getSimpleName(),
            Optional.empty(),
            false);
      }
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return new DeliveryFailure(
            Kind.TRANSIENT, 0, text(cause), Optional.empty(), !isBeforeSending(cause));
      }
    }
    return new DeliveryFailure(Kind.UNKNOWN, 0, text(root), Optional.empty(), true);
  }

  private static DeliveryFailure refused(
      int status, String description, Optional<Duration> retryAfter) {
    return new DeliveryFailure(kind(status), status, description, retryAfter, false);
  }

  /** SMTP's 4xx may pass and its 5xx never do: the other way round than with HTTP. */
  private static int smtp(int code) {
    return code >= 500 ? 400 : 503;
  }

  private static Optional<Duration> retryAfter(HttpOperationFailedException refusal) {
    Map<String, String> headers = refusal.getResponseHeaders();
    return headers == null
        ? Optional.empty()
        : headers.entrySet().stream()
            .filter(header -> "retry-after".equalsIgnoreCase(header.getKey()))
            .map(Map.Entry::getValue)
            .filter(value -> value.matches("\\d{1,6}"))
            .map(value -> Duration.ofSeconds(Long.parseLong(value)))
            .findFirst();
  }

  private static boolean isBeforeSending(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof HttpConnectTimeoutException;
  }

  private static Kind kind(int status) {
    boolean isTheirRefusal = status >= 400 && status < 500;
    boolean isAboutTime = status == 408 || status == 425 || status == 429;
    return isTheirRefusal && !isAboutTime ? Kind.HOPELESS : Kind.TRANSIENT;
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
