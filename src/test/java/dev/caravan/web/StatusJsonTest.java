package dev.caravan.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.incident.Incident;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.ReadCount;
import dev.caravan.market.Reason;
import dev.caravan.stream.StreamStatus.Phase;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
  private final FakeDaemon daemon = new FakeDaemon();
  private final RateHistory history = new RateHistory();

  @Test
  void shouldTellEveryPart() throws IOException {
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 100, 12.34, 40, 2, 9_007_199_254_740_993L),
        stream("depth@100ms", "ETHUSDT", Phase.ACKNOWLEDGED, 0));
    daemon.checks = List.of(new CheckResult("disk", false, "free 1 GB, limit 2 GB"));
    daemon.open =
        List.of(
            FakeDaemon.incident(
                7, "feed/binance-spot", Incident.Severity.CRITICAL, "Nothing arrives.", null));
    daemon.invalid =
        List.of(
            new InvalidCount("upbit", "trade", Reason.BACKWARD_ID, 6),
            new InvalidCount("binance-spot", "depth", Reason.CROSSED_BOOK, 7));
    daemon.read = List.of(new ReadCount("binance-spot", 30, 10));
    daemon.taps = List.of(new TapStatus("live", 3));
    daemon.gaps = List.of(new GapCount("binance-spot", "trade", "reconnect", 2, 6));
    history.add(1000, 12.3);

    JsonNode json = write();

    assertEquals("caravan 0.1.0", json.path("software").asText());
    assertEquals("partly", json.at("/totals/verdict").asText());
    assertEquals(2, json.at("/totals/wanted").asInt());
    assertEquals(2, json.at("/totals/acknowledged").asInt());
    assertEquals(1, json.at("/totals/receiving").asInt());
    assertEquals(2, json.at("/totals/gaps").asInt());
    assertEquals(1, json.at("/totals/incidentsOpen").asInt());
    assertEquals(12.3, json.at("/venues/0/streams/0/framesPerSecond").asDouble());
    assertEquals("9007199254740993", json.at("/venues/0/streams/0/lastId").asText());
    assertTrue(json.at("/venues/0/streams/1/lastId").isNull());
    assertTrue(json.at("/venues/0/streams/1/latencyMs").isNull());
    assertTrue(json.at("/venues/0/streams/1/lastReceiveTimeMs").isNull());
    assertEquals("live", json.at("/venues/0/connections/0/state").asText());
    assertEquals(
        "000042-2026-11-20T13-00-00.000Z.jsonl", json.at("/journals/0/openSegment").asText());
    assertEquals(640, json.at("/journals/0/unsyncedMs").asInt());
    assertEquals("critical", json.at("/incidents/open/0/severity").asText());
    assertEquals("free 1 GB, limit 2 GB", json.at("/health/checks/0/reason").asText());
    assertEquals("reconnect", json.at("/gapsByCause/0/cause").asText());
    assertEquals("crossed-book", json.at("/invalid/0/reason").asText());
    assertEquals(7, json.at("/invalid/0/count").asInt());
    assertEquals(1, json.at("/invalid").size());
    assertEquals("backward-id", json.at("/oddities/0/reason").asText());
    assertEquals(6, json.at("/oddities/0/count").asInt());
    assertEquals(10, json.at("/read/0/skipped").asInt());
    assertEquals(0.75, json.at("/read/0/share").asDouble());
    assertEquals(3, json.at("/taps/0/dropped").asInt());
    assertEquals(12.3, json.at("/history/0/1").asDouble());
    assertTrue(json.at("/process/heapUsedBytes").asLong() > 0);
  }

  @Test
  void shouldStayJsonWhateverAVenueCallsItsSymbol() throws IOException {
    daemon.withFeed("x", stream("trade", "\"},{\u0000</script>\n", Phase.RECEIVING, 1));

    assertEquals("\"},{\u0000</script>\n", write().at("/venues/0/streams/0/symbol").asText());
  }

  @Test
  void shouldNotWriteARateThatIsNoNumber() throws IOException {
    daemon.withFeed("x", stream("trade", "A", Phase.RECEIVING, 1, Double.NaN, 0, 0, 1));

    assertEquals(0, write().at("/totals/framesPerSecond").asDouble());
  }

  private JsonNode write() throws IOException {
    return new ObjectMapper()
        .readTree(new StatusJson().write(DaemonStatus.of(daemon, Instant.now()), history, 1));
  }
}
