package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.SubscriptionPlan;
import dev.caravan.stream.VenueLoops;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The venue's words, as the sheet has them. */
class GateioDialectTest {

  private final GateioDialect dialect =
      new GateioDialect(Clock.fixed(Instant.ofEpochSecond(1611541000), ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "spot.trades; spot.trades; 'BTC_USDT'",
        "spot.tickers; spot.tickers; 'BTC_USDT'",
        "spot.book_ticker; spot.book_ticker; 'BTC_USDT'",
        "spot.candlesticks_1m; spot.candlesticks; '1m','BTC_USDT'",
        "spot.order_book_update; spot.order_book_update; 'BTC_USDT','100ms'",
        "spot.order_book_update_20; spot.order_book_update; 'BTC_USDT','20ms'",
        "spot.order_book; spot.order_book; 'BTC_USDT','20','100ms'",
        "spot.order_book_5; spot.order_book; 'BTC_USDT','5','100ms'",
        "spot.obu_50; spot.obu; 'ob.BTC_USDT.50'",
        "futures.obu_400; futures.obu; 'ob.BTC_USDT.400'",
        "futures.trades; futures.trades; 'BTC_USDT'",
        "futures.candlesticks_10s; futures.candlesticks; '10s','BTC_USDT'",
        "futures.order_book_update; futures.order_book_update; 'BTC_USDT','100ms','100'",
        "futures.order_book_update_20; futures.order_book_update; 'BTC_USDT','20ms','20'",
        "futures.order_book_update_50; futures.order_book_update; 'BTC_USDT','100ms','50'",
        "futures.order_book; futures.order_book; 'BTC_USDT','20','0'",
        "futures.order_book_1; futures.order_book; 'BTC_USDT','1','0'",
        "futures.public_liquidates; futures.public_liquidates; 'BTC_USDT'",
        "futures.contract_stats; futures.contract_stats; 'BTC_USDT','1m'",
        "futures.contract_info; futures.contract_info; 'BTC_USDT'",
        "spot.new_one; spot.new_one; 'BTC_USDT'"
      })
  void shouldSpellRequestsAsTheSheetDoes(String channel, String wire, String payload) {
    List<StreamId> streams = List.of(new StreamId(channel, "BTC_USDT"));

    String expected =
        "{'time':1611541000,'id':7,'channel':'%s','event':'EVENT','payload':[%s]}"
            .formatted(wire, payload)
            .replace('\'', '"');
    assertEquals(expected.replace("EVENT", "subscribe"), dialect.subscribe(7, streams));
    assertEquals(expected.replace("EVENT", "unsubscribe"), dialect.unsubscribe(7, streams));
  }

  @Test
  void shouldNameManyStreamsOfOneChannelInARequestButOnlyOneBook() {
    List<StreamId> streams = new ArrayList<>();
    for (String symbol : List.of("A_B", "C_D")) {
      for (String channel :
          List.of("spot.trades", "spot.obu_50", "spot.obu_400", "spot.order_book_update")) {
        streams.add(new StreamId(channel, symbol));
      }
    }

    List<String> requests =
        SubscriptionPlan.requests(streams, dialect).stream().map(List::toString).toList();

    assertEquals(
        List.of(
            "[spot.trades/A_B, spot.trades/C_D]",
            "[spot.obu_50/A_B, spot.obu_400/A_B, spot.obu_50/C_D, spot.obu_400/C_D]",
            "[spot.order_book_update/A_B]",
            "[spot.order_book_update/C_D]"),
        requests);
  }

  @Test
  void shouldKeepEachRequestBelowFiftyNamesAndFourThousandBytes() {
    List<StreamId> streams = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      streams.add(new StreamId("futures.obu_400", "AVERYLONGNAME".repeat(i % 15 + 1) + i));
    }

    for (List<StreamId> request : SubscriptionPlan.requests(streams, dialect)) {
      assertTrue(request.size() <= 50);
      assertTrue(dialect.subscribe(Long.MAX_VALUE, request).getBytes(UTF_8).length <= 4000);
    }
  }

  @Test
  void shouldKeepSpotAndFuturesOnConnectionsAndHostsOfTheirOwn() {
    StreamId spot = new StreamId("spot.trades", "BTC_USDT");
    StreamId futures = new StreamId("futures.trades", "BTC_USDT");

    assertEquals(2, SubscriptionPlan.connections(List.of(spot, futures), dialect, 100, 1).size());
    assertEquals(
        List.of(URI.create("wss://api.gateio.ws")), dialect.websocketUrls(dialect.path(spot)));
    assertEquals(
        List.of(URI.create("wss://fx-ws.gateio.ws")), dialect.websocketUrls(dialect.path(futures)));
    assertEquals("/ws/v4/", dialect.path(spot));
    assertEquals("/v4/ws/usdt", dialect.path(futures));
  }

  @Test
  void shouldAskForPartsOfContractsInTheHandshake() throws Exception {
    VenueLoops loops = new VenueLoops();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      Feed feed =
          new Feed(
              dialect,
              new GateioMapping(),
              FeedOptions.to(URI.create("ws://127.0.0.1:" + server.getLocalPort())),
              loops.loop("gateio"),
              loops.resolver(),
              EpochNanoClock.system(),
              NanoClock.system(),
              (venue, channel, cause, missing) -> {});
      feed.attach(burst -> {}, List.of(new StreamId("futures.trades", "BTC_USDT")));

      try (Socket socket = server.accept()) {
        socket.setSoTimeout(20_000);
        BufferedReader said =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine();
            line != null && !line.isEmpty();
            line = said.readLine()) {
          lines.add(line.toLowerCase(Locale.ROOT));
        }
        assertTrue(lines.contains("x-gate-size-decimal: 1"), lines::toString);
        assertTrue(lines.get(0).startsWith("get /v4/ws/usdt "), lines::toString);
      }
      feed.close().get(10, TimeUnit.SECONDS);
    } finally {
      loops.close();
    }
    assertEquals(Map.of(), dialect.handshakeHeaders("/ws/v4/"));
  }

  @Test
  void shouldTakeNoSilenceOfLiquidationsAndListingsForTrouble() {
    for (String channel : List.of("futures.public_liquidates", "futures.contract_info")) {
      assertTrue(dialect.isOccasional(new StreamId(channel, "BTC_USDT")), channel);
    }
    assertFalse(dialect.isOccasional(new StreamId("futures.trades", "BTC_USDT")));
  }

  @Test
  void shouldPingInTheWordsOfEachMarket() {
    assertEquals(
        "{\"time\":1790000001,\"channel\":\"spot.ping\"}",
        dialect.ping("/ws/v4/").orElseThrow().text().apply(1790000001999L));
    assertEquals(
        "{\"time\":1790000001,\"channel\":\"futures.ping\"}",
        dialect.ping("/v4/ws/usdt").orElseThrow().text().apply(1790000001999L));
    assertEquals(Duration.ofSeconds(10), dialect.ping("/ws/v4/").orElseThrow().after());
  }

  @ParameterizedTest
  @CsvSource({
    "spot.obu_50, true",
    "futures.obu_400, true",
    "spot.order_book_update, false",
    "spot.new, false"
  })
  void shouldAskAnewForWhatBeginsWithABook(String channel, boolean expected) {
    assertEquals(expected, dialect.beginsWithBook(new StreamId(channel, "A_B")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'time':1,'id':7,'channel':'spot.trades','event':'subscribe','result':{'status':'success'}}; ack 7",
        "{'result':{'status':'success'},'error':null,'id':7,'event':'unsubscribe'}; ack 7",
        "{'id':null,'event':'subscribe','error':null,'result':{'status':'success'}}; ack -1",
        "{'id':8578128440611119318888,'event':'subscribe','result':{'status':'success'}}; ack -1",
        "{'id':3,'event':'subscribe','error':{'code':2,'message':'unknown currency pair NOPE_USDT'},"
            + "'result':{'status':'fail'}}; refused 3 code=2 message=unknown currency pair NOPE_USDT",
        "{'id':3,'event':'subscribe','result':{'status':'fail'}}; refused 3 status=fail",
        "{'channel':'','event':'','error':{'code':1,'message':'request message need json scheme'},"
            + "'result':null}; refused -1 code=1 message=request message need json scheme",
        "{'channel':'spot.system','event':'update','result':{'type':'upgrade','msg':'x'}}; closing upgrade",
        "{'channel':'futures.system','event':'update','result':{'type':'upgrade','data':{'a':[1]}}}; closing upgrade",
        "{'channel':'futures.system','event':'update','result':{'type':'other'}}; other",
        "{'channel':'spot.pong','event':'','error':null,'result':null}; other",
        "{'method':'x'}; other",
        "{'id':7,'event':'subscribe','result':{'status':'succ; other",
        "[]; other"
      })
  void shouldReadAnswersAndNotices(String frame, String expected) {
    byte[] bytes = frame.replace('\'', '"').getBytes(UTF_8);
    ControlMessage said = dialect.interpret(bytes, 0, bytes.length);

    String words = "other";
    if (said instanceof ControlMessage.Acknowledged ack) {
      words = "ack " + ack.requestId();
    } else if (said instanceof ControlMessage.Refused refused) {
      words = "refused " + refused.requestId() + " " + refused.reason();
    } else if (said instanceof ControlMessage.ClosingSoon closing) {
      words = "closing " + closing.reason();
    }
    assertEquals(expected, words);
  }
}
