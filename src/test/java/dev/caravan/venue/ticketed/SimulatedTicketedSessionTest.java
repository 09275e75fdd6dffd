package dev.caravan.venue.ticketed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.simulator.NotedClient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedTicketedSessionTest {

  private static final long SECOND = 1_000_000_000L;

  private final NotedClient client = new NotedClient();
  private final SimulatedTicketedSession session =
      new SimulatedTicketedSession(client, Set.of("trade", "orderbook"), true);

  private void say(String text, long atNs) {
    session.admit(atNs);
    session.onText(text.replace('\'', '"'));
  }

  @Test
  void shouldReplaceWhatWasAskedForBeforeWithoutAWord() {
    say("[{'ticket':'a'},{'type':'trade','codes':['KRW-BTC','KRW-ETH']},{'format':'DEFAULT'}]", 0);
    assertEquals(Set.of("trade/KRW-BTC", "trade/KRW-ETH"), client.subscribed);

    say(
        "[{'ticket':'a'},{'type':'orderbook','codes':['KRW-BTC.15']},{'type':'trade','codes':['KRW-ETH'],'is_only_realtime':true}]",
        SECOND);

    assertEquals(Set.of("orderbook/KRW-BTC", "trade/KRW-ETH"), client.subscribed);
    assertEquals(List.of(), client.answers);
    assertEquals(-1, client.closedWith);
  }

  @Test
  void shouldPassOverCodesInLowerCase() {
    say("[{'ticket':'a'},{'type':'trade','codes':['krw-btc','KRW-ETH']}]", 0);

    assertEquals(Set.of("trade/KRW-ETH"), client.subscribed);
    assertEquals(List.of(), client.answers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[{'type':'trade','codes':['KRW-BTC']}];NO_TICKET",
        "[{'ticket':'a'}];NO_TYPE",
        "[{'ticket':'a'},{'type':'trade'}];NO_CODES",
        "[{'ticket':'a'},{'type':'trade','codes':[]}];NO_CODES",
        "[{'ticket':'a'},{'type':'nope','codes':['KRW-BTC']}];INVALID_PARAM",
        "{};WRONG_FORMAT",
        "nonsense;WRONG_FORMAT"
      })
  void shouldCloseAfterEveryError(String request, String name) {
    say(request, 0);

    assertEquals(1, client.answers.size());
    assertTrue(client.answers.get(0).startsWith("{\"error\":{\"name\":\"" + name), request);
    assertTrue(client.isBinary);
    assertEquals(1000, client.closedWith);
  }

  @Test
  void shouldAnswerAPingAndTellWhatIsSubscribed() {
    say("PING", 0);
    say("[{'ticket':'a'},{'type':'trade','codes':['KRW-BTC']}]", SECOND);
    say("[{'method':'LIST_SUBSCRIPTIONS'},{'ticket':'t'}]", 2 * SECOND);

    assertEquals(
        List.of(
            "{\"status\":\"UP\"}",
            "{\"method\":\"LIST_SUBSCRIPTIONS\",\"result\":[{\"type\":\"trade\",\"codes\":"
                + "[\"KRW-BTC\"]}],\"ticket\":\"t\"}"),
        client.answers);
  }

  @Test
  void shouldCloseWhoSaysMoreThanFiveThingsInASecond() {
    for (int i = 0; i < 5; i++) {
      say("PING", i);
    }
    assertEquals(-1, client.closedWith);

    say("PING", 5);

    assertEquals(1008, client.closedWith);
  }

  @Test
  void shouldCloseWhoSaysMoreThanAHundredThingsInAMinute() {
    for (int i = 0; i < 100; i++) {
      say("PING", i * SECOND / 2);
    }
    assertEquals(-1, client.closedWith);

    say("PING", 50 * SECOND);

    assertEquals(1008, client.closedWith);
  }
}
