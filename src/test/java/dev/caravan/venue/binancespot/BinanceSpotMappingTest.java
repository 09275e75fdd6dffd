package dev.caravan.venue.binancespot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "btcusdt@trade              | trade/BTCUSDT              | CONTIGUOUS",
        "btcusdt@aggTrade           | aggTrade/BTCUSDT           | CONTIGUOUS",
        "btcusdt@blockTrade         | blockTrade/BTCUSDT         | GROWING",
        "btcusdt@bookTicker         | bookTicker/BTCUSDT         | GROWING",
        "btcusdt@depth              | depth/BTCUSDT              | CONTIGUOUS",
        "btcusdt@depth@100ms        | depth@100ms/BTCUSDT        | CONTIGUOUS",
        "btcusdt@depth@1000ms       | depth@1000ms/BTCUSDT       | CONTIGUOUS",
        "btcusdt@depth5             | depth5/BTCUSDT             | GROWING",
        "btcusdt@depth10@1000ms     | depth10@1000ms/BTCUSDT     | GROWING",
        "btcusdt@depth20@100ms      | depth20@100ms/BTCUSDT      | GROWING",
        "btcusdt@kline_1s           | kline_1s/BTCUSDT           | NONE",
        "btcusdt@kline_1m           | kline_1m/BTCUSDT           | NONE",
        "btcusdt@kline_1M           | kline_1M/BTCUSDT           | NONE",
        "btcusdt@kline_3d@+08:00    | kline_3d@+08:00/BTCUSDT    | NONE",
        "btcusdt@miniTicker         | miniTicker/BTCUSDT         | NONE",
        "btcusdt@ticker             | ticker/BTCUSDT             | NONE",
        "btcusdt@ticker_4h          | ticker_4h/BTCUSDT          | NONE",
        "btcusdt@avgPrice           | avgPrice/BTCUSDT           | NONE",
        "btcusdt@referencePrice     | referencePrice/BTCUSDT     | NONE",
        "!miniTicker@arr            | !miniTicker@arr            | NONE",
        "!ticker_1d@arr             | !ticker_1d@arr             | NONE",
        "!bookTicker                | !bookTicker                | NONE",
        "币安人生usdt@trade          | trade/币安人生USDT          | CONTIGUOUS"
      })
  void shouldKnowEveryChannelByItsName(String wireName, String stream, Sequencing proves) {
    expectKind(Kind.DATA, "{\"stream\":\"" + wireName + "\",\"data\":{}}");
    assertEquals(StreamId.parse(stream), recognition.stream());
    assertEquals(proves, mapping.sequencing(recognition.stream().channel()));
    assertEquals(wireName, new BinanceSpotDialect().wireName(recognition.stream()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trade/BNBBTC          | 5  | {'e':'trade','E':1,'s':'BNBBTC','t':5}",
        "aggTrade/BNBBTC       | 6  | {'e':'aggTrade','E':1,'s':'BNBBTC','a':6,'f':1,'l':2}",
        "blockTrade/BNBBTC     | 7  | {'e':'blockTrade','E':1,'s':'BNBBTC','t':7}",
        "bookTicker/BNBUSDT    | 8  | {'u':8,'s':'BNBUSDT','b':'1','B':'1','a':'2','A':'1'}",
        "depth/BNBBTC          | 9  | {'e':'depthUpdate','E':1,'s':'BNBBTC','U':3,'u':9,'b':[],'a':[]}",
        "kline_1M/BNBBTC       | -1 | {'e':'kline','E':1,'s':'BNBBTC','k':{'t':1,'s':'BNBBTC','i':'1M'}}",
        "miniTicker/BNBBTC     | -1 | {'e':'24hrMiniTicker','E':1,'s':'BNBBTC'}",
        "ticker/BNBBTC         | -1 | {'e':'24hrTicker','E':1,'s':'BNBBTC','a':'1'}",
        "ticker_4h/BNBBTC      | -1 | {'e':'4hTicker','E':1,'s':'BNBBTC'}",
        "avgPrice/BTCUSDT      | -1 | {'e':'avgPrice','E':1,'s':'BTCUSDT','i':'5m'}",
        "referencePrice/BAZUSD | -1 | {'e':'referencePrice','s':'BAZUSD','r':null,'t':1}",
        "!miniTicker@arr       | -1 | [{'e':'24hrMiniTicker','E':1,'s':'BNBBTC'}]",
        "!ticker_1h@arr        | -1 | [ {'e':'1hTicker','E':1,'s':'BNBBTC'}]",
      })
  void shouldNameBarePayloadsThatSayWhoseTheyAre(String stream, long lastId, String payload) {
    String frame = payload.replace('\'', '"');

    expectKind(Kind.DATA, frame);

    assertEquals(StreamId.parse(stream), recognition.stream());
    assertEquals(lastId, recognition.lastId());
    boolean hasTime = !stream.startsWith("bookTicker");
    assertEquals(hasTime ? 1 : -1, time(recognition.stream(), frame), "venue time");
  }

  @Test
  void shouldTakeBodiesOfRestAnswersForControl() {
    expectKind(Kind.CONTROL, "{\"lastUpdateId\":160,\"bids\":[],\"asks\":[]}");
    expectKind(Kind.CONTROL, "{\"e\":\"serverShutdown\",\"E\":1770123456789}");
    expectKind(Kind.CONTROL, "{\"code\":2,\"msg\":\"Invalid request: invalid stream\"}");
  }

  @Test
  void shouldNotGuessWhoseABarePayloadIs() {
    expectKind(Kind.UNKNOWN, "{\"e\":\"trade\",\"t\":5}");
    expectKind(Kind.UNKNOWN, "{\"e\":\"news\",\"s\":\"BNBBTC\"}");
    expectKind(Kind.UNKNOWN, "{\"e\":\"kline\",\"s\":\"BNBBTC\",\"k\":{\"t\":1}}");
    expectKind(Kind.UNKNOWN, "{\"e\":\"trade\",\"s\":\"A\\u0042\",\"t\":5}");
    expectKind(Kind.UNKNOWN, "{\"u\":5,\"s\":\"BNBBTC\"}");
    expectKind(Kind.UNKNOWN, "[{\"e\":\"trade\",\"s\":\"BNBBTC\",\"t\":5}]");
    expectKind(Kind.UNKNOWN, "[[{\"e\":\"24hrMiniTicker\"}]]");
  }

  @Test
  void shouldReadTheTimeOfArraysAndOfChannelsWithAnotherKey() {
    assertEquals(
        77,
        time(
            new StreamId("!miniTicker@arr", ""),
            "{\"stream\":\"!miniTicker@arr\",\"data\":[{\"e\":\"24hrMiniTicker\",\"E\":77}]}"));
    assertEquals(
        78,
        time(
            new StreamId("referencePrice", "X"),
            "{\"stream\":\"x@referencePrice\",\"data\":{\"e\":\"referencePrice\",\"t\":78}}"));
    assertEquals(
        -1,
        time(
            new StreamId("ticker", "X"),
            "{\"stream\":\"x@ticker\",\"data\":{\"e\":\"24hrTicker\",\"T\":78}}"));
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
