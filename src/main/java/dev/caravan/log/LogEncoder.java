package dev.caravan.log;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line as people read it or as one JSON object, as configured; no secret passes it.
 *
 * <p>Under systemd a line begins with its priority, which the journal takes off again, and has no
 * time, which the journal knows.
 */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = new byte[0];

  private String format = "text";
  private String pattern = "%msg%n";
  private boolean journal;
  // Null until started.
  private @Nullable Function<ILoggingEvent, String> line;

  /** {@code text} or {@code json}. */
  public void setFormat(String format) {
    this.format = format;
  }

  /** How a line of text looks, behind its time. */
  public void setPattern(String pattern) {
    this.pattern = pattern;
  }

  /** Whether systemd's journal reads the lines. */
  public void setJournal(boolean journal) {
    this.journal = journal;
  }

  @Override
  public void start() {
    line = format.equals("json") ? json() : text();
    super.start();
  }

  private Function<ILoggingEvent, String> text() {
    PatternLayout layout = new PatternLayout();
    layout.setContext(getContext());
    layout.setPattern((journal ? "" : "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} ") + pattern);
    layout.start();
    return journal ? event -> priority(event) + layout.doLayout(event) : layout::doLayout;
  }

  private Function<ILoggingEvent, String> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(getContext());
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return event -> new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  /** Source: sd-daemon(3), "SD_ERR" and the like. */
  private static String priority(ILoggingEvent event) {
    return switch (event.getLevel().toInt()) {
      case ch.qos.logback.classic.Level.ERROR_INT -> "<3>";
      case ch.qos.logback.classic.Level.WARN_INT -> "<4>";
      case ch.qos.logback.classic.Level.INFO_INT -> "<6>";
      default -> "<7>";
    };
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return Redaction.redact(requireNonNull(line, "not started").apply(event))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
