package dev.caravan.camel.incidents;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.caravan.log.LogEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps every line logged while it is open, as it was and as the shipped pattern writes it. */
final class CapturedLog implements AutoCloseable {

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel");
  private final Level rootLevel = root.getLevel();
  private final Level camelLevel = camel.getLevel();
  private final PatternLayout plain = layout("%logger %level %msg %ex{full}");
  private final LogEncoder shipped = encoder("%logger %level %msg %ex{full}");
  private final List<ILoggingEvent> events = new ArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing();
          events.add(event);
        }
      };

  /**
   * @param level of everything; null for the shipped levels
   */
  CapturedLog(Level level) {
    if (level != null) {
      root.setLevel(level);
      camel.setLevel(level);
      for (var appenders = root.iteratorForAppenders(); appenders.hasNext(); ) {
        var console = appenders.next();
        console.addFilter(new QuietFilter());
      }
    }
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
  }

  /** Keeps the console of the test run readable. */
  private static final class QuietFilter extends ch.qos.logback.core.filter.Filter<ILoggingEvent> {
    @Override
    public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
      return event.getLevel().isGreaterOrEqual(Level.INFO)
          ? ch.qos.logback.core.spi.FilterReply.NEUTRAL
          : ch.qos.logback.core.spi.FilterReply.DENY;
    }
  }

  private PatternLayout layout(String pattern) {
    LoggerContext context = root.getLoggerContext();
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.setPattern(pattern);
    layout.start();
    return layout;
  }

  private LogEncoder encoder(String pattern) {
    LogEncoder encoder = new LogEncoder();
    encoder.setContext(root.getLoggerContext());
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }

  List<String> plainLines() {
    return List.copyOf(events).stream().map(plain::doLayout).toList();
  }

  List<String> shippedLines() {
    return List.copyOf(events).stream()
        .map(event -> new String(shipped.encode(event), StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
    root.setLevel(rootLevel);
    camel.setLevel(camelLevel);
    for (var appenders = root.iteratorForAppenders(); appenders.hasNext(); ) {
      appenders.next().clearAllFilters();
    }
  }
}
