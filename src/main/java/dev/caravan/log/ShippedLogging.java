package dev.caravan.log;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import ch.qos.logback.core.util.OptionHelper;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Sets logback up as the shipped {@code logback.xml} says, without reading it, which would be a
 * fifth of a start.
 *
 * <p>Stands aside where {@code -Dlogback.configurationFile} names another file.
 */
public final class ShippedLogging extends ContextAwareBase implements Configurator {

  static final String LOG_DIR = "caravan.log-dir";

  private static final String LINE = "%-5level %-22.22logger{0} %msg%n%ex";
  private static final Map<String, Level> LEVELS =
      Map.of("org.apache.camel", Level.WARN, "io.netty", Level.WARN, "com.networknt", Level.WARN);

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    if (OptionHelper.getSystemProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    ch.qos.logback.classic.Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    String folder = OptionHelper.propertyLookup(LOG_DIR, loggers, null);
    if (folder != null) {
      root.addAppender(counted("FILE", rolling(folder)));
    }
    root.addAppender(counted("CONSOLE", console()));
    LEVELS.forEach((name, level) -> loggers.getLogger(name).setLevel(level));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private Appender<ILoggingEvent> counted(String name, Appender<ILoggingEvent> target) {
    RepetitionAppender appender = new RepetitionAppender();
    appender.setContext(getContext());
    appender.setName(name);
    appender.addAppender(target);
    appender.start();
    return appender;
  }

  private Appender<ILoggingEvent> console() {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(getContext());
    appender.setName("STDERR");
    appender.setTarget(ConsoleTarget.SystemErr.getName());
    appender.setEncoder(encoder(value("caravan.log.journal", "false")));
    appender.start();
    return appender;
  }

  private Appender<ILoggingEvent> rolling(String folder) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(getContext());
    appender.setName("ROLLING");
    appender.setFile(folder + "/caravan.log");
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(getContext());
    policy.setParent(appender);
    policy.setFileNamePattern(folder + "/caravan.%d{yyyy-MM-dd, UTC}.%i.log.gz");
    policy.setMaxFileSize(FileSize.valueOf(value("caravan.log.file-size", "20971520")));
    policy.setMaxHistory(Integer.parseInt(value("caravan.log.keep-days", "14")));
    policy.setTotalSizeCap(FileSize.valueOf(value("caravan.log.total-size", "524288000")));
    policy.start();
    appender.setRollingPolicy(policy);
    appender.setEncoder(encoder("false"));
    appender.start();
    return appender;
  }

  private LogEncoder encoder(String journal) {
    LogEncoder encoder = new LogEncoder();
    encoder.setContext(getContext());
    encoder.setFormat(value("caravan.log.format", "text"));
    encoder.setJournal(Boolean.parseBoolean(journal));
    encoder.setPattern(LINE);
    encoder.start();
    return encoder;
  }

  /** Of the context, of the system, of the environment, in this order, as in the file. */
  private String value(String key, String otherwise) {
    Context context = getContext();
    String value = OptionHelper.propertyLookup(key, context, null);
    return value == null ? otherwise : value;
  }
}
