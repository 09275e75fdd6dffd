package dev.caravan.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactionTest {

  private static final String TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

  @Test
  void shouldMaskAnythingThatLooksLikeABotToken() {
    assertEquals(
        "POST https://api.telegram.org/bot[redacted]/sendMessage",
        Redaction.redact("POST https://api.telegram.org/bot" + TOKEN + "/sendMessage"));
    assertEquals("[redacted]", Redaction.redact(TOKEN.replace(":", "%3A")));
  }

  @Test
  void shouldLeaveOrdinaryLinesAlone() {
    String line =
        "segment sealed journal=raw/binance-spot number=42 took=12:30 url=ws://127.0.0.1:18080/ws";

    assertEquals(line, Redaction.redact(line));
  }

  @Test
  void shouldMaskRegisteredSecretsPlainAndEncoded() {
    Redaction.register("pass word/+1");

    assertEquals(
        "a=[redacted] b=[redacted]", Redaction.redact("a=pass word/+1 b=pass+word%2F%2B1"));
  }

  @Test
  void shouldIgnoreSecretsTooShortToMask() {
    Redaction.register("12");

    assertEquals("number=12", Redaction.redact("number=12"));
  }

  @Test
  void shouldRedactMessagesAndStackTracesInTheShippedConfiguration(@TempDir Path folder)
      throws Exception {
    PrintStream stderr = System.err;
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
    System.setProperty("caravan.log-dir", folder.toString());
    LoggerContext logging = new LoggerContext();
    try {
      configure(logging);
      Logger logger = logging.getLogger("dev.caravan.Test");
      logger.warn(
          "could not send url=/bot{}/x",
          TOKEN,
          new IllegalStateException("outer", new RuntimeException("cause /bot" + TOKEN + "/y")));
    } finally {
      logging.stop();
      System.setErr(stderr);
      System.clearProperty("caravan.log-dir");
    }

    for (String log :
        new String[] {
          console.toString(StandardCharsets.UTF_8), Files.readString(folder.resolve("caravan.log"))
        }) {
      assertTrue(log.contains("WARN  Test"), log);
      assertTrue(log.contains("cause /bot[redacted]/y"), log);
      assertFalse(log.contains(TOKEN), log);
    }
  }

  @Test
  void shouldWriteNoFileUnlessAFolderIsNamed() throws Exception {
    LoggerContext logging = new LoggerContext();

    configure(logging);

    Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
    assertEquals(Level.INFO, root.getLevel());
    assertTrue(root.getAppender("FILE") == null);
    assertTrue(root.getAppender("CONSOLE") != null);
    assertEquals(Level.WARN, logging.getLogger("org.apache.camel.impl").getEffectiveLevel());
    assertFalse(
        logging.getStatusManager().getCopyOfStatusList().stream()
            .anyMatch(status -> status.getLevel() >= Status.WARN),
        () -> logging.getStatusManager().getCopyOfStatusList().toString());
    logging.stop();
  }

  private static void configure(LoggerContext logging) throws Exception {
    logging.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(logging);
    URL shipped = RedactionTest.class.getResource("/logback.xml");
    configurator.doConfigure(shipped);
  }
}
