package dev.caravan.venue.binanceusdm;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.simulator.RawWebSocket;
import dev.caravan.simulator.Simulator;
import dev.caravan.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedUsdmProtocolTest {

  private Simulator simulator;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.start(
            SimulatorOptions.of(new SimulatedBinanceUsdm())
                .symbols("BTCUSDT")
                .channels("depth@100ms", "aggTrade")
                .startAfter(Duration.ofMillis(50))
                .build());
  }

  @AfterEach
  void stop() throws IOException {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tradingSession",
        "!markPrice@arr",
        "!markPrice@arr@1s",
        "!forceOrder@arr",
        "!contractInfo",
        "btcusdt_perpetual@continuousKline_1m"
      })
  void shouldAcknowledgeEveryNameOfTheSheet(String name) throws Exception {
    try (RawWebSocket client = connect("/market/stream")) {
      client.sendText("{\"method\":\"SUBSCRIBE\",\"params\":[\"" + name + "\"],\"id\":1}");

      await().until(() -> !client.texts().isEmpty());

      assertEquals("{\"result\":null,\"id\":1}", client.texts().get(0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/public/stream, btcusdt@depth@100ms, btcusdt@aggTrade",
    "/market/stream, btcusdt@aggTrade, btcusdt@depth@100ms",
    "/stream, btcusdt@depth@100ms, btcusdt@aggTrade"
  })
  void shouldAcknowledgeAllAndDeliverOnlyTheStreamsOfTheRoute(
      String path, String delivered, String silent) throws Exception {
    try (RawWebSocket client = connect(path)) {
      client.sendText(
          "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@depth@100ms\",\"btcusdt@aggTrade\"],\"id\":1}");
      await().until(() -> client.texts().size() > 20);
      client.sendText("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":2}");
      await().until(() -> client.texts().stream().anyMatch(text -> text.contains("\"id\":2")));

      List<String> texts = client.texts();

      assertEquals("{\"result\":null,\"id\":1}", texts.get(0));
      assertTrue(texts.stream().anyMatch(text -> text.contains("\"stream\":\"" + delivered)));
      assertFalse(texts.stream().anyMatch(text -> text.contains("\"stream\":\"" + silent)));
      String list =
          texts.stream().filter(text -> text.contains("\"id\":2")).findFirst().orElseThrow();
      assertTrue(list.contains(delivered) && list.contains(silent), list);
    }
  }

  @Test
  void shouldDeliverBarePayloadsOfNamesInTheAddress() throws Exception {
    try (RawWebSocket client = connect("/market/ws/btcusdt@aggTrade")) {
      await().until(() -> client.texts().size() > 5);

      assertTrue(client.texts().get(0).startsWith("{\"e\":\"aggTrade\""), client.texts().get(0));
    }
  }

  @Test
  void shouldTakeTenMessagesASecondAndNoMore() throws Exception {
    try (RawWebSocket client = connect("/market/stream")) {
      for (int i = 0; i < 12; i++) {
        client.sendText("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":" + i + "}");
      }
      await().until(() -> client.closeCode() != -1);

      assertEquals(1008, client.closeCode());
      assertEquals(10, client.texts().size());
    }
  }

  private RawWebSocket connect(String path) throws IOException {
    RawWebSocket client =
        RawWebSocket.connect(URI.create(simulator.websocketUrl()).getPort(), path);
    return client;
  }
}
