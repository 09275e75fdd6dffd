package dev.caravan.camel.incidents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.caravan.camel.incidents.DeliveryFailure.Kind;
import dev.caravan.telegram.BotApiException;
import dev.caravan.telegram.BotApiStandIn;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.telegram.TelegramException;
import org.junit.jupiter.api.Test;

class DeliveryPolicyTest {

  private final DeliveryPolicy policy =
      new DeliveryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private static DeliveryFailure refused(int status, Optional<Duration> retryAfter) {
    return DeliveryFailure.of(new RuntimeException(new BotApiException(status, "why", retryAfter)));
  }

  @Test
  void shouldTryForEverWithDoublingAndCappedWaits() {
    DeliveryFailure down = DeliveryFailure.of(new RuntimeException(new ConnectException()));

    assertEquals(Kind.TRANSIENT, down.kind());
    assertEquals(Optional.of(Duration.ofSeconds(1)), policy.delayAfter(down, 1));
    assertEquals(Optional.of(Duration.ofSeconds(2)), policy.delayAfter(down, 2));
    assertEquals(Optional.of(Duration.ofSeconds(32)), policy.delayAfter(down, 6));
    assertEquals(Optional.of(Duration.ofMinutes(1)), policy.delayAfter(down, 7));
    assertEquals(Optional.of(Duration.ofMinutes(1)), policy.delayAfter(down, 1_000_000));
  }

  @Test
  void shouldWaitAsLongAsTheOtherSideAsks() {
    DeliveryFailure busy = refused(429, Optional.of(Duration.ofMinutes(7)));

    assertEquals(Optional.of(Duration.ofMinutes(7)), policy.delayAfter(busy, 1));
    assertEquals(Optional.of(Duration.ofMinutes(7)), policy.delayAfter(busy, 20));
  }

  @Test
  void shouldGiveUpOnlyWhatIsHopeless() {
    for (int status : new int[] {400, 401, 403, 404, 413}) {
      assertEquals(
          Optional.empty(), policy.delayAfter(refused(status, Optional.empty()), 1), status + "");
    }
    for (int status : new int[] {0, 302, 408, 429, 500, 502, 503}) {
      assertFalse(policy.delayAfter(refused(status, Optional.empty()), 99).isEmpty(), status + "");
    }
  }

  @Test
  void shouldTryAFewTimesWhenNothingIsKnown() {
    DeliveryFailure mistake = DeliveryFailure.of(new IllegalArgumentException("no such bean"));

    assertEquals(Kind.UNKNOWN, mistake.kind());
    assertFalse(policy.delayAfter(mistake, DeliveryPolicy.MAX_UNKNOWN - 1).isEmpty());
    assertEquals(Optional.empty(), policy.delayAfter(mistake, DeliveryPolicy.MAX_UNKNOWN));
  }

  @Test
  void shouldTakeTheStatusAndNotTheTextOfOtherHttpExceptions() {
    DeliveryFailure failure =
        DeliveryFailure.of(
            new RuntimeCamelException(
                new TelegramException(
                    "Could not POST https://x/bot" + BotApiStandIn.EXAMPLE_TOKEN, 403, "{}")));

    assertEquals(Kind.HOPELESS, failure.kind());
    assertEquals(403, failure.status());
    assertEquals("TelegramException", failure.description());
  }

  @Test
  void shouldRedactTextsOfUnknownFailures() {
    DeliveryFailure failure =
        DeliveryFailure.of(
            new RuntimeCamelException("https://x/bot" + BotApiStandIn.EXAMPLE_TOKEN + " 400\n{}"));

    assertEquals("RuntimeCamelException: https://x/bot[redacted] 400 {}", failure.description());
  }

  @Test
  void shouldEndOnExceptionsThatCauseEachOther() {
    RuntimeException first = new RuntimeException("first");
    RuntimeException second = new RuntimeException("second", first);
    first.initCause(second);

    assertEquals(Kind.UNKNOWN, DeliveryFailure.of(first).kind());
  }
}
