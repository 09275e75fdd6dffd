package dev.caravan.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Remembers what one class logs. */
public final class SaidLog implements AutoCloseable {

  private final Logger logger;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          said.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };

  private SaidLog(Class<?> source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  public static SaidLog of(Class<?> source) {
    return new SaidLog(source);
  }

  /** Level and message of each line that holds this text, in order. */
  public List<String> lines(String text) {
    return said.stream().filter(line -> line.contains(text)).toList();
  }

  public int count(String text) {
    return lines(text).size();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    appender.stop();
  }
}
