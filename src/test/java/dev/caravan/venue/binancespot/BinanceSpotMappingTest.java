package dev.caravan.venue.binancespot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BinanceSpotMappingTest {

  private static final String TRADE =
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1795165200123,"
          + "\"s\":\"BTCUSDT\",\"t\":12345,\"p\":\"95000.10000000\",\"q\":\"0.00100000\","
          + "\"T\":1795165200122,\"m\":true,\"M\":true}}";
  private static final String DEPTH =
      "{\"stream\":\"ethusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1795165200123,"
          + "\"s\":\"ETHUSDT\",\"U\":157,\"u\":160,\"b\":[[\"0.0024\",\"10\"]],\"a\":[]}}";
  private static final String PARTIAL =
      "{\"stream\":\"btcusdt@depth20@100ms\",\"data\":{\"lastUpdateId\":160,"
          + "\"bids\":[[\"0.0024\",\"10\"]],\"asks\":[[\"0.0026\",\"100\"]]}}";

  private final BinanceSpotMapping mapping = new BinanceSpotMapping();
  private final Recognition recognition = new Recognition();

  @Test
  void shouldTakeTheIdsFromWhereEachChannelKeepsThem() {
    expectData(TRADE, new StreamId("trade", "BTCUSDT"), 12345, 12345);
    expectData(DEPTH, new StreamId("depth@100ms", "ETHUSDT"), 157, 160);
    expectData(PARTIAL, new StreamId("depth20@100ms", "BTCUSDT"), 160, 160);
    expectData(
        "{\"stream\":\"bnbusdt@bookTicker\",\"data\":{\"u\":400900217,\"s\":\"BNBUSDT\"}}",
        new StreamId("bookTicker", "BNBUSDT"),
        400900217,
        400900217);
    expectData(
        "{\"stream\":\"bnbbtc@aggTrade\",\"data\":{\"e\":\"aggTrade\",\"a\":7,\"f\":100,\"l\":105}}",
        new StreamId("aggTrade", "BNBBTC"),
        7,
        7);
  }

  @Test
  void shouldNotDependOnTheOrderOfKeys() {
    expectData(
        "{\"data\":{\"m\":true,\"t\":9,\"e\":\"trade\"},\"stream\":\"btcusdt@trade\"}",
        new StreamId("trade", "BTCUSDT"),
        9,
        9);
  }

  @Test
  void shouldSayWhatTheIdsProve() {
    assertEquals(Sequencing.CONTIGUOUS, mapping.sequencing("trade"));
    assertEquals(Sequencing.CONTIGUOUS, mapping.sequencing("depth"));
    assertEquals(Sequencing.GROWING, mapping.sequencing("depth5"));
    assertEquals(Sequencing.GROWING, mapping.sequencing("bookTicker"));
    assertEquals(Sequencing.NONE, mapping.sequencing("kline_1m"));
  }

  @Test
  void shouldTakeAnswersAndNoticesForControl() {
    expectKind(Kind.CONTROL, "{\"result\":null,\"id\":1}");
    expectKind(Kind.CONTROL, "{\"id\":1,\"error\":{\"code\":2,\"msg\":\"Invalid request\"}}");
    expectKind(
        Kind.CONTROL,
        "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}");
  }

  @Test
  void shouldRecogniseNeitherGarbageNorNamesThatCannotBeStreams() {
    expectKind(Kind.UNKNOWN, "");
    expectKind(Kind.UNKNOWN, "not json");
    expectKind(Kind.UNKNOWN, "[]");
    expectKind(Kind.UNKNOWN, "{\"stream\":5,\"data\":{}}");
    expectKind(Kind.UNKNOWN, "{\"stream\":\"btc\\u0041@trade\",\"data\":{}}");
    expectKind(Kind.UNKNOWN, "{\"stream\":\"" + "x".repeat(500) + "@trade\",\"data\":{}}");
    expectKind(Kind.UNKNOWN, "{\"stream\":\"a@b/c\",\"data\":{}}");
  }

  @Test
  void shouldKeepAHostileSymbolAsText() {
    expectData(
        "{\"stream\":\"../../etc/passwd@trade\",\"data\":{\"t\":1}}",
        new StreamId("trade", "../../ETC/PASSWD"),
        1,
        1);
  }

  @Test
  void shouldHaveNoIdWhereItCannotBeRead() {
    expectData(TRADE.replace("12345", "\"x\""), new StreamId("trade", "BTCUSDT"), -1, -1);
    expectData(DEPTH.replace("157", "161"), new StreamId("depth@100ms", "ETHUSDT"), -1, -1);
  }

  @Test
  void shouldReadTheVenuesTimeInMillisecondsAndMicroseconds() {
    StreamId stream = new StreamId("trade", "BTCUSDT");
    assertEquals(1795165200123L, time(stream, TRADE));
    assertEquals(1795165200123L, time(stream, TRADE.replace("1795165200123", "1795165200123456")));
    assertEquals(-1, time(stream, PARTIAL));
  }

  @Property(tries = 20_000)
  void shouldSurviveMutatedFrames(
      @ForAll @IntRange(max = 2) int which,
      @ForAll @IntRange(max = 400) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 400) int cut) {
    byte[] frame = new String[] {TRADE, DEPTH, PARTIAL}[which].getBytes(UTF_8);
    frame[at % frame.length] = value;
    int length = cut < frame.length && cut % 3 == 0 ? cut : frame.length;

    mapping.recognise(frame, 0, length, recognition);
    mapping.venueTimeMs(recognition.stream(), frame, 0, length);
  }

  private void expectData(String frame, StreamId stream, long first, long last) {
    expectKind(Kind.DATA, frame);
    assertEquals(stream, recognition.stream());
    assertEquals(first, recognition.firstId());
    assertEquals(last, recognition.lastId());
  }

  private void expectKind(Kind kind, String frame) {
    byte[] padded = ("##" + frame + "##").getBytes(UTF_8);
    mapping.recognise(padded, 2, padded.length - 4, recognition);
    assertEquals(kind, recognition.kind(), frame);
  }

  private long time(StreamId stream, String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    return mapping.venueTimeMs(stream, bytes, 0, bytes.length);
  }
}
