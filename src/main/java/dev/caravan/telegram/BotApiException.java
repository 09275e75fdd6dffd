package dev.caravan.telegram;

import static java.util.Objects.requireNonNull;

import dev.caravan.log.Redaction;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Says why the Bot API did not take a request, without the address, which holds the token.
 *
 * <p>What to do: with {@link #status()} 0, 429 and 5xx try again, after {@link #retryAfter()} if
 * given; any other 4xx will be refused for ever.
 */
public final class BotApiException extends IOException {

  private static final int MAX_DESCRIPTION = 200;

  private final int status;
  private final String description;
  private final transient Optional<Duration> retryAfter;
  private final boolean mayBeTaken;

  /**
   * @param status the HTTP status; 0 if there was no usable answer
   * @param description Telegram's own words, or what went wrong on the way
   */
  public BotApiException(int status, String description, Optional<Duration> retryAfter) {
    this(status, description, retryAfter, false);
  }

  /**
   * The same.
   *
   * @param mayBeTaken whether the request may have been taken and only its answer was lost
   */
  BotApiException(
      int status, String description, Optional<Duration> retryAfter, boolean mayBeTaken) {
    super("Bot API: status=" + status + " description=\"" + clean(description) + "\"");
    this.status = status;
    this.description = clean(description);
    this.retryAfter = requireNonNull(retryAfter, "retryAfter");
    this.mayBeTaken = mayBeTaken;
  }

  public int status() {
    return status;
  }

  public String description() {
    return description;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  public boolean mayBeTaken() {
    return mayBeTaken;
  }

  private static String clean(String text) {
    String line = Redaction.redact(text).replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_DESCRIPTION ? line : line.substring(0, MAX_DESCRIPTION) + "…";
  }
}
