package dev.caravan.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TelegramSetupTest {

  private static TelegramSetup setup(String token, String chat, String baseUri) {
    return new TelegramSetup(Optional.of(token), Optional.of(chat), baseUri);
  }

  @Test
  void shouldBeOffAndSaySoWithoutToken() {
    TelegramSetup setup = setup(" ", "", TelegramSetup.DEFAULT_BASE_URI);

    assertFalse(setup.isEnabled());
    assertEquals(List.of(), setup.problems());
    assertEquals("false", setup.properties().get("caravan.telegram.enabled"));
    assertTrue(setup.sentence().contains("alerts go to the log and the dashboard only"));
  }

  @Test
  void shouldBeOnWithTokenAndChatAndShowNeither() {
    TelegramSetup setup =
        setup(BotApiStandIn.EXAMPLE_TOKEN, "@channel_name", "http://127.0.0.1:8081/");

    assertTrue(setup.isEnabled());
    assertEquals(List.of(), setup.problems());
    assertEquals("http://127.0.0.1:8081", setup.properties().get("caravan.telegram.base-uri"));
    assertFalse(setup.properties().toString().contains(BotApiStandIn.EXAMPLE_TOKEN));
    assertFalse((setup + setup.sentence()).contains(BotApiStandIn.EXAMPLE_TOKEN));
  }

  @Test
  void shouldNameEveryProblemAtOnceWithoutTheValues() {
    List<String> problems = setup("no token!", "my chat!", "telegram.org").problems();

    assertEquals(3, problems.size());
    assertFalse(problems.toString().contains("no token!"));
    assertFalse(problems.toString().contains("my chat!"));
    assertEquals(1, setup("1:abc", "", TelegramSetup.DEFAULT_BASE_URI).problems().size());
  }
}
