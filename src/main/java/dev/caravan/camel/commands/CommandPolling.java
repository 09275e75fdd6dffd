package dev.caravan.camel.commands;

import dev.caravan.log.Redaction;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that commands cannot be fetched, and once that they can again: the bean {@code
 * telegramPolling}.
 *
 * <p>Camel's own way logs each failure with its stack trace. Used by one consumer's thread.
 */
public final class CommandPolling extends DefaultPollingConsumerPollStrategy
    implements ExceptionHandler {

  /** The name under which routes find it. */
  public static final String BEAN = "telegramPolling";

  private static final Logger LOG = LoggerFactory.getLogger(CommandPolling.class);

  private long failures;

  @Override
  public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
    if (failures > 0) {
      LOG.info("commands are fetched again failures={}", failures);
      failures = 0;
    }
  }

  @Override
  public void handleException(Throwable exception) {
    failures++;
    if (failures == 1) {
      LOG.warn("commands not fetched, tried again for ever reason=\"{}\"", reason(exception));
    }
  }

  @Override
  public void handleException(@Nullable String message, Throwable exception) {
    handleException(exception);
  }

  @Override
  public void handleException(
      @Nullable String message, @Nullable Exchange exchange, Throwable exception) {
    handleException(exception);
  }

  /** The innermost exception's, which is the client's own and names no address. */
  private static String reason(Throwable exception) {
    Throwable root = exception;
    Set<Throwable> seen = new HashSet<>();
    while (root.getCause() != null && seen.add(root)) {
      root = root.getCause();
    }
    return Redaction.redact(root.getClass().getSimpleName() + ": " + root.getMessage());
  }
}
