package dev.caravan.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/**
 * Masks secrets in everything that the pattern {@code %redact(…)} encloses, stack traces included.
 */
public final class RedactingConverter extends CompositeConverter<ILoggingEvent> {

  @Override
  protected String transform(ILoggingEvent event, String text) {
    return Redaction.redact(text);
  }
}
