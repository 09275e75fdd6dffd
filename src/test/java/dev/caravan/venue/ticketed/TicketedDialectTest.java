package dev.caravan.venue.ticketed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestDialect;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.SubscriptionPlan;
import dev.caravan.venue.bithumb.BithumbDialect;
import dev.caravan.venue.bithumb.BithumbRest;
import dev.caravan.venue.upbit.UpbitDialect;
import dev.caravan.venue.upbit.UpbitRest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketedDialectTest {

  private final Dialect dialect = new UpbitDialect();

  @Test
  void shouldNameEachTypeOnceWithAllItsCodes() {
    assertEquals(
        "[{\"ticket\":\"caravan-7\"},{\"type\":\"trade\",\"codes\":[\"KRW-BTC\",\"KRW-ETH\"]},"
            + "{\"type\":\"candle.1m\",\"codes\":[\"BTC-SOL\"]},{\"format\":\"DEFAULT\"}]",
        dialect.subscribe(
            7,
            List.of(
                new StreamId("trade", "KRW-BTC"),
                new StreamId("candle.1m", "BTC-SOL"),
                new StreamId("trade", "KRW-ETH"))));
  }

  @Test
  void shouldAskForAllStreamsOfAConnectionInOneRequestThatIsShortEnough() {
    List<StreamId> many =
        IntStream.range(0, 450)
            .mapToObj(i -> new StreamId(i % 2 == 0 ? "trade" : "orderbook", "KRW-LONGNAME" + i))
            .toList();

    for (List<StreamId> connection : SubscriptionPlan.connections(many, dialect, 1_000, 1)) {
      assertTrue(connection.size() <= 200);
      assertEquals(List.of(connection), SubscriptionPlan.requests(connection, dialect));
      int bytes = dialect.subscribe(1, connection).getBytes(UTF_8).length;
      assertTrue(bytes <= dialect.limits().bytesPerRequest(), "bytes=" + bytes);
    }
  }

  @Test
  void shouldNeverOnlyEndSomething() {
    assertTrue(dialect.replacesRequests());
    assertFalse(dialect.answersRequests());
    assertThrows(
        UnsupportedOperationException.class,
        () -> dialect.unsubscribe(1, List.of(new StreamId("trade", "KRW-BTC"))));
  }

  @Test
  void shouldStayBelowWhatEndsAConnection() {
    assertTrue(dialect.limits().requestSpacing().multipliedBy(50).compareTo(MINUTE) >= 0);
    assertTrue(dialect.limits().connectSpacing().multipliedBy(30).compareTo(MINUTE) >= 0);
    assertTrue(dialect.ping("").orElseThrow().isRegular());
    assertTrue(dialect.ping("").orElseThrow().after().compareTo(MINUTE.dividedBy(2)) < 0);
    assertEquals("PING", dialect.ping("").orElseThrow().text().apply(5));
  }

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void shouldReadARefusalInEitherOrderOfItsKeys() {
    for (String frame :
        List.of(
            "{\"error\":{\"name\":\"NO_TYPE\",\"message\":\"타입\"}}",
            "{\"error\":{\"message\":\"타입\",\"name\":\"NO_TYPE\"}}")) {
      ControlMessage.Refused refused = assertInstanceOf(ControlMessage.Refused.class, said(frame));
      assertEquals(-1, refused.requestId());
      assertEquals("name=NO_TYPE message=타입", refused.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"UP\"}",
        "{\"method\":\"LIST_SUBSCRIPTIONS\",\"result\":[{\"type\":\"trade\"}],\"ticket\":\"t\"}",
        "",
        "[",
        "{\"error\":",
        "7"
      })
  void shouldTakeNothingElseForARefusal(String frame) {
    assertInstanceOf(ControlMessage.Other.class, said(frame));
  }

  private ControlMessage said(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    return dialect.interpret(bytes, 0, bytes.length);
  }

  @Test
  void shouldListWhatIsListed() throws IOException {
    List<Instrument> listed =
        new UpbitRest()
            .readInstruments(
                ("[{\"market\":\"KRW-BTC\",\"korean_name\":\"비트코인\",\"market_event\":{\"warning\":false}},"
                        + "{\"market\":\"USDT-ETH\"}]")
                    .getBytes(UTF_8));

    assertEquals(
        List.of("KRW-BTC BTC KRW", "USDT-ETH ETH USDT"),
        listed.stream()
            .map(each -> each.symbol() + " " + each.base() + " " + each.quote())
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"name\":404,\"message\":\"Code not found\"}}",
        "[{}]",
        "[7]",
        "[{\"market\":\"BTC\"}]",
        "[{\"market\":\"KRW-BTC\"}",
        ""
      })
  void shouldRefuseWhatIsNoList(String body) {
    for (RestDialect rest : List.of(new UpbitRest(), new BithumbRest())) {
      assertThrows(IOException.class, () -> rest.readInstruments(body.getBytes(UTF_8)));
    }
  }

  @Test
  void shouldAskOverRestForWhatAStreamWouldSay() {
    assertEquals("/v1/market/all?is_details=true", new UpbitRest().instruments().path());
    assertEquals("/v1/market/all?isDetails=true", new BithumbRest().instruments().path());
    assertEquals("/v1/orderbook?markets=KRW-BTC", backup("orderbook"));
    assertEquals("/v1/trades/ticks?market=KRW-BTC&count=200", backup("trade"));
    assertEquals("/v1/ticker?markets=KRW-BTC", backup("ticker"));
    assertEquals("/v1/candles/minutes/240?market=KRW-BTC&count=20", backup("candle.240m"));
    assertEquals("/v1/candles/seconds?market=KRW-BTC&count=20", backup("candle.1s"));
    assertEquals("", backup("unheardOf"));
    assertFalse(new UpbitRest().tellsTime());
  }

  private static String backup(String channel) {
    return new UpbitRest()
        .backup(new StreamId(channel, "KRW-BTC"))
        .map(request -> request.path())
        .orElse("");
  }

  @Test
  void shouldConnectToEachVenueByItself() {
    assertEquals("wss://api.upbit.com", dialect.defaultWebsocketUrl().toString());
    assertEquals("wss://ws-api.bithumb.com", new BithumbDialect().defaultWebsocketUrl().toString());
    assertEquals("/websocket/v1", dialect.path(new StreamId("trade", "KRW-BTC")));
  }
}
