package dev.caravan.venue.binanceusdm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.book.Continuity;
import dev.caravan.book.Continuity.Step;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinanceUsdmMappingTest {

  private static final String DELTA =
      "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":123456789,"
          + "\"T\":123456788,\"s\":\"BTCUSDT\",\"ps\":\"BTCUSDT\",\"U\":157,\"u\":160,\"pu\":149,"
          + "\"b\":[[\"0.0024\",\"10\"]],\"a\":[[\"0.0026\",\"100\"]],\"st\":1}}";

  private final BinanceUsdmMapping mapping = new BinanceUsdmMapping();
  private final Recognition recognition = new Recognition();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "btcusdt@trade                          | trade/BTCUSDT                          | CONTIGUOUS",
        "btcusdt@aggTrade                       | aggTrade/BTCUSDT                       | CONTIGUOUS",
        "btcusdt@bookTicker                     | bookTicker/BTCUSDT                     | GROWING",
        "!bookTicker                            | !bookTicker                            | NONE",
        "btcusdt@depth                          | depth/BTCUSDT                          | CONTIGUOUS",
        "btcusdt@depth@0ms                      | depth@0ms/BTCUSDT                      | CONTIGUOUS",
        "btcusdt_261225@depth@100ms             | depth@100ms/BTCUSDT_261225             | CONTIGUOUS",
        "btcusdt@depth@500ms                    | depth@500ms/BTCUSDT                    | CONTIGUOUS",
        "btcusdt@rpiDepth@500ms                 | rpiDepth@500ms/BTCUSDT                 | CONTIGUOUS",
        "btcusdt@depth5                         | depth5/BTCUSDT                         | GROWING",
        "btcusdt@depth20@100ms                  | depth20@100ms/BTCUSDT                  | GROWING",
        "btcusdt@markPrice                      | markPrice/BTCUSDT                      | NONE",
        "btcusdt@markPrice@1s                   | markPrice@1s/BTCUSDT                   | NONE",
        "!markPrice@arr@1s                      | !markPrice@arr@1s                      | NONE",
        "btcusdt@kline_1m                       | kline_1m/BTCUSDT                       | NONE",
        "btcusdt@kline_1M                       | kline_1M/BTCUSDT                       | NONE",
        "btcusdt_perpetual@continuousKline_1s   | continuousKline_1s/BTCUSDT_PERPETUAL   | NONE",
        "btcusdt@miniTicker                     | miniTicker/BTCUSDT                     | NONE",
        "!miniTicker@arr                        | !miniTicker@arr                        | NONE",
        "btcusdt@ticker                         | ticker/BTCUSDT                         | NONE",
        "!ticker@arr                            | !ticker@arr                            | NONE",
        "btcusdt@forceOrder                     | forceOrder/BTCUSDT                     | NONE",
        "!forceOrder@arr                        | !forceOrder@arr                        | NONE",
        "!contractInfo                          | !contractInfo                          | NONE",
        "defiusdt@compositeIndex                | compositeIndex/DEFIUSDT                | NONE",
        "!assetIndex@arr                        | !assetIndex@arr                        | NONE",
        "adausd@assetIndex                      | assetIndex/ADAUSD                      | NONE",
        "tradingSession                         | tradingSession                         | NONE",
        "币安人生usdt@aggTrade                   | aggTrade/币安人生USDT                   | CONTIGUOUS"
      })
  void shouldKnowEveryChannelByItsName(String wireName, String stream, Sequencing proves) {
    expectKind(Kind.DATA, "{\"stream\":\"" + wireName + "\",\"data\":{}}");
    assertEquals(StreamId.parse(stream), recognition.stream());
    assertEquals(proves, mapping.sequencing(recognition.stream().channel()));
    assertEquals(wireName, new BinanceUsdmDialect().wireName(recognition.stream()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trade/BTCUSDT       | 5  | {'e':'trade','E':1,'T':2,'s':'BTCUSDT','t':5,'X':'MARKET'}",
        "aggTrade/BTCUSDT    | 6  | {'e':'aggTrade','E':1,'a':6,'s':'BTCUSDT','nq':'1','st':1}",
        "bookTicker/BTCUSDT  | 8  | {'e':'bookTicker','u':8,'s':'BTCUSDT','T':2,'E':1}",
        "markPrice/BTCUSDT   | -1 | {'e':'markPriceUpdate','E':1,'s':'BTCUSDT','T':9}",
        "!markPrice@arr      | -1 | [{'e':'markPriceUpdate','E':1,'s':'BTCUSDT','T':9}]",
        "kline_1m/BTCUSDT    | -1 | {'e':'kline','E':1,'s':'BTCUSDT','k':{'t':3,'i':'1m'}}",
        "continuousKline_1m/BTCUSDT_PERPETUAL | -1 "
            + "| {'e':'continuous_kline','E':1,'ps':'BTCUSDT','ct':'PERPETUAL','k':{'i':'1m'}}",
        "ticker/BTCUSDT      | -1 | {'e':'24hrTicker','E':1,'s':'BTCUSDT'}",
        "!ticker@arr         | -1 | [{'e':'24hrTicker','E':1,'s':'BTCUSDT'}]",
        "miniTicker/BTCUSDT  | -1 | {'e':'24hrMiniTicker','E':1,'s':'BTCUSDT'}",
        "!miniTicker@arr     | -1 | [{'e':'24hrMiniTicker','E':1,'s':'BTCUSDT'}]",
        "forceOrder/BTCUSDT  | -1 | {'e':'forceOrder','E':1,'o':{'s':'BTCUSDT','S':'SELL','T':2}}",
        "!contractInfo       | -1 | {'e':'contractInfo','E':1,'s':'IOTAUSDT'}",
        "compositeIndex/DEFI | -1 | {'e':'compositeIndex','E':1,'s':'DEFI','c':[]}",
        "assetIndex/ADAUSD   | -1 | {'e':'assetIndexUpdate','E':1,'s':'ADAUSD'}",
        "!assetIndex@arr     | -1 | [{'e':'assetIndexUpdate','E':1,'s':'ADAUSD'}]",
        "tradingSession      | -1 | {'e':'KR_EquityUpdate','E':1,'t':1,'T':2,'S':'REGULAR'}",
      })
  void shouldNameBarePayloadsThatSayWhoseTheyAre(String stream, long lastId, String payload) {
    String frame = payload.replace('\'', '"');

    expectKind(Kind.DATA, frame);

    assertEquals(StreamId.parse(stream), recognition.stream());
    assertEquals(lastId, recognition.lastId());
    assertEquals(1, time(recognition.stream(), frame), "venue time");
  }

  @Test
  void shouldAccountForTheIdsBehindTheDeltaBefore() {
    expectKind(Kind.DATA, DELTA);

    assertEquals(new StreamId("depth@100ms", "BTCUSDT"), recognition.stream());
    assertEquals(150, recognition.firstId());
    assertEquals(157, recognition.ownFirstId());
    assertEquals(160, recognition.lastId());
    assertEquals(123456789, time(recognition.stream(), DELTA));
  }

  @Test
  void shouldProveTheChainByPuAlone() {
    Continuity chain = new Continuity(Sequencing.CONTIGUOUS);

    assertEquals(Step.FIRST, step(chain, 149, 157, 160));
    assertEquals(Step.CONTINUES, step(chain, 160, 170, 175));
    assertEquals(Step.CONTINUES, step(chain, 175, 176, 180));
    assertEquals(Step.REPEATED, step(chain, 175, 176, 180));
    assertEquals(Step.GAP, step(chain, 190, 191, 195));
    assertEquals(181, chain.gapFirst());
    assertEquals(190, chain.gapLast());
    assertEquals(Step.REORDERED, step(chain, 180, 185, 190));
  }

  @Test
  void shouldHaveNoIdsWhereTheyContradictEachOther() {
    for (String broken :
        new String[] {
          DELTA.replace("\"pu\":149", "\"pu\":157"),
          DELTA.replace("\"pu\":149,", ""),
          DELTA.replace("\"U\":157", "\"U\":161"),
          DELTA.replace("\"u\":160", "\"u\":\"160\"")
        }) {
      expectKind(Kind.DATA, broken);
      assertEquals(-1, recognition.firstId(), broken);
      assertEquals(-1, recognition.ownFirstId(), broken);
      assertEquals(-1, recognition.lastId(), broken);
    }
  }

  @Test
  void shouldTakeTheLastIdOfPartialBooks() {
    expectKind(Kind.DATA, DELTA.replace("@depth@", "@depth20@"));

    assertEquals(160, recognition.firstId());
    assertEquals(160, recognition.lastId());
  }

  @Test
  void shouldNotTakeTheNextFundingTimeForTheTimeOfAMarkPrice() {
    assertEquals(
        -1,
        time(
            new StreamId("markPrice", "BTCUSDT"),
            "{\"stream\":\"btcusdt@markPrice\",\"data\":{\"e\":\"markPriceUpdate\",\"T\":9}}"));
  }

  @Test
  void shouldNotGuessWhoseABarePayloadIs() {
    expectKind(Kind.UNKNOWN, "{\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"U\":1,\"u\":2,\"pu\":0}");
    expectKind(
        Kind.UNKNOWN, "{\"u\":5,\"s\":\"B\",\"b\":\"1\",\"B\":\"1\",\"a\":\"2\",\"A\":\"1\"}");
    expectKind(Kind.UNKNOWN, "{\"e\":\"forceOrder\",\"E\":1,\"o\":{}}");
    expectKind(Kind.UNKNOWN, "{\"stream\":\"otherSession\",\"data\":{}}");
  }

  @Test
  void shouldTakeAnswersNoticesAndBodiesOfRestForControl() {
    expectKind(Kind.CONTROL, "{\"result\":null,\"id\":1}");
    expectKind(Kind.CONTROL, "{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"}}");
    expectKind(Kind.CONTROL, "{\"e\":\"serverShutdown\",\"E\":1}");
    expectKind(Kind.CONTROL, "{\"lastUpdateId\":1,\"E\":2,\"T\":3,\"bids\":[],\"asks\":[]}");
    expectKind(Kind.CONTROL, "{\"symbol\":\"BTCUSDT\",\"openInterest\":\"1\",\"time\":2}");
  }

  private Step step(Continuity chain, long pu, long first, long last) {
    expectKind(
        Kind.DATA,
        DELTA
            .replace(":149", ":" + pu)
            .replace(":157", ":" + first)
            .replace("\"u\":160", "\"u\":" + last));
    return chain.next(recognition.firstId(), recognition.lastId());
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
