package dev.caravan.venue.coinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.SubscriptionPlan;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoinoneDialectTest {

  private final CoinoneDialect dialect = new CoinoneDialect();
  private final CoinoneRest rest = new CoinoneRest();

  @Test
  void shouldNameOneTopicARequest() {
    List<StreamId> two =
        List.of(new StreamId("TRADE", "KRW-BTC"), new StreamId("CHART_1m", "KRW-XRP"));

    assertEquals(
        List.of(List.of(two.get(0)), List.of(two.get(1))), SubscriptionPlan.requests(two, dialect));
    assertEquals(
        "{\"request_type\":\"SUBSCRIBE\",\"channel\":\"TRADE\",\"topic\":"
            + "{\"quote_currency\":\"KRW\",\"target_currency\":\"BTC\"}}",
        dialect.subscribe(1, two.subList(0, 1)));
    assertEquals(
        "{\"request_type\":\"UNSUBSCRIBE\",\"channel\":\"CHART\",\"topic\":"
            + "{\"quote_currency\":\"KRW\",\"target_currency\":\"XRP\",\"interval\":\"1m\"}}",
        dialect.unsubscribe(1, two.subList(1, 2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"response_type\":\"SUBSCRIBED\",\"channel\":\"ORDERBOOK\",\"data\":{\"quote_currency\":\"KRW\",\"target_currency\":\"BTC\"}}"
            + ";AcknowledgedOne[requestId=-1, stream=ORDERBOOK/KRW-BTC]",
        "{\"response_type\":\"UNSUBSCRIBED\",\"channel\":\"CHART\",\"data\":{\"interval\":\"1m\",\"quote_currency\":\"KRW\",\"target_currency\":\"XRP\"}}"
            + ";AcknowledgedOne[requestId=-1, stream=CHART_1m/KRW-XRP]",
        "{\"response_type\":\"ERROR\",\"error_code\":160012,\"message\":\"Invalid Topic\"}"
            + ";Withdrawn[reason=error_code=160012 message=Invalid Topic]",
        "{\"response_type\":\"ERROR\",\"error_code\":160011,\"message\":\"Invalid Type\",\"field\":\"channel\"}"
            + ";Refused[requestId=-1, reason=error_code=160011 message=Invalid Type field=channel]",
        "{\"response_type\":\"ERROR\",\"error_code\":160010,\"message\":\"Invalid Request\"}"
            + ";Refused[requestId=-1, reason=error_code=160010 message=Invalid Request]",
        "{\"response_type\":\"PONG\"};Other[]",
        "{\"response_type\":\"CONNECTED\",\"data\":{\"session_id\":\"x\"}};Other[]",
        "{\"response_type\":\"SUBSCRIBED\",\"channel\":\"a/b\",\"data\":{}};Other[]",
        "{\"response_type\":\"SUBSCRIBED\";Other[]",
        "[];Other[]"
      })
  void shouldReadAnswers(String frame, String expected) {
    byte[] bytes = frame.getBytes(UTF_8);

    assertEquals(expected, dialect.interpret(bytes, 0, bytes.length).toString());
  }

  @Test
  void shouldSayItsPingInJson() {
    assertEquals("{\"request_type\":\"PING\"}", dialect.ping("/").orElseThrow().text().apply(1));
    assertInstanceOf(ControlMessage.Other.class, dialect.interpret("{".getBytes(UTF_8), 0, 1));
  }

  @Test
  void shouldListWhatTradesAndReadTheTimeOfEveryAnswer() throws IOException {
    byte[] body =
        ("{\"result\":\"success\",\"error_code\":\"0\",\"server_time\":1790134177999,\"markets\":["
                + "{\"quote_currency\":\"KRW\",\"target_currency\":\"BTC\",\"price_unit\":\"10000.0\","
                + "\"qty_unit\":\"0.00000001\",\"trade_status\":1,\"maintenance_status\":0},"
                + "{\"quote_currency\":\"KRW\",\"target_currency\":\"XRP\",\"price_unit\":\"1.0\","
                + "\"qty_unit\":\"0.0001\",\"trade_status\":1,\"maintenance_status\":1},"
                + "{\"quote_currency\":\"KRW\",\"target_currency\":\"OLD\",\"trade_status\":3,"
                + "\"maintenance_status\":0}]}")
            .getBytes(UTF_8);

    List<Instrument> listed = rest.readInstruments(body);

    assertEquals(
        List.of("KRW-BTC", "KRW-XRP", "KRW-OLD"), listed.stream().map(Instrument::symbol).toList());
    assertEquals(List.of(true, false, false), listed.stream().map(Instrument::isTrading).toList());
    assertEquals("10000.0", listed.get(0).tickSize().orElseThrow().toPlainString());
    assertEquals(1790134177999L, rest.readTimeMs(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":\"error\",\"error_code\":\"4\",\"error_msg\":\"Blocked user access\"}",
        "{\"result\":\"success\"}",
        "{\"markets\":[{}]}",
        "{\"markets\":[7]}",
        "{\"markets\":[",
        "[]"
      })
  void shouldRefuseWhatIsNoAnswer(String body) {
    assertThrows(IOException.class, () -> rest.readInstruments(body.getBytes(UTF_8)));
    assertThrows(IOException.class, () -> rest.readTimeMs(body.getBytes(UTF_8)));
  }

  @Test
  void shouldAskOverRestForWhatAStreamWouldSay() {
    assertEquals("/public/v2/orderbook/KRW/BTC?size=16", backup("ORDERBOOK"));
    assertEquals("/public/v2/trades/KRW/BTC?size=200", backup("TRADE"));
    assertEquals("/public/v2/ticker_new/KRW/BTC", backup("TICKER"));
    assertEquals("/public/v2/chart/KRW/BTC?interval=1m&size=20", backup("CHART_1m"));
    assertEquals("", backup("unheardOf"));
  }

  private String backup(String channel) {
    return rest.backup(new StreamId(channel, "KRW-BTC")).map(asked -> asked.path()).orElse("");
  }
}
