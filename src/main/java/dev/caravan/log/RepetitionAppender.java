package dev.caravan.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Passes lines on, but a line that repeats itself only once a minute, and then how often it did.
 *
 * <p>logback's DuplicateMessageFilter drops repetitions for good and never says how many. The count
 * is said with the first line of any kind after the minute; the minute's status line is one.
 */
public final class RepetitionAppender extends AppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {

  static final Duration WINDOW = Duration.ofSeconds(60);
  static final int MOST_ALIKE = 20;

  private static final long SWEEP_NS = 1_000_000_000;

  private record Kind(String logger, Level level, String unfilled) {}

  private final AppenderAttachableImpl<ILoggingEvent> targets = new AppenderAttachableImpl<>();
  private final LongSupplier nanos;

  // Guarded by this, as every append is.
  private final Repetitions<Kind> repetitions = new Repetitions<>(WINDOW, MOST_ALIKE);
  private long sweptNs;

  /** For the configuration file. */
  public RepetitionAppender() {
    this(System::nanoTime);
  }

  RepetitionAppender(LongSupplier nanos) {
    this.nanos = nanos;
    this.sweptNs = nanos.getAsLong();
  }

  @Override
  protected void append(ILoggingEvent event) {
    long nowNs = nanos.getAsLong();
    if (nowNs - sweptNs >= SWEEP_NS) {
      sweptNs = nowNs;
      sayCounted(repetitions.over(nowNs));
    }
    Kind kind =
        new Kind(event.getLoggerName(), event.getLevel(), String.valueOf(event.getMessage()));
    if (repetitions.isSaid(kind, String.valueOf(event.getFormattedMessage()), nowNs)) {
      targets.appendLoopOnAppenders(event);
    }
  }

  private void sayCounted(List<Repetitions.Counted<Kind>> counted) {
    if (!(getContext() instanceof LoggerContext loggers)) {
      return;
    }
    for (Repetitions.Counted<Kind> of : counted) {
      LoggingEvent event =
          new LoggingEvent(
              RepetitionAppender.class.getName(),
              loggers.getLogger(of.kind().logger()),
              of.kind().level(),
              "repeated "
                  + of.lines()
                  + (of.lines() == 1 ? " time" : " times")
                  + " within "
                  + WINDOW.toSeconds()
                  + "s, the last one: "
                  + of.last(),
              null,
              null);
      targets.appendLoopOnAppenders(event);
    }
  }

  @Override
  public void stop() {
    if (isStarted()) {
      synchronized (this) {
        sayCounted(repetitions.over(nanos.getAsLong() + WINDOW.toNanos()));
      }
      super.stop();
      targets.detachAndStopAllAppenders();
    }
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    targets.addAppender(appender);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return targets.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return targets.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return targets.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    targets.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return targets.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return targets.detachAppender(name);
  }
}
