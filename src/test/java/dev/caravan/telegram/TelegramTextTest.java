package dev.caravan.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Incident;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent;
import dev.caravan.incident.IncidentEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TelegramTextTest {

  private static final Instant OPENED = Instant.parse("2026-11-20T13:00:05Z");

  private final TelegramText text = new TelegramText();

  private static Incident incident(String sentence, String nextStep, Optional<Instant> closedAt) {
    return new Incident(7, "feed", Severity.CRITICAL, OPENED, closedAt, sentence, nextStep);
  }

  @Test
  void shouldSayWhatIsWrongSinceWhenAndWhatToDo() {
    IncidentEvent event =
        new IncidentEvent(
            Kind.OPENED,
            incident("binance-spot: trade/BTCUSDT silent", "look at the venue", Optional.empty()));

    assertEquals(
        "🔴 <b>binance-spot: trade/BTCUSDT silent</b>\n"
            + "since 2026-11-20 13:00:05 UTC\n"
            + "Next: look at the venue",
        text.of(event));
  }

  @Test
  void shouldSayHowLongItLastedWhenItIsOver() {
    IncidentEvent event =
        new IncidentEvent(
            Kind.CLOSED, incident("feed silent", "x", Optional.of(OPENED.plusSeconds(125))));

    assertEquals(
        "🟢 Over after 2 min 5 s: <b>feed silent</b>\nbegan 2026-11-20 13:00:05 UTC",
        text.of(event));
  }

  @Test
  void shouldEscapeWhatWouldBeATag() {
    IncidentEvent event =
        new IncidentEvent(Kind.OPENED, incident("<b>&\"", "a < b", Optional.empty()));

    assertTrue(text.of(event).contains("<b>&lt;b&gt;&amp;&quot;</b>"), text.of(event));
    assertTrue(text.of(event).contains("a &lt; b"), text.of(event));
  }

  @Property(tries = 300)
  void shouldFitAndStayWellFormedWhateverTheTexts(
      @ForAll @StringLength(max = 6_000) String sentence,
      @ForAll @StringLength(max = 3_000) String nextStep) {
    String message =
        text.of(new IncidentEvent(Kind.OPENED, incident(sentence, nextStep, Optional.empty())));

    assertTrue(message.length() <= TelegramText.MAX_LENGTH);
    String rest = message.replaceAll("</?b>|&(amp|lt|gt|quot);", "");
    assertFalse(rest.contains("<") || rest.contains(">") || rest.contains("&"), rest);
    rest.codePoints()
        .forEach(
            point ->
                assertFalse(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
  }

  @Test
  void shouldFitWithTheLongestTextsOfEscapedCharacters() {
    String message =
        text.of(
            new IncidentEvent(
                Kind.OPENED, incident("\"".repeat(9_000), "&".repeat(9_000), Optional.empty())));

    assertTrue(message.length() <= TelegramText.MAX_LENGTH);
    assertTrue(message.contains("…</b>"));
  }

  @Test
  void shouldNameTheTwoLargestUnits() {
    assertEquals("0 s", TelegramText.inWords(Duration.ofMillis(-5)));
    assertEquals("59 s", TelegramText.inWords(Duration.ofSeconds(59)));
    assertEquals("3 h 12 min", TelegramText.inWords(Duration.ofMinutes(192)));
    assertEquals("2 d 1 h", TelegramText.inWords(Duration.ofHours(49)));
  }
}
