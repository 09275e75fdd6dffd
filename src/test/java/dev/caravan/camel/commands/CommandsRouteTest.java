package dev.caravan.camel.commands;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.telegram.BotApiStandIn;
import dev.caravan.telegram.BotCommands;
import dev.caravan.telegram.TelegramSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route between a Bot API that is polled and the answers. */
class CommandsRouteTest {

  private static final String TOKEN = BotApiStandIn.EXAMPLE_TOKEN;
  private static final String CHAT = BotApiStandIn.EXAMPLE_CHAT;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final BotCommands commands =
      new BotCommands(CHAT, EpochNanoClock.system())
          .ask("status", "is it recording?", () -> "All is well.\n" + "line\n".repeat(1_500));
  private final DefaultCamelContext context = new DefaultCamelContext();
  private BotApiStandIn telegram;

  @BeforeEach
  void startTelegram() throws Exception {
    telegram = BotApiStandIn.start(TOKEN);
  }

  @AfterEach
  void stop() {
    context.stop();
    telegram.close();
  }

  private void start(boolean hasCommands) throws Exception {
    TelegramSetup setup =
        new TelegramSetup(Optional.of(TOKEN), Optional.of(CHAT), telegram.baseUri(), hasCommands);
    assertEquals(List.of(), setup.problems());
    context.getRegistry().bind("telegramClient", setup.client());
    context.getRegistry().bind(CommandsBean.BEAN, new CommandsBean(commands));
    context.getRegistry().bind(CommandPolling.BEAN, new CommandPolling());
    Properties properties = new Properties();
    properties.putAll(setup.properties());
    context.getPropertiesComponent().setInitialProperties(properties);
    String yaml =
        Files.readString(Path.of("routes/commands.camel.yaml")).replace("delay: 1000", "delay: 50");
    Path copy = Files.writeString(folder.resolve("commands.camel.yaml"), yaml);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            ResourceHelper.resolveMandatoryResource(context, "file:routes/errors.camel.yaml"),
            ResourceHelper.resolveMandatoryResource(context, "file:" + copy));
    context.start();
  }

  @Test
  void shouldAnswerTheConfiguredChatOnceInPartsASecondApartAndNobodyElse() throws Exception {
    telegram.userSays(CHAT, "/status", Instant.now().minusSeconds(3_600));
    start(true);
    telegram.userSays("666", "/status");
    telegram.userSays(CHAT, "/status");

    await().atMost(LIMIT).until(() -> telegram.messages().size() == 2);
    int polls = telegram.polls();
    telegram.userSays("666", "/help");
    await().atMost(LIMIT).until(() -> commands.strangers() == 2 && telegram.polls() > polls);

    assertEquals(2, telegram.messages().size(), "nothing for the stranger and the old one");
    assertTrue(telegram.messages().get(0).text().startsWith("<b>All is well.</b>\nline\n"));
    assertTrue(telegram.messages().get(1).text().startsWith("line\n"));
    telegram.messages().forEach(message -> assertEquals(CHAT, message.chatId()));
    telegram.messages().forEach(message -> assertEquals("HTML", message.parseMode()));
    List<Long> sent = telegram.attemptNanos();
    assertTrue(sent.get(1) - sent.get(0) >= 990_000_000L, "one a second");
    assertEquals(1, commands.answered());
  }

  @Test
  void shouldGoOnAfterTelegramWasAwayAndStopWhileItPolls() throws Exception {
    int port = telegram.port();
    telegram.close();
    start(true);
    await().pollDelay(Duration.ofMillis(300)).atMost(LIMIT).until(() -> true);
    telegram = BotApiStandIn.start(TOKEN, port);
    telegram.userSays(CHAT, "/help");
    await().atMost(LIMIT).until(() -> telegram.messages().size() == 1);

    await().atMost(LIMIT).until(() -> telegram.polls() >= 2);
    long before = System.nanoTime();
    context.stop();
    assertTrue(System.nanoTime() - before < 8_000_000_000L, "a poll does not hold up the stop");
  }

  @Test
  void shouldBeLeftOutUnlessAskedFor() throws Exception {
    start(false);

    assertNull(context.getRoute("answer-commands"));
    assertEquals(0, telegram.polls());
    assertFalse(
        new TelegramSetup(Optional.of(TOKEN), Optional.of("@channel"), telegram.baseUri(), true)
            .problems()
            .isEmpty(),
        "a name cannot be compared with a number");
  }
}
