package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.TradeSpan;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OkxRestTest {

  private static final StreamId TRADES = new StreamId("trades", "BTC-USDT");

  private final OkxRest rest = new OkxRest();

  @Test
  void shouldListWhatTrades() throws IOException {
    List<Instrument> listed =
        rest.readInstruments(
            bytes(
                "{'code':'0','data':[{'instId':'BTC-USDT','baseCcy':'BTC','quoteCcy':'USDT','tickSz':'0.1','lotSz':'0.00000001','state':'live','new':{'a':[1]}},"
                    + "{'instId':'BTC-USDT-SWAP','baseCcy':'','quoteCcy':'','ctVal':'0.01','ctMult':'1','ctValCcy':'BTC','settleCcy':'USDT','state':'suspend'},"
                    + "{'instId':'BTC-USD-261225-50000-C','ctVal':'0.1','ctMult':'10','ctValCcy':'BTC','state':'live'},"
                    + "{'instId':'BTC-USD-SWAP','ctVal':'100','ctMult':'','ctValCcy':'USD','state':'live'}],'msg':''}"));

    assertEquals(
        List.of("BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-261225-50000-C", "BTC-USD-SWAP"),
        names(listed));
    assertEquals("BTC", listed.get(1).base());
    assertEquals("USD", listed.get(3).quote());
    assertEquals(
        List.of("-", "0.01 BTC", "1.0 BTC", "100 USD"),
        listed.stream()
            .map(
                each ->
                    each.contract()
                        .map(size -> size.amount().toPlainString() + " " + size.currency())
                        .orElse("-"))
            .toList());
    assertTrue(listed.get(0).isTrading());
    assertTrue(!listed.get(1).isTrading());
    assertEquals("0.1", listed.get(0).tickSize().orElseThrow().toPlainString());
    assertEquals(3, rest.instrumentLists().size());
    RestRequest futures = rest.instrumentLists().get(2);
    RestRequest options = rest.furtherInstruments(futures, listed).orElseThrow();
    assertEquals("/api/v5/public/instruments?instType=OPTION&instFamily=BTC-USD", options.path());
    RestRequest others = rest.furtherInstruments(options, List.of()).orElseThrow();
    assertTrue(rest.furtherInstruments(others, listed).isEmpty());
    assertTrue(rest.furtherInstruments(rest.instruments(), listed).isEmpty());
  }

  private static List<String> names(List<Instrument> listed) {
    return listed.stream().map(Instrument::symbol).toList();
  }

  @Test
  void shouldReadTradesOldestFirst() throws IOException {
    String body =
        "{'code':'0','msg':'','data':[{'instId':'BTC-USDT','tradeId':'12','px':'1'},{'instId':'BTC-USDT','tradeId':'11','px':'2'}]}";
    List<TradeSpan> trades = rest.readTrades(TRADES, bytes(body));

    assertEquals(List.of(11L, 12L), trades.stream().map(TradeSpan::id).toList());
    TradeSpan oldest = trades.get(0);
    assertEquals(
        "{'instId':'BTC-USDT','tradeId':'11','px':'2'}",
        body.substring(oldest.offset(), oldest.offset() + oldest.length()));
    assertEquals(
        "/api/v5/market/history-trades?instId=BTC-USDT&type=1&after=13&limit=2",
        rest.trades(TRADES, 11, 2).orElseThrow().path());
    assertEquals(
        "/api/v5/market/history-trades?instId=BTC-USDT&type=1&after=111&limit=100",
        rest.trades(TRADES, 11, 5000).orElseThrow().path());
  }

  @Test
  void shouldReadTheTime() throws IOException {
    assertEquals(
        1597026383085L,
        rest.readTimeMs(bytes("{'code':'0','msg':'','data':[{'ts':'1597026383085'}]}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{'code':'51001','data':[],'msg':'Instrument ID does not exist'}",
        "{'code':'0'}",
        "{'code':'0','data':[{'ts':'x'}]}",
        "{'code':'0','data':[{}]}",
        "{'code':'0','data':[7]}"
      })
  void shouldSayThatAnAnswerIsNone(String body) {
    assertThrows(IOException.class, () -> rest.readTimeMs(bytes(body)));
    if (!body.contains("51001")) {
      assertThrows(IOException.class, () -> rest.readTrades(TRADES, bytes(body)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "books, BTC-USDT, /api/v5/market/books?instId=BTC-USDT&sz=400",
        "bbo-tbt, BTC-USDT, /api/v5/market/books?instId=BTC-USDT&sz=1",
        "books5, BTC-USDT, /api/v5/market/books?instId=BTC-USDT&sz=5",
        "trades, BTC-USDT, /api/v5/market/trades?instId=BTC-USDT&limit=500",
        "candle1Dutc, BTC-USDT, /api/v5/market/candles?instId=BTC-USDT&bar=1Dutc&limit=20",
        "tickers, BTC-USDT, /api/v5/market/ticker?instId=BTC-USDT",
        "open-interest, BTC-USDT-SWAP, /api/v5/public/open-interest?instId=BTC-USDT-SWAP&instType=SWAP",
        "liquidation-orders, SWAP, -"
      })
  void shouldAskForWhatAStreamWouldSay(String channel, String symbol, String path) {
    assertEquals(
        path, rest.backup(new StreamId(channel, symbol)).map(RestRequest::path).orElse(null));
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
