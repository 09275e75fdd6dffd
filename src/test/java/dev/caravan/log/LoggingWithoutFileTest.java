package dev.caravan.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.status.Status;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging as it is set up at a start, beside the file that says the same. */
class LoggingWithoutFileTest {

  private static final Set<String> TOLD =
      Set.of(
          "name",
          "target",
          "append",
          "prudent",
          "immediateFlush",
          "format",
          "pattern",
          "journal",
          "fileName",
          "fileNamePatternStr",
          "compressionMode",
          "maxHistory",
          "maxFileSize",
          "totalSizeCap",
          "cleanHistoryOnStart");
  private static final Set<String> WITHIN = Set.of("encoder", "rollingPolicy");

  @TempDir Path folder;

  private final List<LoggerContext> contexts = new ArrayList<>();

  @AfterEach
  void stop() {
    contexts.forEach(LoggerContext::stop);
  }

  @Test
  void shouldBeAsTheShippedFileSays() throws Exception {
    Map<String, String> values =
        Map.of(
            "caravan.log-dir", folder.toString(),
            "caravan.log.format", "json",
            "caravan.log.journal", "true",
            "caravan.log.file-size", "12345",
            "caravan.log.keep-days", "6",
            "caravan.log.total-size", "98765");

    Set<String> told = byCode(values);

    assertEquals(byFile(values), told);
    assertTrue(told.toString().contains("maxHistory=6"), told.toString());
  }

  @Test
  void shouldBeAsTheShippedFileSaysWithoutValues() throws Exception {
    assertEquals(byFile(Map.of()), byCode(Map.of()));
    assertEquals(
        byFile(Map.of("caravan.log-dir", folder.toString())),
        byCode(Map.of("caravan.log-dir", folder.toString())));
  }

  @Test
  void shouldGiveLogbackNothingToComplainAbout() {
    LoggerContext context = context(Map.of("caravan.log-dir", folder.toString()));
    configure(context);

    assertEquals(
        List.of(),
        context.getStatusManager().getCopyOfStatusList().stream()
            .filter(status -> status.getLevel() > Status.INFO)
            .map(Object::toString)
            .toList());
  }

  @Test
  void shouldStandAsideForAFileThatWasNamed() {
    LoggerContext context = context(Map.of());
    System.setProperty(ClassicConstants.CONFIG_FILE_PROPERTY, "mine.xml");
    try {
      assertEquals(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY, configure(context));
    } finally {
      System.clearProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
    }
    assertTrue(
        !context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().hasNext(),
        "nothing was set up");
  }

  @Test
  void shouldBeFoundByLogback() {
    assertTrue(
        ServiceLoader.load(Configurator.class).stream()
            .anyMatch(found -> found.type() == ShippedLogging.class));
  }

  private LoggerContext context(Map<String, String> values) {
    LoggerContext context = new LoggerContext();
    contexts.add(context);
    context.setMDCAdapter(new LogbackMDCAdapter());
    values.forEach(context::putProperty);
    return context;
  }

  private static Configurator.ExecutionStatus configure(LoggerContext context) {
    ShippedLogging logging = new ShippedLogging();
    logging.setContext(context);
    return logging.configure(context);
  }

  private Set<String> byCode(Map<String, String> values) throws Exception {
    LoggerContext context = context(values);
    configure(context);
    return told(context);
  }

  private Set<String> byFile(Map<String, String> values) throws Exception {
    LoggerContext context = context(values);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main/resources/logback.xml").toUri().toURL());
    return told(context);
  }

  private static Set<String> told(LoggerContext context) throws Exception {
    Set<String> told = new TreeSet<>();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        told.add(logger.getName() + " " + logger.getLevel());
      }
      for (Appender<?> appender : all(logger)) {
        tell(logger.getName(), appender, told);
        for (Appender<?> target : all((AppenderAttachable<?>) appender)) {
          tell(appender.getName(), target, told);
        }
      }
    }
    return told;
  }

  private static List<Appender<?>> all(AppenderAttachable<?> of) {
    List<Appender<?>> all = new ArrayList<>();
    for (Iterator<?> each = of.iteratorForAppenders(); each.hasNext(); ) {
      all.add((Appender<?>) each.next());
    }
    return all;
  }

  private static void tell(String where, Object what, Set<String> told) throws Exception {
    Map<String, Object> values = new TreeMap<>();
    for (Class<?> type = what.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (TOLD.contains(field.getName()) || WITHIN.contains(field.getName())) {
          field.setAccessible(true);
          Object value = field.get(what);
          if (WITHIN.contains(field.getName()) && value != null) {
            tell(where + " " + what.getClass().getSimpleName(), value, told);
          } else {
            values.put(field.getName(), String.valueOf(value));
          }
        }
      }
    }
    boolean started = !(what instanceof ch.qos.logback.core.spi.LifeCycle life) || life.isStarted();
    told.add(where + " " + what.getClass().getName() + " started=" + started + " " + values);
  }
}
