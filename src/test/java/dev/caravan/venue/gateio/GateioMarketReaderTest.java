package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketWords;
import dev.caravan.market.SizeUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the venue's frames say, as the sheet says it. */
class GateioMarketReaderTest {

  private final GateioMarketReader reader = new GateioMarketReader();

  @Test
  void shouldReadEveryExampleAsItsDocumentSays() throws IOException {
    GateioMapping mapping = new GateioMapping();
    Recognition recognition = new Recognition();
    int read = 0;

    try (Stream<Path> folders = Files.list(Path.of("src/test/resources/frames/gateio"))) {
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
    assertTrue(read > 55, "read=" + read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "spot.trades/A_B; {'result':{'price':'1','amount':'2','side':'buy'}};"
            + " refused incomplete: no id",
        "futures.trades/A_B; {'result':[{'price':'x','size':2,'id':1},{'price':'3','size':2,'id':4}]};"
            + " trade A_B sent=- id=4 fills=4..4 BUY 2 @ 3 at=-"
            + " | refused not-a-number: price is x",
        "spot.obu_50/A_B; {'result':{'s':'ob.A_B.50','u':5}}; refused incomplete: no U",
        "futures.obu_50/A_B; {'result':{'U':5,'u':5,'a':[['1','0'],[]]}};"
            + " refused not-a-number: a level of a is none",
        "futures.order_book/A_B; {'result':{'id':5,'bids':[{'p':'1'}],'asks':[]}};"
            + " refused not-a-number: a level of bids is none",
        "spot.candlesticks_1m/A_B; {'result':{'n':'1m'}}; refused incomplete: no interval in n",
        "spot.trades/A_B; {'time':1}; refused unreadable: no result",
        "spot.trades/A_B; []; refused unreadable: no object",
        "spot.trades/A_B; {'result':[1]}; refused unreadable: an element is no object",
        "-; {'result':{}}; nothing",
      })
  void shouldRefuseWhatItCannotRead(String stream, String frame, String expected) {
    Arrival arrival = new Arrival(StreamId.parse(stream.strip()), "one", 1);

    assertEquals(
        expected.strip(),
        MarketWords.of(reader, arrival, frame.strip().replace('\'', '"').getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"spot.book_ticker, BASE", "futures.book_ticker, CONTRACTS"})
  void shouldSayWhatSizesCount(String channel, SizeUnit expected) {
    MarketWords.Said said = new MarketWords.Said();
    byte[] frame = "{\"result\":{\"u\":1,\"b\":\"1\",\"B\":\"2\"}}".getBytes(UTF_8);

    reader.read(new Arrival(new StreamId(channel, "A_B"), "one", 1), frame, 0, frame.length, said);

    assertEquals(expected, said.events.get(0).origin().sizeUnit());
  }

  @Test
  void shouldReadBooksOfBothMarketsOverRest() {
    assertEquals(
        "booksnapshot A_B sent=1790000001250 to=7 bids=[0.25@95000] asks=[0.5@95000.1]",
        snapshot(
            "spot.order_book_update",
            "{'id':7,'current':1790000001250,'update':1,'asks':[['95000.1','0.5']],"
                + "'bids':[['95000','0.25']]}"));
    assertEquals(
        "booksnapshot A_B sent=1790000001366 to=7 bids=[] asks=[803@0.2974,5@0.2975]",
        snapshot(
            "futures.order_book_update",
            "{'id':7,'current':1790000001.366,'update':1790000001.2,"
                + "'asks':[{'s':5,'p':'0.2975'},{'s':803,'p':'0.2974'}],'bids':[]}"));
    assertEquals("", snapshot("-", "{}"));
  }

  private String snapshot(String channel, String body) {
    MarketWords.Said said = new MarketWords.Said();
    StreamId stream = channel.equals("-") ? StreamId.NONE : new StreamId(channel, "A_B");
    reader.readSnapshot(new Arrival(stream, "", 1), 7, body.replace('\'', '"'), said);
    assertEquals(List.of(), said.refusals);
    return words(said.events);
  }

  private static String words(List<MarketEvent> events) {
    return events.stream().map(MarketWords::of).collect(Collectors.joining(" | "));
  }

  @Test
  void shouldReadTradesOverRest() {
    MarketWords.Said said = new MarketWords.Said();
    reader.readBackfill(
        new Arrival(new StreamId("spot.trades", "A_B"), "", 1),
        ("[{'id':'90','sequence_id':'7','create_time':'1790000001','create_time_ms':"
                + "'1790000001250.5','side':'sell','amount':'2','price':'3','currency_pair':'A_B'}]")
            .replace('\'', '"'),
        said);
    reader.readBackfill(
        new Arrival(new StreamId("futures.trades", "A_B"), "", 1),
        "[{'id':9,'create_time':1790000001.25,'contract':'A_B','size':-4,'price':'3'}]"
            .replace('\'', '"'),
        said);

    assertEquals(
        "trade A_B sent=1790000001250 id=7 fills=7..7 SELL 2 @ 3 at=1790000001250"
            + " | trade A_B sent=1790000001250 id=9 fills=9..9 SELL 4 @ 3 at=1790000001250",
        words(said.events));
  }
}
