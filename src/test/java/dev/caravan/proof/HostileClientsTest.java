package dev.caravan.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.testing.Recordings;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever can reach the web port can neither cost the recording a frame, nor fill the memory, nor
 * keep the monitor from its answer.
 */
class HostileClientsTest {

  private static final String LOCAL = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  private static final double MOST_UNSENT_BYTES = 34e6;

  /** Answers of a megabyte that are asked for on one connection. */
  private static final int MORE_THAN_TCP_KEEPS = 7;

  /** What the answers that nobody takes, their buffers and the test's own sockets may add. */
  private static final long MORE_BYTES = 100L << 20;

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403"),
          Map.entry("GET /health HTTP/1.1\r\n\r\n", "403"),
          Map.entry("GET /health" + LOCAL + "Host: localhost\r\n\r\n", "40[03]"),
          Map.entry("GET /health" + LOCAL + "X-Forwarded-For: 10.0.0.1\r\n\r\n", "403"),
          Map.entry(
              "GET /ws/dashboard" + LOCAL + UPGRADE + "Origin: http://evil.example\r\n\r\n", "403"),
          Map.entry("GET /ws/dashboard" + LOCAL + UPGRADE + "Origin: null\r\n\r\n", "403"),
          Map.entry("GET /assets/../../etc/passwd" + LOCAL + "\r\n", "400"),
          Map.entry("GET /assets/%2e%2e/%2e%2e/etc/passwd" + LOCAL + "\r\n", "400"),
          Map.entry("GET /assets/..%5c..%5cetc" + LOCAL + "\r\n", "400"),
          Map.entry("GET //etc/passwd" + LOCAL + "\r\n", "400"),
          Map.entry("GET http://evil.example/" + LOCAL + "\r\n", "400"),
          Map.entry("GET /%00" + LOCAL + "\r\n", "400"),
          Map.entry("GET /" + "a".repeat(9000) + LOCAL + "\r\n", "414"),
          Map.entry("GET /health" + LOCAL + "X: " + "a".repeat(9000) + "\r\n\r\n", "431"),
          Map.entry("POST /health" + LOCAL + "Content-Length: 99999999999\r\n\r\n", "405"),
          Map.entry("GET /health" + LOCAL + "Content-Length: 5\r\n\r\nhello", "413"),
          Map.entry("GET /health" + LOCAL + "Transfer-Encoding: chunked\r\n\r\n5\r\n", "413"),
          Map.entry("DELETE /" + LOCAL + "\r\n", "405"),
          Map.entry("CONNECT evil.example:443" + LOCAL + "\r\n", "40[05]"),
          Map.entry("\u0000\u0001\u0002\r\n\r\n", "400"));

  @TempDir Path data;

  @Test
  void shouldLoseNothingAndAnswerTheMonitorWhileClientsMeanHarm() throws Exception {
    record(1, Duration.ofSeconds(2));
  }

  @Tag("long")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  @Test
  void shouldLoseNothingInManyRoundsBeyondEveryTimeLimit() throws Exception {
    record(20, Duration.ofSeconds(35));
  }

  private void record(int rounds, Duration each) throws Exception {
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("3")
                .channels("depth20@100ms", "trade")
                .rate(2_000)
                .build())) {
      Daemon daemon = Daemons.start(data, Daemons.recording(simulator));
      int port = URI.create(daemon.httpAddress()).getPort();
      try {
        Daemons.awaitReceived(daemon, 1_000);
        assertEquals(200, Daemons.get(daemon, "/assets/echarts.min.js").statusCode());
        long before = memory();

        for (int i = 0; i < rounds; i++) {
          try (HostileClients clients = new HostileClients(port)) {
            harm(clients, daemon, each);
            long added = memory() - before; // while all of them hang on
            assertTrue(added < MORE_BYTES, "memory grew by " + (added >> 20) + " MiB");
          }
        }

        Awaitility.await("a reader like any other is served again")
            .atMost(Duration.ofSeconds(10))
            .until(() -> Daemons.get(daemon, "/assets/echarts.min.js").statusCode() == 200);
      } finally {
        daemon.stop();
      }
      Recordings.assertExact(data, simulator.ledger());
      assertEquals(1, simulator.stats().accepted(), "the venue saw one connection all the time");
    }
  }

  private static void harm(HostileClients clients, Daemon daemon, Duration lasting)
      throws Exception {
    long receivedBefore = Daemons.received(daemon);
    clients.openHalfOf(1_000);
    assertAnswered(daemon);
    for (int i = 0; i < MORE_THAN_TCP_KEEPS; i++) {
      clients.askAndNeverRead(40);
      assertAnswered(daemon);
      assertUnsentIsBounded(daemon);
    }
    assertTrue(clients.isHungUpOnForAnOversizedFrame());
    clients.watchAndNeverRead(30);
    clients.floodWithHeaders(30);
    assertAnswered(daemon);
    for (Map.Entry<String, String> refused : REFUSED.entrySet()) {
      String status = clients.statusOf(refused.getKey());
      assertTrue(
          status.matches("HTTP/1.1 " + refused.getValue() + " .*"),
          () -> status + " for " + refused.getKey());
    }
    clients.openHalfOf(300);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Daemons.received(daemon) > receivedBefore + 2_000 * lasting.toSeconds());
    assertAnswered(daemon);
    assertTrue(metric(daemon, "caravan_http_connections") <= 200);
    assertUnsentIsBounded(daemon);
  }

  private static void assertUnsentIsBounded(Daemon daemon) throws Exception {
    double unsent = metric(daemon, "caravan_http_unsent_bytes");
    assertTrue(unsent < MOST_UNSENT_BYTES, "answers that nobody takes: " + unsent + " B");
  }

  /** As an outside monitor asks: on a connection of its own. */
  private static void assertAnswered(Daemon daemon) throws Exception {
    URI address = URI.create(daemon.httpAddress());
    try (HostileClients monitor = new HostileClients(address.getPort())) {
      String status = monitor.statusOf("GET /health" + LOCAL + "Connection: close\r\n\r\n");
      assertEquals("HTTP/1.1 200 OK", status);
    }
  }

  private static double metric(Daemon daemon, String name) throws Exception {
    return Daemons.get(daemon, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** On the heap after a collection, and beside it. */
  private static long memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long direct =
        List.copyOf(ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return runtime.totalMemory()
        - runtime.freeMemory()
        + direct
        + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
