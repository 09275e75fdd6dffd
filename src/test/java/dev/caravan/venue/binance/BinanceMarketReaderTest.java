package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketWords;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Binance's frames say, as the documents say it. */
class BinanceMarketReaderTest {

  private static final Path FRAMES = Path.of("src/test/resources/frames");

  @ParameterizedTest
  @ValueSource(strings = {"binance-spot", "binance-usdm"})
  void shouldReadEveryExampleAsItsDocumentSays(String venue) throws IOException {
    MarketReader reader = Venues.marketReader(venue).orElseThrow();
    Mapping mapping = Venues.mapping(venue);
    Recognition recognition = new Recognition();
    int read = 0;

    try (Stream<Path> folders = Files.list(FRAMES.resolve(venue))) {
      for (Path folder : folders.sorted().toList()) {
        List<String> said = new ArrayList<>();
        for (String frame : Files.readAllLines(folder.resolve("frames.ndjson"))) {
          byte[] bytes = frame.getBytes(UTF_8);
          mapping.recognise(bytes, 0, bytes.length, recognition);
          said.add(MarketWords.of(reader, new Arrival(recognition.stream(), "one", 1), bytes));
        }
        assertEquals(Files.readAllLines(folder.resolve("market.txt")), said, folder.toString());
        read += said.size();
      }
    }
    assertTrue(read > 50, "read=" + read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // A side without orders.
        "binance-spot; bookTicker/X; {'u':1,'s':'X','b':'0.00000000','B':'0.00000000','a':'2','A':'1'};"
            + " quote X sent=- id=1 bid=- ask=1@2",
        // Microseconds, and keys in another order.
        "binance-spot; trade/X; {'m':true,'q':'1','p':'2','t':5,'T':1672515782136123,'E':1672515782136456};"
            + " trade X sent=1672515782136 id=5 fills=5..5 SELL 1 @ 2 at=1672515782136",
        // Rows of another venue in a stream of all symbols.
        "binance-usdm; !miniTicker@arr; [{'e':'24hrMiniTicker','E':1791382993519,'s':'BTCUSD_PERP','c':'1','st':2}];"
            + " nothing",
        // Delivery contracts pay no funding.
        "binance-usdm; markPrice/X; {'e':'markPriceUpdate','E':1791382993000,'s':'X','p':'2','i':'1','r':'','T':0};"
            + " markprice X sent=1791382993000 2 index=1",
        "binance-spot; trade/X; {'E':1,'t':1,'p':'','q':'1'}; refused incomplete: no p",
        "binance-spot; trade/X; {'E':1,'t':1,'p':'1','q':{}}; refused incomplete: no q",
        "binance-spot; trade/X; {'E':1,'t':1,'p':'1e999999999','q':'1'};"
            + " refused not-a-number: p is 1e999999999",
        "binance-spot; trade/X; {'E':1,'t':99999999999999999999,'p':'1','q':'1'};"
            + " refused not-a-number: t is 99999999999999999999",
        "binance-spot; depth/X; {'E':1,'U':1,'u':2,'b':[['1','2'],['x','2']],'a':[]};"
            + " refused not-a-number: a level of b is none",
        "binance-spot; depth/X; {'E':1,'U':1,'u':2,'b':[['1','2']]}; refused incomplete: no a",
        "binance-usdm; depth/X; {'E':1,'U':1,'u':2,'b':[],'a':[]}; refused incomplete: no pu",
        "binance-spot; kline_1m/X; {'E':1,'k':[]}; refused incomplete: no o",
        "binance-spot; nobodyKnows/X; {'E':; nothing",
        // One of several is refused alone.
        "binance-spot; !miniTicker@arr; [{'E':1000,'s':'A','c':'x'},{'E':1000,'s':'B','c':'1'}];"
            + " ticker B sent=1000 24h last=1 open=- high=- low=- volume=- quote=- bid=- ask=-"
            + " | refused not-a-number: c is x",
      })
  void shouldReadWhatIsOdd(String venue, String stream, String frame, String expected) {
    assertEquals(expected, said(venue, stream, frame.replace('\'', '"')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "7",
        "null",
        "\"text\"",
        "{\"stream\":\"x@trade\",\"data\":{\"t\":1,\"p\":\"1\",\"q\":\"1\"}",
        "{\"stream\":\"x@trade\",\"data\":{\"t\":1,\"p\":\"1\",\"q\":\"1\"}}}",
        "{\"t\":1,\"p\":\"1\",\"q\":\"1\"} {}",
        "[7]",
        "{\"data\":[7]}"
      })
  void shouldRefuseAFrameThatIsNoJsonAsAWhole(String frame) {
    String said = said("binance-spot", "trade/X", frame);

    assertTrue(said.startsWith("refused unreadable: "), said);
  }

  @Test
  void shouldTakeNothingFromTheFrameBefore() {
    MarketReader reader = Venues.marketReader("binance-spot").orElseThrow();
    Arrival depth = new Arrival(StreamId.parse("depth/X"), "one", 1);
    Arrival candles = new Arrival(StreamId.parse("kline_1m/X"), "one", 1);
    String candle = "{'data':{'k':{'o':'1','h':'1','l':'1','c':'1'}}}".replace('\'', '"');
    String delta = "{'data':{'U':1,'u':2,'b':[['1','2']],'a':[['3','4']]}}".replace('\'', '"');

    assertTrue(MarketWords.of(reader, candles, candle.getBytes(UTF_8)).startsWith("candle"));
    assertTrue(MarketWords.of(reader, depth, delta.getBytes(UTF_8)).startsWith("bookdelta"));

    assertEquals(
        "refused incomplete: no b",
        MarketWords.of(reader, depth, "{\"data\":{\"U\":1,\"u\":2}}".getBytes(UTF_8)));
    assertEquals(
        "refused incomplete: no o",
        MarketWords.of(reader, candles, "{\"data\":{\"E\":1}}".getBytes(UTF_8)));
  }

  @Test
  void shouldReadBooksAndTradesThatCameOverRest() {
    MarketReader reader = Venues.marketReader("binance-spot").orElseThrow();
    Arrival arrival = new Arrival(StreamId.parse("trade/X"), "", 1);
    MarketWords.Said said = new MarketWords.Said();

    reader.readSnapshot(
        arrival, 5, "{\"lastUpdateId\":5,\"bids\":[[\"1\",\"2\"]],\"asks\":[]}", said);
    reader.readBackfill(
        arrival,
        "[{\"id\":28457,\"price\":\"4.1\",\"qty\":\"12\",\"time\":1499865549590,"
            + "\"isBuyerMaker\":true}]",
        said);
    reader.readBackfill(
        arrival,
        "[{\"a\":26129,\"p\":\"4\",\"q\":\"1\",\"f\":1,\"l\":2,\"T\":1498793709153,\"m\":false}]",
        said);
    reader.readBackfill(arrival, "{}", said);
    reader.readBackfill(arrival, "[{]", said);
    reader.readSnapshot(arrival, 5, "[]", said);
    reader.readSnapshot(arrival, 5, "{\"bids\":[]}", said);

    assertEquals(
        List.of(
            "booksnapshot X sent=- to=5 bids=[2@1] asks=[]",
            "trade X sent=1499865549590 id=28457 fills=28457..28457 SELL 12 @ 4.1 at=1499865549590",
            "trade X sent=1498793709153 id=26129 fills=1..2 BUY 1 @ 4 at=1498793709153"),
        said.events.stream().map(MarketWords::of).toList());
    assertEquals(4, said.refusals.size());
  }

  private static String said(String venue, String stream, String frame) {
    return MarketWords.of(
        Venues.marketReader(venue).orElseThrow(),
        new Arrival(StreamId.parse(stream), "one", 1),
        frame.getBytes(UTF_8));
  }
}
