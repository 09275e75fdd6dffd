package dev.caravan.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the shipped route configurations do with an exception. */
class ErrorRoutesTest {

  private static final String FRAME = "the frame that must not be in the log";

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  @BeforeEach
  void start() throws Exception {
    log.start();
    root.addAppender(log);
    StringBuilder yaml = new StringBuilder();
    for (String name : List.of("capture", "seal", "watch", "notify", "web")) {
      yaml.append(
          ("- route:%n"
                  + "    id: %1$s%n"
                  + "    routeConfigurationId: %1$s-errors%n"
                  + "    from:%n"
                  + "      uri: direct:%1$s%n"
                  + "      steps:%n"
                  + "        - throwException:%n"
                  + "            exceptionType: java.lang.IllegalStateException%n"
                  + "            message: broken%n")
              .formatted(name));
    }
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            ResourceHelper.resolveMandatoryResource(context, "file:routes/errors.camel.yaml"),
            ResourceHelper.fromString("failing.camel.yaml", yaml.toString()));
    context.start();
    log.list.clear();
  }

  @AfterEach
  void stop() throws Exception {
    context.stop();
    root.detachAppender(log);
  }

  private Exchange send(String name) {
    return context
        .createProducerTemplate()
        .send("direct:" + name, exchange -> exchange.getIn().setBody(FRAME));
  }

  private long lines(Level level) {
    return log.list.stream().filter(event -> event.getLevel() == level).count();
  }

  @Test
  void shouldLogALostBurstOnceAndLoudWithoutItsFrames() {
    Exchange exchange = send("capture");

    assertNotNull(exchange.getException());
    assertEquals(1, lines(Level.ERROR));
    assertFalse(log.list.toString().contains(FRAME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seal", "watch", "notify"})
  void shouldGiveTheExceptionBackToTheConsumerWithoutALine(String name) {
    Exchange exchange = send(name);

    assertEquals("broken", exchange.getException().getMessage());
    assertEquals(List.of(), log.list);
  }

  @Test
  void shouldAnswerABrowserWithoutTheReasonAndLogIt() {
    Exchange exchange = send("web");

    assertNull(exchange.getException());
    assertEquals(500, exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class));
    assertTrue(exchange.getMessage().getBody(String.class).startsWith("internal error"));
    assertFalse(exchange.getMessage().getBody(String.class).contains("broken"));
    assertEquals(1, log.list.size(), log.list.toString());
    assertTrue(
        log.list.get(0).getFormattedMessage().contains("IllegalStateException: broken"),
        log.list.toString());
  }

  @Test
  void shouldNameEveryConfigurationThatRoutesUse() {
    Set<String> names =
        Set.of(
            "capture-errors",
            "seal-errors",
            "watch-errors",
            "notify-errors",
            "commands-errors",
            "web-errors");
    ModelCamelContext model = context;

    for (String name : names) {
      assertNotNull(model.getRouteConfigurationDefinition(name), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"errors", "watch", "notify", "commands", "digest"})
  void shouldFitTheSchemaOfTheYamlDsl(String name) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonSchema schema;
    try (InputStream in = context.getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
      schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
    }
    Object yaml =
        new org.snakeyaml.engine.v2.api.Load(
                org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
            .loadFromString(
                java.nio.file.Files.readString(Path.of("routes", name + ".camel.yaml")));
    JsonNode document = json.valueToTree(yaml);

    assertEquals(Set.of(), schema.validate(document));
  }
}
