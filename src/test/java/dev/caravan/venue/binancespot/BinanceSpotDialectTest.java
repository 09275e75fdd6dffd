package dev.caravan.venue.binancespot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.ControlMessage.Acknowledged;
import dev.caravan.stream.ControlMessage.ClosingSoon;
import dev.caravan.stream.ControlMessage.Other;
import dev.caravan.stream.ControlMessage.Refused;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BinanceSpotDialectTest {

  private final BinanceSpotDialect dialect = new BinanceSpotDialect();

  @Test
  void shouldSpellStreamsInLowerCaseAndKeepTheChannel() {
    String request =
        dialect.subscribe(
            3, List.of(new StreamId("depth20@100ms", "BTCUSDT"), new StreamId("aggTrade", "X")));

    assertEquals(
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@depth20@100ms\",\"x@aggTrade\"],\"id\":3}",
        request);
  }

  @Test
  void shouldQuoteWhatCouldEndTheName() {
    String request = dialect.subscribe(1, List.of(new StreamId("trade", "A\"],\"B")));

    assertEquals(
        "{\"method\":\"SUBSCRIBE\",\"params\":[\"a\\\"],\\\"b@trade\"],\"id\":1}", request);
  }

  @Test
  void shouldReadAnswersInBothForms() {
    assertEquals(new Acknowledged(1), read("{\"result\":null,\"id\":1}"));
    assertEquals(
        new Refused(7, "code=2 msg=Invalid request: invalid stream"),
        read("{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":7}"));
    assertEquals(
        new Refused(-1, "code=4 msg=Too many subscriptions"),
        read("{\"code\":4,\"msg\":\"Too many subscriptions\",\"id\":null}"));
  }

  @Test
  void shouldReadTheNoticeOfAShutdown() {
    assertInstanceOf(
        ClosingSoon.class,
        read("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}"));
  }

  @Test
  void shouldMakeNothingOfTheRest() {
    assertEquals(new Other(), read("{\"result\":[\"a\"]}"));
    assertEquals(new Other(), read("[1,2]"));
    assertEquals(new Other(), read("{\"id\":99999999999999999999999}"));
  }

  @Property(tries = 5000)
  void shouldSurviveAnyText(@ForAll String text) {
    read(text);
    read("{\"error\":" + text);
  }

  private ControlMessage read(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    return dialect.interpret(bytes, 0, bytes.length);
  }
}
