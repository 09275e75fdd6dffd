package dev.caravan.web;

import static dev.caravan.web.FakeDaemon.feed;
import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.StreamQuery.Show;
import dev.caravan.web.StreamQuery.Sort;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamPageTest {
  private final List<FeedStatus> feeds =
      List.of(
          feed(
              "binance-spot",
              List.of(
                  stream("trade", "BTCUSDT", Phase.RECEIVING, 100, 50, 10, 0, 7),
                  stream("depth20@100ms", "BTCUSDT", Phase.STALE, 100, 0, 9_000, 0, 8),
                  stream("trade", "ETHUSDT", Phase.RECEIVING, 100, 20, 30, 2, 9))),
          feed("okx", List.of(stream("trades", "BTC-USDT", Phase.WANTED, 0))));

  @Test
  void shouldFindAllWordsInAnyOfTheNames() {
    assertEquals(List.of("trade/BTCUSDT"), shown(query("BTC spot TRADE", Show.ALL, Sort.SYMBOL)));
    assertEquals(List.of("depth20@100ms/BTCUSDT"), shown(query("stale", Show.ALL, Sort.SYMBOL)));
    assertEquals(List.of(), shown(query("btc eth", Show.ALL, Sort.SYMBOL)));
  }

  @Test
  void shouldShowOnlyTheTroubledOrThoseWithGaps() {
    assertEquals(
        List.of("trades/BTC-USDT", "depth20@100ms/BTCUSDT"),
        shown(query("", Show.TROUBLED, Sort.SYMBOL)));
    assertEquals(List.of("trade/ETHUSDT"), shown(query("", Show.GAPS, Sort.SYMBOL)));
  }

  @Test
  void shouldPutTheWorstPhaseFirstAndOrderByNumbers() {
    assertEquals("depth20@100ms/BTCUSDT", shown(query("", Show.ALL, Sort.PHASE)).get(0));
    assertEquals(
        "trade/BTCUSDT",
        shown(new StreamQuery("", Show.ALL, false, Sort.RATE, true, 0, 10)).get(0));
  }

  @Test
  void shouldHeadEachVenueWithItsNumbers() {
    StreamPage page =
        StreamPage.of(feeds, new StreamQuery("", Show.ALL, true, Sort.SYMBOL, false, 0, 10));

    assertEquals(6, page.lines());
    assertEquals(4, page.matching());
    assertEquals(new StreamPage.Heading("binance-spot", 3, 2), page.rows().get(0));
    assertEquals(new StreamPage.Heading("okx", 1, 0), page.rows().get(4));
  }

  @Test
  void shouldGiveTheLastPageWhereLessIsThereThanAskedFor() {
    List<FeedStatus> many =
        List.of(
            feed(
                "v",
                IntStream.range(0, 3186)
                    .mapToObj(i -> stream("kline_1m", "S" + (10_000 + i), Phase.RECEIVING, 1))
                    .toList()));

    StreamPage page =
        StreamPage.of(many, new StreamQuery("", Show.ALL, false, Sort.SYMBOL, false, 99_999, 50));

    assertEquals(3136, page.from());
    assertEquals(50, page.rows().size());
    assertEquals("S13185", ((StreamPage.Line) page.rows().get(49)).stream().stream().symbol());
  }

  private static StreamQuery query(String find, Show show, Sort sort) {
    return new StreamQuery(find, show, false, sort, false, 0, 10);
  }

  private List<String> shown(StreamQuery query) {
    return StreamPage.of(feeds, query).rows().stream()
        .map(row -> ((StreamPage.Line) row).stream().stream().toString())
        .toList();
  }
}
