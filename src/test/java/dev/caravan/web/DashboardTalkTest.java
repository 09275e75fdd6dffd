package dev.caravan.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DashboardTalkTest {
  private final FakeDaemon daemon = new FakeDaemon();
  private long frames = 100;
  private final DashboardNews news =
      new DashboardNews(
          () -> DaemonStatus.of(daemon, Instant.now()),
          daemon,
          () ->
              List.of(
                  new RouteStatus(
                      "capture-x", "", "marketdata:x", List.of(), List.of(), "started", 7, 1)),
          new RateHistory());
  private final DashboardTalk talk = new DashboardTalk(news);

  @Test
  void shouldTellEachPartOnceAndThenOnlyWhatChanged() throws IOException {
    daemon.withFeed("v", stream("trade", "A", Phase.RECEIVING, 1));
    daemon.timeline.add(1_000, Timeline.Kind.GAP, "v", "trade/A", "venue", 3);
    news.round(1, 1_000);

    JsonNode first = next();
    JsonNode second = next();

    assertEquals("A", first.at("/page/rows/0/symbol").asText());
    assertEquals("trade/A", first.at("/timeline/0/what").asText());
    assertEquals(1, first.path("history").size());
    assertEquals("capture-x", first.at("/routes/0/id").asText());
    assertEquals("[7,1]", first.at("/routeCounts/capture-x").toString());
    for (String part : List.of("timeline", "history", "routes", "incidents", "quality")) {
      assertFalse(second.has(part), part);
    }
    assertTrue(second.has("page"));

    daemon.timeline.add(60_000, Timeline.Kind.SWAP, "v", "v-1", "replaced", 0);
    assertEquals("swap", next().at("/timeline/0/kind").asText());
  }

  @Test
  void shouldKeepWhatWasAskedForWhereTheNextRequestIsNone() throws IOException {
    daemon.withFeed(
        "v", stream("trade", "A", Phase.RECEIVING, 1), stream("trade", "B", Phase.STALE, 1));
    talk.hear("{\"streams\":{\"find\":\"b\"}}");

    talk.hear("no request");

    JsonNode told = next();
    assertEquals("request is no JSON", told.path("problem").asText());
    assertEquals(1, told.at("/page/matching").asInt());
    assertFalse(next().has("problem"), "it is said once");
  }

  @Test
  void shouldStaySmallWithThreeThousandStreams() throws IOException {
    for (String venue : List.of("binance-spot", "binance-usdm", "okx", "gate", "upbit", "x")) {
      daemon.withFeed(
          venue,
          IntStream.range(0, 531)
              .mapToObj(i -> stream("kline_15m", "SYMBOL" + i + "USDT", Phase.RECEIVING, ++frames))
              .toArray(StreamStatus[]::new));
    }
    talk.hear("{\"streams\":{\"count\":60}}");

    int first = talk.next().length;
    int later = talk.next().length;

    assertTrue(first < 32_000, "first " + first);
    assertTrue(later < 20_000, "later " + later);
  }

  private JsonNode next() throws IOException {
    return new ObjectMapper().readTree(talk.next());
  }
}
