package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.ControlMessage.AcknowledgedOne;
import dev.caravan.stream.ControlMessage.ClosingSoon;
import dev.caravan.stream.ControlMessage.Other;
import dev.caravan.stream.ControlMessage.Refused;
import dev.caravan.stream.ControlMessage.RefusedOne;
import dev.caravan.stream.VenueLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OkxDialectTest {

  private final OkxDialect dialect = new OkxDialect();

  @Test
  void shouldSpellTheRequestsOfTheSheet() {
    assertEquals(
        "{\"id\":\"7\",\"op\":\"subscribe\",\"args\":["
            + "{\"channel\":\"books\",\"instId\":\"BTC-USDT\"},"
            + "{\"channel\":\"liquidation-orders\",\"instType\":\"SWAP\"},"
            + "{\"channel\":\"opt-summary\",\"instFamily\":\"BTC-USD\"},"
            + "{\"channel\":\"status\"}]}",
        dialect.subscribe(
            7,
            List.of(
                new StreamId("books", "BTC-USDT"),
                new StreamId("liquidation-orders", "SWAP"),
                new StreamId("opt-summary", "BTC-USD"),
                new StreamId("status", ""))));
    assertEquals(
        "{\"id\":\"8\",\"op\":\"unsubscribe\",\"args\":[{\"channel\":\"trades\",\"instId\":\"A\\\"B\"}]}",
        dialect.unsubscribe(8, List.of(new StreamId("trades", "A\"B"))));
  }

  @ParameterizedTest
  @CsvSource({
    "BTC-USD, OPTION, instFamily",
    "BTC-USD-261225, FUTURES, instId",
    "BTC-USD-261225-50000-C, OPTION, instId"
  })
  void shouldSayTheTypeOfWhatAPriceIsEstimatedOf(String symbol, String type, String key) {
    String arg =
        "{\"channel\":\"estimated-price\",\"instType\":\"%s\",\"%s\":\"%s\"}"
            .formatted(type, key, symbol);

    assertEquals(arg, dialect.wireName(new StreamId("estimated-price", symbol)));
    assertEquals(
        new AcknowledgedOne(3, new StreamId("estimated-price", symbol)),
        read("{'id':'3','event':'subscribe','arg':" + arg + "}"));
  }

  @Test
  void shouldWantATypeOrAFamilyWhereAChannelIsAboutThat() {
    assertTrue(dialect.isOfVenue("status"));
    assertTrue(dialect.isOccasional(new StreamId("liquidation-orders", "SWAP")));
    assertFalse(dialect.isOccasional(new StreamId("trades", "BTC-USDT")));
    assertFalse(dialect.isOfVenue("books"));
    for (String channel : List.of("liquidation-orders", "instruments", "opt-summary")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> dialect.isOfVenue(channel));
      assertTrue(refused.getMessage().contains("write " + channel + "/"), refused.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "candle1m, /ws/v5/business",
    "candle1Dutc, /ws/v5/business",
    "mark-price-candle1m, /ws/v5/business",
    "index-candle1H, /ws/v5/business",
    "trades-all, /ws/v5/business",
    "trades, /ws/v5/public",
    "tickers, /ws/v5/public",
    "books5, /ws/v5/public",
    "bbo-tbt, /ws/v5/public",
    "mark-price, /ws/v5/public",
    "books, /ws/v5/public#books",
    "books-l2-tbt, /ws/v5/public#books-l2-tbt",
    "books50-l2-tbt, /ws/v5/public#books",
    "books-rpi, /ws/v5/public#books"
  })
  void shouldAskWhereTheChannelIsServed(String channel, String path) {
    assertEquals(path, dialect.path(new StreamId(channel, "BTC-USDT")));
  }

  @Test
  void shouldStayBelowWhatEndsAConnection() {
    VenueLimits limits = dialect.limits();

    assertEquals(25, dialect.limits("/ws/v5/public#books").streamsPerConnection());
    assertEquals(25, dialect.limits("/ws/v5/public#books-l2-tbt").streamsPerConnection());
    assertTrue(limits.requestsPerHour() <= 480 / 2);
    assertTrue(limits.bytesPerRequest() <= 64 * 1024);
    assertTrue(limits.connectSpacing().compareTo(Duration.ofMillis(334)) > 0);
    assertTrue(
        dialect.ping("/ws/v5/public").orElseThrow().after().compareTo(Duration.ofSeconds(28)) < 0);
    assertEquals("ping", dialect.ping("/ws/v5/public").orElseThrow().text().apply(0));
  }

  @Test
  void shouldReadAnswersAndNotices() {
    assertEquals(
        new AcknowledgedOne(1512, new StreamId("books", "BTC-USDT")),
        read(
            "{'id':'1512','event':'subscribe','arg':{'channel':'books','instId':'BTC-USDT'},'connId':'a'}"));
    assertEquals(
        new AcknowledgedOne(-1, new StreamId("liquidation-orders", "SWAP")),
        read("{'event':'unsubscribe','arg':{'channel':'liquidation-orders','instType':'SWAP'}}"));
    assertEquals(
        new RefusedOne(7, "code=60018 msg=Subscribe failed"),
        read("{'event':'error','msg':'Subscribe failed','code':'60018','connId':'5','id':'7'}"));
    assertEquals(
        new Refused(-1, "code=60012 msg=Invalid request: {}"),
        read("{'event':'error','code':'60012','msg':'Invalid request: {}','connId':'a'}"));
    assertEquals(
        new Refused(9, "code=60014 msg=Requests too frequent"),
        read("{'id':'9','event':'error','code':'60014','msg':'Requests too frequent'}"));
    assertInstanceOf(
        ClosingSoon.class,
        read("{'event':'notice','code':'64008','msg':'The connection will soon be closed'}"));
    assertEquals(new Other(), read("{'event':'notice','code':'1','msg':'hello'}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pong",
        "",
        "{",
        "[]",
        "7",
        "{'event':{}}",
        "{'event':'subscribe','arg':7}",
        "{'event':'subscribe','arg':{'channel':''}}",
        "{'event':'subscribe','arg':{",
        "{'code':'0','data':[]}"
      })
  void shouldTakeNothingElseForAnAnswer(String text) {
    assertEquals(new Other(), read(text));
  }

  private ControlMessage read(String text) {
    byte[] bytes = ("xx" + text.replace('\'', '"')).getBytes(UTF_8);
    return dialect.interpret(bytes, 2, bytes.length - 2);
  }
}
