package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.venue.binance.BinanceDialect;
import dev.caravan.venue.binancespot.BinanceSpotDialect;
import dev.caravan.venue.binanceusdm.BinanceUsdmDialect;
import dev.caravan.venue.coinone.CoinoneDialect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubscriptionPlanTest {

  private final Dialect dialect = new BinanceSpotDialect();

  @Test
  void shouldPackThreeThousandStreamsWithinTheLimits() {
    List<StreamId> streams = streams(3186, "SYMBOL");

    List<List<StreamId>> connections =
        SubscriptionPlan.connections(streams, dialect, dialect.limits().streamsPerConnection(), 1);

    assertEquals(4, connections.size());
    assertTrue(connections.stream().allMatch(part -> part.size() <= 1000));
    assertEquals(streams, connections.stream().flatMap(List::stream).toList());
  }

  @Test
  void shouldFillConnectionsEvenlySoThatNoneSubscribesLate() {
    List<List<StreamId>> connections =
        SubscriptionPlan.connections(streams(3186, "SYMBOL"), dialect, 1000, 1);

    assertEquals(List.of(796, 797, 796, 797), connections.stream().map(List::size).toList());
    // The last of 4 connects after 3 s and has 8 requests, one each 500 ms.
    assertEquals(Duration.ofMillis(6500), SubscriptionPlan.subscribeTime(connections, dialect, 1));
    assertEquals(Duration.ofMillis(10500), SubscriptionPlan.subscribeTime(connections, dialect, 2));
    assertEquals(Duration.ZERO, SubscriptionPlan.subscribeTime(List.of(), dialect, 1));
  }

  @Test
  void shouldFillConnectionsAsEachPathAllows() {
    Dialect usdm = new BinanceUsdmDialect();
    List<StreamId> books = streams(500, "B");
    List<StreamId> prices =
        IntStream.range(0, 1500).mapToObj(i -> new StreamId("markPrice@1s", "P" + i)).toList();
    List<StreamId> all = Stream.concat(books.stream(), prices.stream()).toList();

    List<List<StreamId>> connections =
        SubscriptionPlan.connections(all, usdm, Integer.MAX_VALUE, 1);

    assertEquals(List.of(166, 167, 167, 750, 750), connections.stream().map(List::size).toList());
    assertEquals(3 + 8, SubscriptionPlan.connections(all, usdm, 200, 1).size());
  }

  /** Coinone takes twenty, and of these half are asked for. */
  @Test
  void shouldPutMoreOnAConnectionWhereTheVenueTakesNoMoreConnections() {
    Dialect coinone = new CoinoneDialect();

    assertEquals(8, SubscriptionPlan.connections(streams(800, "S"), coinone, 1000, 1).size());
    assertEquals(10, SubscriptionPlan.connections(streams(1452, "S"), coinone, 1000, 1).size());
    assertEquals(5, SubscriptionPlan.connections(streams(1452, "S"), coinone, 1000, 2).size());
  }

  @Test
  void shouldNameOnlyStreamsOfOneGroupInARequest() {
    StreamId a = new StreamId("trade", "A");
    StreamId b = new StreamId("kline_1m", "A");
    StreamId c = new StreamId("trade", "B");

    assertEquals(
        List.of(List.of(a, c), List.of(b)),
        SubscriptionPlan.requests(List.of(a, b, c), new GroupedDialect()));
  }

  /** Takes one channel in a request. */
  private static final class GroupedDialect extends BinanceDialect {

    private final Dialect spot = new BinanceSpotDialect();

    @Override
    public String requestGroup(StreamId stream) {
      return stream.channel();
    }

    @Override
    public String venue() {
      return spot.venue();
    }

    @Override
    public URI defaultWebsocketUrl() {
      return spot.defaultWebsocketUrl();
    }

    @Override
    public String path(StreamId stream) {
      return spot.path(stream);
    }

    @Override
    public VenueLimits limits() {
      return spot.limits();
    }
  }

  @Test
  void shouldKeepEachRequestBelowNamesAndBytes() {
    List<StreamId> streams = streams(300, "AVERYLONGSYMBOLNAMEFORATEST".repeat(3));

    List<List<StreamId>> requests = SubscriptionPlan.requests(streams, dialect);

    for (List<StreamId> request : requests) {
      byte[] bytes = dialect.subscribe(Long.MAX_VALUE, request).getBytes(StandardCharsets.UTF_8);
      assertTrue(bytes.length <= dialect.limits().bytesPerRequest(), () -> bytes.length + " bytes");
      assertTrue(request.size() <= dialect.limits().namesPerRequest());
    }
    assertEquals(streams, requests.stream().flatMap(List::stream).toList());
  }

  @Test
  void shouldAskNothingForNothing() {
    assertEquals(List.of(), SubscriptionPlan.requests(List.of(), dialect));
  }

  private static List<StreamId> streams(int count, String symbol) {
    return IntStream.range(0, count)
        .mapToObj(i -> new StreamId("depth20@100ms", symbol + i))
        .toList();
  }
}
