package dev.caravan.rest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.venue.binancespot.BinanceSpotRest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestClientTest {

  private static final RestRequest TIME = new BinanceSpotRest().time();

  private final FakeRest venue = new FakeRest(FakeRest.ok("{\"serverTime\":7}"));
  private final RestThread thread = new RestThread();
  private final RestClient client = client(venue.url(), Duration.ofSeconds(10));

  private RestClient client(URI url, Duration timeout) {
    return thread.client(new BinanceSpotRest(), url, HttpClient.newBuilder(), timeout, 64 * 1024);
  }

  @AfterEach
  void stop() {
    thread.close();
    venue.close();
  }

  @Test
  void shouldAskAndTellWhenTheAnswerCame() throws Exception {
    VenueTime time = client.time().get(10, TimeUnit.SECONDS);

    assertEquals(7, time.timeMs());
    assertTrue(time.roundTripNs() > 0);
    assertEquals("/api/v3/time", venue.seen().get(0).uri());
  }

  @Test
  void shouldSendNothingUntilRetryAfterIsOver() throws Exception {
    venue.answer(FakeRest.with(429, "{\"code\":-1003}", Map.of("Retry-After", "1")));
    RestException refused = failure(client.send(TIME));
    venue.answer(FakeRest.ok("{\"serverTime\":8}"));

    CompletableFuture<VenueTime> waiting = client.time();

    assertEquals(RestException.Kind.LIMITED, refused.kind());
    assertEquals(Duration.ofSeconds(1), refused.retryAfter());
    assertEquals(8, waiting.get(10, TimeUnit.SECONDS).timeMs());
    long pauseNs = venue.seen().get(1).atNs() - venue.seen().get(0).atNs();
    assertTrue(pauseNs >= 1_000_000_000L, "asked again after " + pauseNs + "ns");
  }

  @Test
  void shouldTakeABanWithoutTimeForTwoMinutes() {
    venue.answer(FakeRest.with(418, "", Map.of()));

    RestException banned = failure(client.send(TIME));
    CompletableFuture<RestReply> waiting = client.send(TIME);

    assertEquals(Duration.ofMinutes(2), banned.retryAfter());
    await().until(() -> client.status().waiting() == 1);
    assertTrue(client.status().refusedFor().compareTo(Duration.ofSeconds(110)) > 0);
    assertEquals(1, venue.seen().size());
    assertEquals(false, waiting.isDone());
  }

  @Test
  void shouldNotSendWhatItsOwnerGaveUp() throws Exception {
    venue.answer(FakeRest.with(429, "", Map.of("Retry-After", "1")));
    failure(client.send(TIME));
    venue.answer(FakeRest.ok("{\"serverTime\":8}"));
    CompletableFuture<RestReply> abandoned = client.send(new RestRequest("/api/v3/abandoned", 1));
    CompletableFuture<VenueTime> wanted = client.time();

    abandoned.cancel(false);
    wanted.get(10, TimeUnit.SECONDS);
    client.time().get(10, TimeUnit.SECONDS);

    assertTrue(venue.seen().stream().noneMatch(seen -> seen.uri().contains("abandoned")));
  }

  @Test
  void shouldSendOnlyWhatTheMinuteHasRoomFor() {
    for (int i = 0; i < 5; i++) {
      client.send(new RestRequest("/heavy/" + i, 1000));
    }

    await().until(() -> venue.seen().size() == 3 && client.status().waiting() == 2);
    assertEquals(3000, client.status().usedWeight());
    assertEquals(3, venue.seen().size());
  }

  @Test
  void shouldLearnWhatOthersSpend() throws Exception {
    venue.answer(FakeRest.with(200, "{\"serverTime\":7}", Map.of("X-MBX-USED-WEIGHT-1M", "2999")));

    client.time().get(10, TimeUnit.SECONDS);
    client.time();
    client.time();

    await().until(() -> client.status().waiting() == 1);
    assertEquals(2, venue.seen().size());
  }

  @Test
  void shouldHaveCountedWhatAnAnswerCostBeforeItIsSeen() throws Exception {
    CountDownLatch isListening = new CountDownLatch(1);
    FakeRest.Script heavy =
        FakeRest.with(200, "{\"serverTime\":7}", Map.of("X-MBX-USED-WEIGHT-1M", "1499"));
    venue.answer(
        exchange -> {
          try {
            isListening.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          heavy.answer(exchange);
        });

    CompletableFuture<Integer> used =
        client.send(TIME).thenApply(reply -> client.status().usedWeight());
    isListening.countDown();

    assertEquals(1499, used.get(10, TimeUnit.SECONDS));
  }

  @Test
  void shouldRefuseABodyThatIsTooLong() {
    venue.answer(FakeRest.ok("x".repeat(64 * 1024 + 1)));

    RestException refused = failure(client.send(TIME));

    assertEquals(RestException.Kind.UNREADABLE, refused.kind());
    assertTrue(refused.getMessage().contains("longer than 65536 bytes"), refused.getMessage());
  }

  @Test
  void shouldUnzipButNeverBeyondTheLimit() throws Exception {
    venue.answer(zipped("[" + " ".repeat(60_000) + "]"));
    byte[] body = client.send(TIME).get(10, TimeUnit.SECONDS).body();
    venue.answer(zipped(" ".repeat(10_000_000)));

    RestException refused = failure(client.send(TIME));

    assertArrayEquals(("[" + " ".repeat(60_000) + "]").getBytes(StandardCharsets.UTF_8), body);
    assertEquals(RestException.Kind.UNREADABLE, refused.kind());
  }

  @Test
  void shouldGiveUpABodyThatDoesNotEnd() {
    CountDownLatch end = new CountDownLatch(1);
    venue.answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    RestException late = failure(client(venue.url(), Duration.ofMillis(300)).send(TIME));
    end.countDown();

    assertEquals(RestException.Kind.UNREACHABLE, late.kind());
    assertTrue(late.getMessage().contains("no whole answer within 300ms"), late.getMessage());
  }

  @Test
  void shouldNotFollowToAnotherHost() {
    venue.answer(FakeRest.with(302, "", Map.of("Location", "http://elsewhere.example/")));

    RestException refused = failure(client.send(TIME));

    assertEquals(RestException.Kind.REFUSED, refused.kind());
    assertTrue(refused.getMessage().contains("http://elsewhere.example/"), refused.getMessage());
  }

  @Test
  void shouldSayWhatWasAskedWhatCameBackAndWhatToDo() {
    venue.answer(FakeRest.with(400, "{\"code\":-1121,\r\n\"msg\":\"Invalid symbol.\"}", Map.of()));

    RestException refused = failure(client.send(TIME));

    assertEquals(RestException.Kind.REFUSED, refused.kind());
    assertEquals(
        "rest request failed: venue=binance-spot url="
            + venue.url()
            + "/api/v3/time HTTP 400 {\"code\":-1121, \"msg\":\"Invalid symbol.\"};"
            + " check the symbol and caravan.venues.binance-spot.rest-url",
        refused.getMessage());
  }

  @Test
  void shouldTellTroubleOfTheVenueFromNoVenue() {
    venue.answer(FakeRest.with(502, "<html>", Map.of()));
    RestException trouble = failure(client.send(TIME));
    venue.close();

    RestException absent = failure(client.send(TIME));

    assertEquals(RestException.Kind.VENUE, trouble.kind());
    assertEquals(RestException.Kind.UNREACHABLE, absent.kind());
    assertTrue(absent.getMessage().contains("ConnectException"), absent.getMessage());
  }

  @Test
  void shouldRefuseAnAnswerOfSomethingElse() {
    venue.answer(FakeRest.ok("<html>login</html>"));

    ExecutionException failed =
        assertThrows(
            ExecutionException.class, () -> client.instruments().get(10, TimeUnit.SECONDS));

    RestException unreadable = assertInstanceOf(RestException.class, failed.getCause());
    assertEquals(RestException.Kind.UNREADABLE, unreadable.kind());
  }

  @Test
  void shouldNeverSendWhatIsAboveTheBudget() {
    RestException refused = failure(client.send(new RestRequest("/huge", 3001)));

    assertEquals(RestException.Kind.REFUSED, refused.kind());
    assertEquals(0, venue.seen().size());
  }

  private static FakeRest.Script zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, bytes.size());
      exchange.getResponseBody().write(bytes.toByteArray());
    };
  }

  private static RestException failure(CompletableFuture<?> asked) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> asked.get(10, TimeUnit.SECONDS));
    return assertInstanceOf(RestException.class, failed.getCause());
  }
}
