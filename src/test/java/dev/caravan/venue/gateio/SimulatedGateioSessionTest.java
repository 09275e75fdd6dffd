package dev.caravan.venue.gateio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.Recognition;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketWords;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated venue says what the sheet says. */
class SimulatedGateioSessionTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SimulatedMarket market =
      new SimulatedGateio()
          .openMarket(
              new MarketOptions(
                  "BTC_USDT,ETH_USDT",
                  List.of(
                      "spot.trades",
                      "spot.order_book",
                      "spot.order_book_update",
                      "spot.obu_50",
                      "futures.obu_50",
                      "futures.tickers"),
                  Optional.empty(),
                  1));
  private final Client client = new Client();
  private SimulatedSession spot;
  private SimulatedSession futures;

  /** Notes what it is told. */
  private static final class Client implements SimulatedClient {
    final List<String> said = new ArrayList<>();
    final Set<String> subscribed = new LinkedHashSet<>();
    String closed = "";

    @Override
    public void answer(String json) {
      said.add(json);
    }

    @Override
    public void subscribe(String name) {
      subscribed.add(name);
    }

    @Override
    public void unsubscribe(String name) {
      subscribed.remove(name);
    }

    @Override
    public boolean isSubscribed(String name) {
      return subscribed.contains(name);
    }

    @Override
    public boolean hears(String name) {
      return subscribed.contains(name);
    }

    @Override
    public void answerBinary(String json) {
      said.add(json);
    }

    @Override
    public List<String> subscriptions() {
      return List.copyOf(subscribed);
    }

    @Override
    public boolean isRefused(String name) {
      return false;
    }

    @Override
    public void sendWhole(boolean whole) {}

    @Override
    public void close(int code, String reason) {
      closed = code + " " + reason;
    }
  }

  @BeforeEach
  void connect() {
    spot = market.connect("/ws/v4/", client).orElseThrow();
    futures = market.connect("/v4/ws/usdt", client).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "spot.trades; subscribe; 'BTC_USDT','ETH_USDT'; success; spot.trades/BTC_USDT,spot.trades/ETH_USDT",
        "spot.trades; subscribe; 'BTC_USDT','NOPE_USDT'; 2 unknown currency pair: NOPE_USDT;",
        "spot.order_book; subscribe; 'BTC_USDT','30','100ms'; success; spot.order_book_30/BTC_USDT",
        "spot.order_book; subscribe; 'BTC_USDT','31','100ms'; 2 provided level not supported: 31;",
        "spot.candlesticks; subscribe; '1/m','BTC_USDT'; 2 invalid payload;",
        "spot.candlesticks; subscribe; '9m','BTC_USDT'; 2 provided interval not supported: 9m;",
        "spot.candlesticks; subscribe; '30d','BTC_USDT'; success; spot.candlesticks_30d/BTC_USDT",
        "spot.order_book_update; subscribe; 'BTC_USDT','1000ms'; 2 provided interval not supported: 1000ms;",
        "spot.order_book_update; subscribe; 'BTC_USDT','100ms','30'; 2 provided level not supported: 30;",
        "spot.order_book_update; subscribe; 'BTC_USDT','20ms'; success; spot.order_book_update_20/BTC_USDT",
        "spot.obu; subscribe; 'ob.NOPE_USDT.50'; success; spot.obu_50/NOPE_USDT",
        "spot.nope; subscribe; 'BTC_USDT'; 2 Unknown channel spot.nope;",
        "futures.trades; subscribe; 'BTC_USDT'; 2 Unknown channel futures.trades;",
        "spot.trades; list; 'BTC_USDT'; 2 unknown event;",
        "spot.trades; subscribe; ; 2 invalid payload;"
      })
  void shouldAnswerAsTheSheetSays(
      String channel, String event, String payload, String expected, String subscribed)
      throws IOException {
    spot.onText(request(channel, event, payload == null ? "" : payload));

    JsonNode answer = JSON.readTree(client.said.get(0));
    assertEquals(7, answer.path("id").asInt());
    assertEquals(channel, answer.path("channel").asText());
    boolean isSuccess = expected.equals("success");
    assertEquals(isSuccess ? "success" : "fail", answer.path("result").path("status").asText());
    JsonNode error = answer.path("error");
    assertEquals(
        isSuccess ? "" : expected,
        isSuccess ? "" : error.path("code").asInt() + " " + error.path("message").asText());
    assertEquals(
        subscribed == null ? List.of() : Arrays.asList(subscribed.strip().split(",")),
        client.subscriptions());
  }

  private static String request(String channel, String event, String payload) {
    return "{'time':1,'id':7,'channel':'%s','event':'%s','payload':[%s]}"
        .formatted(channel, event, payload)
        .replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {"ping", "[]", "{'channel':'spot.trades'}", "{'time':'x'}"})
  void shouldRefuseWhatIsNoRequest(String text) throws IOException {
    spot.onText(text.replace('\'', '"'));

    assertEquals(1, JSON.readTree(client.said.get(0)).path("error").path("code").asInt());
    assertEquals("", client.closed);
  }

  @Test
  void shouldBeginDepthWithABookBeforeTheAnswerOnSpotAndBehindItOnFutures() {
    spot.onText(request("spot.obu", "subscribe", "'ob.BTC_USDT.50'"));
    futures.onText(request("futures.obu", "subscribe", "'ob.BTC_USDT.50'"));

    assertEquals(4, client.said.size());
    assertTrue(client.said.get(0).contains("\"full\":true"));
    assertTrue(client.said.get(1).contains("success"));
    assertTrue(client.said.get(2).contains("success"));
    assertTrue(client.said.get(3).contains("\"full\":true"));
  }

  @Test
  void shouldRefuseTheSameDepthTwiceAndTakeItAgainBehindAnEnd() {
    String subscribe = request("spot.obu", "subscribe", "'ob.BTC_USDT.50'");
    spot.onText(subscribe);
    spot.onText(subscribe);
    assertTrue(client.said.get(2).contains("Alert sub ob.BTC_USDT.50"));

    spot.onText(request("spot.obu", "unsubscribe", "'ob.BTC_USDT.50'"));
    spot.onText(subscribe);

    assertTrue(client.said.get(4).contains("\"full\":true"), client.said.get(4));
  }

  @Test
  void shouldAnswerPingsAndAnnounceUpgradesInTheWordsOfTheMarket() {
    spot.onText("{\"time\":1,\"channel\":\"spot.ping\"}");
    futures.onText("{\"time\":1,\"channel\":\"futures.ping\"}");
    futures.announceShutdown(1790000001250L);

    assertTrue(client.said.get(0).contains("\"channel\":\"spot.pong\",\"event\":\"\""));
    assertTrue(client.said.get(1).contains("futures.pong"));
    assertTrue(client.said.get(2).contains("\"futures.system\""));
    assertTrue(client.said.get(2).contains("\"type\":\"upgrade\""));
  }

  @Test
  void shouldEndWhoAsksMoreThanFiftyTimesASecond() {
    for (int i = 0; i < 50; i++) {
      assertTrue(spot.admit(i));
    }
    assertFalse(spot.admit(50));
    assertEquals("1008 too many requests", client.closed);

    assertTrue(futures.admit(0));
    assertTrue(futures.admit(TimeUnit.SECONDS.toNanos(1)));
  }

  @Test
  void shouldEndWhoSubscribesNothingAndSaysNothingForHalfAMinute() {
    long s = TimeUnit.SECONDS.toNanos(1);
    spot.onTick(0);
    spot.onTick(30 * s);
    spot.admit(30 * s);
    spot.onTick(60 * s);
    assertEquals("", client.closed);

    spot.onTick(61 * s);
    assertEquals("1001 nothing was subscribed", client.closed);

    client.closed = "";
    spot.onText(request("spot.trades", "subscribe", "'BTC_USDT'"));
    spot.onTick(99 * s);
    assertEquals("", client.closed);
  }

  @Test
  void shouldServeEachMarketOnItsOwnPathOnly() {
    assertEquals(Optional.empty(), market.connect("/", client));
    assertEquals(Optional.empty(), market.connect("/v4/ws/btc", client));
    assertTrue(market.connect("/ws/v4", client).isPresent());
  }

  /** Two hundred requests in ten seconds on one path, whatever is asked on others. */
  @Test
  void shouldLimitRestByPath() {
    IntStream.range(0, 200).forEach(i -> assertEquals(200, time(i).status()));

    assertEquals(429, time(9_999).status());
    assertEquals(
        200, market.rest("GET", "/api/v4/spot/currency_pairs", 9_999).status(), "another path");
    assertEquals(200, time(10_300).status());
    assertEquals(404, market.rest("GET", "/api/v4/nope", 1).status());
    assertEquals(400, market.rest("GET", "/api/v4/spot/order_book?currency_pair=NOPE", 1).status());
  }

  private RestAnswer time(long atMs) {
    return market.rest("GET", "/api/v4/spot/time", atMs);
  }

  /** What the market makes, the mapping and the identity of the ledger name alike. */
  @Test
  void shouldMakeFramesThatAreTheirStreams() {
    SimulatedMarket all =
        new SimulatedGateio()
            .openMarket(
                new MarketOptions(
                    "2",
                    List.of(
                        "spot.trades",
                        "spot.tickers",
                        "spot.book_ticker",
                        "spot.candlesticks_1m",
                        "spot.candlesticks_30d",
                        "spot.order_book_update",
                        "spot.order_book_update_20",
                        "spot.order_book_5",
                        "spot.obu_50",
                        "futures.trades",
                        "futures.tickers",
                        "futures.book_ticker",
                        "futures.candlesticks_10s",
                        "futures.public_liquidates",
                        "futures.contract_stats",
                        "futures.contract_info",
                        "futures.order_book_update_50",
                        "futures.order_book",
                        "futures.obu_400"),
                    Optional.empty(),
                    1));
    List<MarketStream> streams = all.streams();
    MarketFrame frame = new MarketFrame();
    GateioMapping mapping = new GateioMapping();
    var recognition = new Recognition();
    GateioMarketReader reader = new GateioMarketReader();

    Set<String> wholeBooks = new LinkedHashSet<>();
    for (int i = 0; i < streams.size() * 210; i++) {
      all.next(1790000001250L + i * 100L, frame);
      byte[] bytes = Arrays.copyOf(frame.bytes(), frame.length());
      mapping.recognise(bytes, 0, bytes.length, recognition);

      MarketStream stream = streams.get(frame.stream());
      assertEquals(stream.id(), recognition.stream());
      assertEquals(stream.id(), all.identify(bytes).stream());
      assertEquals(frame.key(), all.identify(bytes).key());
      assertEquals(FrameKeys.keyOf(recognition, bytes, 0, bytes.length), frame.key());
      var said = new MarketWords.Said();
      reader.read(new Arrival(stream.id(), "one", 1), bytes, 0, bytes.length, said);
      assertEquals(List.of(), said.refusals);
      assertEquals(stream.id().channel().equals("futures.contract_info"), said.events.isEmpty());
      if (recognition.isWhole()) {
        wholeBooks.add(stream.id().channel());
      }
    }
    assertEquals(
        Set.of(
            "spot.order_book_update",
            "spot.order_book_update_20",
            "futures.order_book_update_50",
            "spot.obu_50",
            "futures.obu_400"),
        wholeBooks);
  }
}
