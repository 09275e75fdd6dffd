package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.caravan.instrument.ContractSize;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.FakeRest;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.RestThread;
import dev.caravan.rest.TradeSpan;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.SimulatedMarket;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST of both markets, as the sheet has it. */
class GateioRestTest {

  private final GateioRest rest = new GateioRest();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "spot.order_book_update; /api/v4/spot/order_book?currency_pair=A_B&limit=100&with_id=true",
        "spot.order_book_update_20; /api/v4/spot/order_book?currency_pair=A_B&limit=20&with_id=true",
        "futures.order_book_update; /api/v4/futures/usdt/order_book?contract=A_B&limit=100&with_id=true",
        "spot.obu_400; /api/v4/spot/order_book?currency_pair=A_B&limit=100&with_id=true",
        "spot.order_book; /api/v4/spot/order_book?currency_pair=A_B&limit=20&with_id=true",
        "spot.trades; /api/v4/spot/trades?currency_pair=A_B&limit=1000",
        "futures.trades; /api/v4/futures/usdt/trades?contract=A_B&limit=1000",
        "futures.tickers; /api/v4/futures/usdt/tickers?contract=A_B",
        "spot.candlesticks_1m; /api/v4/spot/candlesticks?currency_pair=A_B&interval=1m&limit=20",
        "futures.contract_stats; /api/v4/futures/usdt/contract_stats?contract=A_B&interval=1m&limit=20",
        "futures.public_liquidates; nothing",
        "trade; nothing"
      })
  void shouldAskForWhatIsMissing(String channel, String expected) {
    assertEquals(
        expected,
        rest.backup(new StreamId(channel, "A_B")).map(RestRequest::path).orElse("nothing"));
  }

  /** The depth of the second version begins with its book. */
  @ParameterizedTest
  @ValueSource(strings = {"spot.obu_50", "futures.obu_400", "spot.trades", "spot.order_book"})
  void shouldNeedABookOnlyForDeltas(String channel) {
    assertEquals(Optional.empty(), rest.snapshot(new StreamId(channel, "A_B")));
  }

  /** Contracts come in pages, and the venue was seen to ignore that. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldReadPairsAndThenContractsPageByPage(boolean isPaged) throws Exception {
    try (FakeRest venue = new FakeRest(FakeRest.ok("[]"));
        RestThread thread = new RestThread()) {
      venue.answer(
          exchange -> {
            String uri = exchange.getRequestURI().toString();
            int offset =
                uri.contains("offset=") ? Integer.parseInt(uri.replaceAll(".*offset=", "")) : -1;
            String body =
                offset < 0
                    ? "[{\"id\":\"C0_USDT\",\"base\":\"C0\",\"quote\":\"USDT\",\"precision\":2,"
                        + "\"amount_precision\":4,\"trade_status\":\"tradable\"},"
                        + "{\"id\":\"X_ETH\",\"precision\":9,\"trade_status\":\"untradable\"}]"
                    : isPaged ? contracts(offset, Math.min(302, offset + 100)) : contracts(0, 302);
            FakeRest.ok(body).answer(exchange);
          });
      RestClient client = thread.client(rest, venue.url());

      List<Instrument> listed = client.instruments().get(10, TimeUnit.SECONDS);

      assertEquals(304, listed.size());
      assertEquals(
          new Instrument(
              "C0_USDT",
              "C0",
              "USDT",
              "tradable",
              true,
              Optional.of(new BigDecimal("0.01")),
              Optional.of(new BigDecimal("0.0001")),
              "spot."),
          listed.get(0));
      assertEquals(false, listed.get(1).isTrading());
      assertEquals("futures.", listed.get(2).channelPrefix());
      assertEquals(Optional.of(new BigDecimal("0.1")), listed.get(2).tickSize());
      assertEquals(
          Optional.of(new ContractSize(new BigDecimal("0.0001"), "C0")), listed.get(2).contract());
      assertEquals(301, listed.stream().filter(Instrument::isTrading).count() - 1);
      assertEquals(isPaged ? 1 + 4 : 1 + 2, venue.seen().size());
    }
  }

  /** The last one is leaving. */
  private static String contracts(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i ->
                "{\"name\":\"C"
                    + i
                    + "_USDT\",\"order_price_round\":\"0.1\",\"order_size_min\":1,"
                    + "\"quanto_multiplier\":\"0.0001\",\"in_delisting\":"
                    + (i == 301)
                    + ",\"config\":{\"a\":[1]}}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void shouldReadTimeAndTheIdsOfBooks() throws IOException {
    assertEquals(1597026383085L, rest.readTimeMs(bytes("{'server_time':1597026383085}")));
    assertEquals(
        7, rest.readSnapshot(bytes("{'id':7,'current':1.5,'asks':[],'bids':[]}")).snapshotId());
    for (String body : List.of("[]", "{}", "{'id':'x'}", "{'id':7", "")) {
      assertThrows(IOException.class, () -> rest.readSnapshot(bytes(body)), body);
      assertThrows(IOException.class, () -> rest.readTimeMs(bytes(body)), body);
    }
  }

  /** Newest first on the wire, oldest first for whoever fills a hole. */
  @Test
  void shouldReadWhereTradesStand() throws IOException {
    byte[] body = bytes("[{'id':'90','sequence_id':'8'},{'id':'80','sequence_id':'7'}]");

    List<String> read =
        rest.readTrades(new StreamId("spot.trades", "A_B"), body).stream()
            .map(trade -> trade.id() + " " + text(body, trade))
            .toList();

    assertEquals(
        List.of(
            "7 {\"id\":\"80\",\"sequence_id\":\"7\"}", "8 {\"id\":\"90\",\"sequence_id\":\"8\"}"),
        read);
    assertThrows(
        IOException.class,
        () -> rest.readTrades(new StreamId("futures.trades", "A_B"), bytes("[{'size':1}]")));
    assertThrows(IOException.class, () -> rest.readInstruments(bytes("[{'precision':2}]")));
    assertThrows(IOException.class, () -> rest.readInstruments(bytes("{}")));
  }

  private static String text(byte[] body, TradeSpan trade) {
    return new String(body, trade.offset(), trade.length(), UTF_8);
  }

  /** What the simulated venue answers is read, though it was written apart. */
  @Test
  void shouldReadWhatTheSimulatedVenueAnswers() throws IOException {
    SimulatedMarket market =
        new SimulatedGateio()
            .openMarket(
                new MarketOptions(
                    "A_USDT", List.of("spot.trades", "futures.trades"), Optional.empty(), 1));
    market.next(1790000001250L, new dev.caravan.simulator.MarketFrame());
    market.next(1790000001250L, new dev.caravan.simulator.MarketFrame());

    for (String channel : List.of("spot.trades", "futures.trades")) {
      StreamId stream = new StreamId(channel, "A_USDT");
      assertEquals(
          1,
          rest.readTrades(stream, answer(market, rest.trades(stream, 0, 1).orElseThrow())).size());
    }
    for (String channel : List.of("spot.order_book_update", "futures.order_book_update")) {
      StreamId stream = new StreamId(channel, "A_USDT");
      rest.readSnapshot(answer(market, rest.snapshot(stream).orElseThrow()));
    }
    assertEquals(1790000001250L, rest.readTimeMs(answer(market, rest.time())));
    assertEquals(1, rest.readInstruments(answer(market, rest.instruments())).size());
  }

  private static byte[] answer(SimulatedMarket market, RestRequest request) {
    return market.rest("GET", request.path(), 1790000001250L).body();
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
