package dev.caravan.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.telegram.BotApiStandIn.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BotApiClientTest {

  private static final String TOKEN = BotApiStandIn.EXAMPLE_TOKEN;

  private BotApiStandIn telegram;

  @BeforeEach
  void start() throws Exception {
    telegram = BotApiStandIn.start(TOKEN);
  }

  @AfterEach
  void stop() {
    telegram.close();
  }

  private HttpResponse<String> send(String token, String baseUri, Duration timeout)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(baseUri + "/bot" + BotApiClient.PLACEHOLDER + "/sendMessage"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"chat_id\":\"1\",\"text\":\"hello\"}"))
            .build();
    return new BotApiClient(Optional.of(token), timeout, Duration.ZERO)
        .send(request, HttpResponse.BodyHandlers.ofString());
  }

  private BotApiException refused(Reply reply) {
    telegram.reply(reply);
    BotApiException refusal =
        assertThrows(
            BotApiException.class, () -> send(TOKEN, telegram.baseUri(), Duration.ofMillis(500)));
    assertKeepsTheToken(refusal);
    return refusal;
  }

  private static void assertKeepsTheToken(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains(TOKEN.substring(10)), trace.toString());
  }

  @Test
  void shouldPutTheTokenIntoTheRequestAndKeepItOutOfTheResponse() throws Exception {
    HttpResponse<String> response = send(TOKEN, telegram.baseUri(), Duration.ofSeconds(5));

    assertEquals(200, response.statusCode());
    assertTrue(response.body().contains("\"ok\":true"));
    assertEquals("hello", telegram.messages().get(0).text());
    assertFalse(response.uri().toString().contains(TOKEN));
    assertFalse(response.request().uri().toString().contains(TOKEN));
  }

  @Test
  void shouldTellHowLongToWaitWhenThereWereTooManyRequests() {
    BotApiException refusal = refused(new Reply.TooManyRequests(7));

    assertEquals(429, refusal.status());
    assertEquals(Optional.of(Duration.ofSeconds(7)), refusal.retryAfter());
  }

  @Test
  void shouldTellStatusAndDescriptionOfARefusal() {
    BotApiException refusal = refused(new Reply.Error(400, "Bad Request: chat not found"));

    assertEquals(400, refusal.status());
    assertEquals("Bad Request: chat not found", refusal.description());
  }

  @Test
  void shouldFailWithoutStatusWhenThereIsNoUsableAnswer() throws Exception {
    assertEquals(0, refused(new Reply.Drop()).status());
    assertEquals(0, refused(new Reply.Stall()).status());
    assertEquals(0, refused(new Reply.Nonsense(200)).status());
    assertEquals(0, refused(new Reply.Nonsense(404)).status());
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    for (String nowhere :
        new String[] {"http://127.0.0.1:" + closedPort, "ftp://127.0.0.1", "http://no host"}) {
      Exception failure =
          assertThrows(Exception.class, () -> send(TOKEN, nowhere, Duration.ofSeconds(5)));
      assertKeepsTheToken(failure);
    }
  }

  @Test
  void shouldRefuseAnotherTokenAsTelegramDoes() {
    BotApiException refusal =
        assertThrows(
            BotApiException.class,
            () -> send("12345:wrong", telegram.baseUri(), Duration.ofSeconds(5)));

    assertEquals(401, refusal.status());
  }

  @Test
  void shouldKeepATokenWithImpossibleCharactersOutOfTheError() {
    Exception failure =
        assertThrows(
            Exception.class, () -> send(TOKEN + " {x}", telegram.baseUri(), Duration.ofSeconds(5)));

    assertKeepsTheToken(failure);
  }

  @Test
  void shouldRefuseARouteThatNamesAToken() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(telegram.baseUri() + "/bot" + TOKEN + "/sendMessage"))
            .build();

    BotApiException refusal =
        assertThrows(
            BotApiException.class,
            () ->
                new BotApiClient(Optional.of(TOKEN), Duration.ofSeconds(5), Duration.ZERO)
                    .send(request, HttpResponse.BodyHandlers.discarding()));

    assertTrue(refusal.description().contains("the route names a token"));
    assertKeepsTheToken(refusal);
  }
}
