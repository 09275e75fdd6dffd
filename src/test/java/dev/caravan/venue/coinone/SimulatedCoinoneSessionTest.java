package dev.caravan.venue.coinone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.simulator.NotedClient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedCoinoneSessionTest {

  private static final String BTC = "{'quote_currency':'KRW','target_currency':'BTC'";

  private final NotedClient client = new NotedClient();
  private final SimulatedCoinoneSession session =
      new SimulatedCoinoneSession(client, Set.of("KRW-BTC"));

  private void say(String text) {
    session.onText(text.replace('\'', '"'));
  }

  private List<String> said() {
    return client.answers.stream().map(answer -> answer.replace('"', '\'')).toList();
  }

  @Test
  void shouldGreetAndAnswerAPing() {
    session.open();
    say("{'request_type':'PING'}");

    assertTrue(said().get(0).startsWith("{'response_type':'CONNECTED'"));
    assertEquals("{'response_type':'PONG'}", said().get(1));
  }

  @Test
  void shouldCloseTheTwentyFirstConnectionOfAnAddress() {
    client.place = 20;
    session.open();
    assertEquals(-1, client.closedWith);

    client.place = 21;
    session.open();

    assertEquals(4290, client.closedWith);
    assertEquals(1, client.answers.size());
  }

  @Test
  void shouldAcknowledgeATopicByItsName() {
    say("{'request_type':'SUBSCRIBE','channel':'CHART','topic':" + BTC + ",'interval':'1m'}}");
    say("{'request_type':'SUBSCRIBE','channel':'TRADE','topic':" + BTC + "}}");
    say("{'request_type':'UNSUBSCRIBE','channel':'TRADE','topic':" + BTC + "}}");

    assertEquals(Set.of("CHART_1m/KRW-BTC"), client.subscribed);
    assertEquals(
        List.of(
            "{'response_type':'SUBSCRIBED','channel':'CHART','data':" + BTC + ",'interval':'1m'}}",
            "{'response_type':'SUBSCRIBED','channel':'TRADE','data':" + BTC + "}}",
            "{'response_type':'UNSUBSCRIBED','channel':'TRADE','data':" + BTC + "}}"),
        said());
  }

  @Test
  void shouldRefuseAnUnknownPairBehindItsAcknowledgementWithoutNamingIt() {
    String topic = "{'quote_currency':'KRW','target_currency':'NONE'}";
    say("{'request_type':'SUBSCRIBE','channel':'TRADE','topic':" + topic + "}");

    assertEquals(
        List.of(
            "{'response_type':'SUBSCRIBED','channel':'TRADE','data':" + topic + "}",
            "{'response_type':'ERROR','error_code':160012,'message':'Invalid Topic'}"),
        said());
    assertEquals(Set.of(), client.subscribed);
    assertEquals(-1, client.closedWith);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "nonsense;160010",
        "[];160010",
        "{'request_type':'subscribe'};160011",
        "{'request_type':'SUBSCRIBE','channel':'trade'};160011",
        "{'request_type':'SUBSCRIBE','channel':'TRADE','topic':{}};160010"
      })
  void shouldStayOpenAfterEveryError(String request, int code) {
    say(request);

    assertEquals(1, client.answers.size());
    assertTrue(client.answers.get(0).contains("\"error_code\":" + code), client.answers.get(0));
    assertEquals(-1, client.closedWith);
  }
}
