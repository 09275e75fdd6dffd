package dev.caravan.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Incident;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentEvent;
import dev.caravan.incident.IncidentEvent.Kind;
import dev.caravan.incident.IncidentText;
import dev.caravan.incident.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  private String one(IncidentEvent event) {
    List<String> parts = text.parts(Notice.of(event));
    assertEquals(1, parts.size());
    return parts.get(0);
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
        one(event));
  }

  @Test
  void shouldSayHowLongItLastedWhenItIsOver() {
    IncidentEvent event =
        new IncidentEvent(
            Kind.CLOSED, incident("feed silent", "x", Optional.of(OPENED.plusSeconds(125))));

    assertEquals(
        "🟢 Over after 2 min 5 s: <b>feed silent</b>\nbegan 2026-11-20 13:00:05 UTC", one(event));
  }

  @Test
  void shouldEscapeWhatWouldBeATag() {
    IncidentEvent event =
        new IncidentEvent(Kind.OPENED, incident("<b>&\"", "a < b", Optional.empty()));

    assertTrue(one(event).contains("<b>&lt;b&gt;&amp;&quot;</b>"), one(event));
    assertTrue(one(event).contains("a &lt; b"), one(event));
  }

  @Property(tries = 300)
  void shouldFitAndStayWellFormedWhateverTheTexts(
      @ForAll @StringLength(max = 6_000) String sentence,
      @ForAll @StringLength(max = 3_000) String nextStep) {
    List<String> messages =
        text.parts(
            Notice.of(
                new IncidentEvent(Kind.OPENED, incident(sentence, nextStep, Optional.empty()))));

    for (String message : messages) {
      assertTrue(message.length() <= TelegramText.MAX_LENGTH, message.length() + " characters");
      String rest = message.replaceAll("&(amp|lt|gt|quot);", "").replaceAll("<b>[^<>]*</b>", "");
      assertFalse(rest.contains("<") || rest.contains(">") || rest.contains("&"), rest);
      rest.codePoints()
          .forEach(
              point ->
                  assertFalse(
                      point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
    String all = String.join("", messages).replaceAll("</?b>", "");
    assertTrue(
        all.contains(TelegramText.escape(sentence)) && all.contains(TelegramText.escape(nextStep)),
        "nothing is lost");
  }

  @Test
  void shouldSplitAtTheEndOfALineAndNeverWithinAnEntity() {
    String lines = "a line of & text < with > some \" marks\n".repeat(300);
    List<String> messages =
        text.parts(
            Notice.of(
                new IncidentEvent(Kind.NOTE, incident("digest", lines, Optional.of(OPENED)))));

    assertTrue(messages.size() >= 3, messages.size() + " messages");
    for (String message : messages.subList(0, messages.size() - 1)) {
      assertTrue(message.length() > TelegramText.MAX_LENGTH / 2);
      assertTrue(message.endsWith("marks\n"), message.substring(message.length() - 20));
    }
  }

  @Test
  void shouldOpenAgainInTheNextPartWhatACutCloses() {
    List<String> parts = HtmlParts.split("<b>" + "word ".repeat(30) + "</b>end", 100);

    assertEquals("<b>" + "word ".repeat(18) + "</b>", parts.get(0));
    assertEquals("<b>" + "word ".repeat(12) + "</b>end", parts.get(1));
    assertEquals(2, parts.size());
  }

  @Test
  void shouldTellTogetherWhatWasHeldBackOneLineAnIncident() {
    Incident over = incident("upbit: gaps", "x", Optional.of(OPENED.plusSeconds(60)));
    Incident open =
        new Incident(8, "k", Severity.WARNING, OPENED, Optional.empty(), "clock", "chrony");
    Notice notice =
        new Notice(
            List.of(
                new IncidentEvent(Kind.OPENED, over),
                new IncidentEvent(Kind.OPENED, open),
                new IncidentEvent(Kind.CLOSED, over)),
            false);

    assertEquals(
        List.of(
            "🔴 <b>Held back meanwhile: 2 incidents, 1 still open</b>\n"
                + "🟢 upbit: gaps – 1 min 0 s from 2026-11-20 13:00:05 UTC\n"
                + "🟠 clock – since 2026-11-20 13:00:05 UTC"),
        text.parts(notice));
  }

  @Test
  void shouldSayThatItFlapsAndThatItWasPerhapsToldBefore() {
    Incident flapping =
        new Incident(7, "k", Severity.CRITICAL, OPENED, Optional.empty(), "down", "look", 3);
    String opened =
        text.parts(new Notice(List.of(new IncidentEvent(Kind.OPENED, flapping)), true)).get(0);
    Incident over =
        new Incident(
            7,
            "k",
            Severity.CRITICAL,
            OPENED,
            Optional.of(OPENED.plusSeconds(3_600)),
            "down",
            "look",
            60);

    assertTrue(opened.contains("flapping, 3 times"), opened);
    assertTrue(opened.contains("told this before"), opened);
    assertTrue(
        one(new IncidentEvent(Kind.CLOSED, over)).contains("came and went 60 times"),
        one(new IncidentEvent(Kind.CLOSED, over)));
  }

  @Test
  void shouldNameTheTwoLargestUnits() {
    assertEquals("0 s", IncidentText.inWords(Duration.ofMillis(-5)));
    assertEquals("59 s", IncidentText.inWords(Duration.ofSeconds(59)));
    assertEquals("3 h 12 min", IncidentText.inWords(Duration.ofMinutes(192)));
    assertEquals("2 d 1 h", IncidentText.inWords(Duration.ofHours(49)));
  }
}
