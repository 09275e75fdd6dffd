package dev.caravan.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BotCommandsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T13:00:00Z");
  private static final String CHAT = "42";

  private final List<Duration> mutes = new ArrayList<>();
  private final BotCommands commands =
      new BotCommands(CHAT, () -> NOW.getEpochSecond() * 1_000_000_000L)
          .ask("status", "is it recording?", () -> "All <well>.\nup 1 h")
          .mutes(
              duration -> {
                mutes.add(duration);
                return "Muted.";
              },
              () -> "Unmuted.");

  private List<String> say(String text) {
    return commands.answer(CHAT, NOW, text);
  }

  @Test
  void shouldAnswerTheConfiguredChatInEscapedHtml() {
    assertEquals(List.of("<b>All &lt;well&gt;.</b>\nup 1 h"), say("/status"));
    assertEquals(say("/status"), say("/STATUS@caravan_bot  now "));
    assertEquals(List.of(), say("how are you?"));
    assertEquals(3, commands.answered());
  }

  @Test
  void shouldCountStrangersAndNotAnswerThem() {
    assertEquals(List.of(), commands.answer("43", NOW, "/status"));
    assertEquals(List.of(), commands.answer("-42", NOW, "/mute 1d"));

    assertEquals(2, commands.strangers());
    assertEquals(0, commands.answered());
    assertEquals(List.of(), mutes);
  }

  @Test
  void shouldNotCarryOutWhatWasWrittenWhileNobodyListened() {
    assertEquals(
        List.of(),
        commands.answer(CHAT, NOW.minus(BotCommands.TOO_OLD).minusSeconds(1), "/mute 1d"));
    assertEquals(1, commands.answer(CHAT, NOW.minus(BotCommands.TOO_OLD), "/mute 1h").size());
    assertEquals(List.of(Duration.ofHours(1)), mutes);
  }

  @Test
  void shouldMuteForWhatIsSaidAndAskBackOtherwise() {
    for (String good : List.of("/mute 30m", "/mute 2h", "/mute 2 H", "/mute 7d")) {
      assertEquals(List.of("<b>Muted.</b>"), say(good), good);
    }
    assertEquals(
        List.of(
            Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(2), Duration.ofDays(7)),
        mutes);
    for (String bad :
        List.of("/mute", "/mute 0h", "/mute 8d", "/mute -1h", "/mute 99999h", "/mute x")) {
      assertTrue(say(bad).get(0).contains("For how long?"), bad);
    }
    assertEquals(4, mutes.size());
    assertEquals(List.of("<b>Unmuted.</b>"), say("/unmute"));
  }

  @Test
  void shouldListEveryCommandForHelpAndForWhatItDoesNotKnow() {
    String help = say("/help").get(0);

    for (String command : List.of("/status", "/mute 2h", "/unmute", "/help")) {
      assertTrue(help.contains(command), help);
    }
    assertEquals(say("/help"), say("/start"));
  }

  @Test
  void shouldKeepMessagesApartAndSendAwayWhoWouldWaitLong() {
    long[] nanos = {0};
    MessagePace pace = new MessagePace(() -> nanos[0], Duration.ofSeconds(1));

    for (int i = 0; i <= 5; i++) {
      assertEquals(Optional.of(Duration.ofSeconds(i)), pace.turn());
    }
    assertEquals(Optional.empty(), pace.turn(), "six seconds are too long");
    nanos[0] = Duration.ofSeconds(6).toNanos();
    assertEquals(Optional.of(Duration.ZERO), pace.turn());
    pace.holdOff(Duration.ofSeconds(30));
    assertEquals(Optional.empty(), pace.turn());
    assertEquals(Duration.ofSeconds(30), pace.left());
    nanos[0] = Duration.ofSeconds(36).toNanos();
    assertEquals(Optional.of(Duration.ZERO), pace.turn());
  }
}
