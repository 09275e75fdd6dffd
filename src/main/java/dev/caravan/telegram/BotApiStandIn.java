package dev.caravan.telegram;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Answers on loopback as Telegram's Bot API does, and remembers what it was told.
 *
 * <p>Takes {@code POST /bot<token>/sendMessage} with JSON, answers {@code getMe}, and gives out
 * what {@link #userSays people wrote} to whoever polls {@code getUpdates}. Scripted {@link Reply
 * replies} are given to the next requests, one each; then it consents again.
 *
 * <p>Source: core.telegram.org/bots/api "Making requests", ResponseParameters and sendMessage, Bot
 * API 9, 2026. Thread-safe.
 */
public final class BotApiStandIn implements Closeable {

  /** A token that looks like a real one. */
  public static final String EXAMPLE_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

  /** A chat as private chats are numbered. */
  public static final String EXAMPLE_CHAT = "987654321";

  /** Anything but the few tags that our texts use, and the entities that Telegram knows. */
  private static final Pattern NOT_HTML =
      Pattern.compile("<(?!/?[bi]>)|(?<!<b|</b|<i|</i)>|&(?!(amp|lt|gt|quot);)");

  private static final int MAX_BODY = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A message that was taken. */
  public record Message(long id, String chatId, String text, String parseMode) {}

  /** What the next request is answered with. */
  public sealed interface Reply {

    /** 429 with {@code parameters.retry_after}. */
    record TooManyRequests(int retryAfterSeconds) implements Reply {}

    /** An error such as 400, 401, 403, 404, 500 or 502. */
    record Error(int status, String description) implements Reply {}

    /** The connection ends without an answer. */
    record Drop() implements Reply {}

    /** No answer until the stand-in is closed or the client gives up. */
    record Stall() implements Reply {}

    /** A page of something that is no Bot API. */
    record Nonsense(int status) implements Reply {}

    /** The request is taken and remembered, and then the connection ends without an answer. */
    record TakeAndDrop() implements Reply {}
  }

  private final String token;
  private final HttpServer server;
  private final ExecutorService threads;

  private final Object lock = new Object();
  // Guarded by lock.
  private final Deque<Reply> script = new ArrayDeque<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Long> attemptNanos = new ArrayList<>();
  private Consumer<Message> listener = message -> {};
  private final List<ObjectNode> updates = new ArrayList<>();
  private long nextUpdate = 1_000;
  private int polls;
  private boolean isClosed;

  private BotApiStandIn(HttpServer server, String token) {
    this.server = server;
    this.token = token;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "caravan-bot-api");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /** Listens on a free port of loopback for requests with this token. */
  public static BotApiStandIn start(String token) throws IOException {
    return start(token, 0);
  }

  /** Listens on this port of loopback; 0 takes a free one. */
  public static BotApiStandIn start(String token, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    BotApiStandIn standIn = new BotApiStandIn(server, requireNonNull(token, "token"));
    server.start();
    return standIn;
  }

  /** Scheme, host and port: what {@code caravan.telegram.base-uri} takes. */
  public String baseUri() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers the next requests with these, one each, in this order. */
  public void reply(Reply... replies) {
    synchronized (lock) {
      script.addAll(List.of(replies));
    }
  }

  /** Somebody writes to the bot at this moment. */
  public void userSays(String chatId, String text) {
    userSays(chatId, text, Instant.now());
  }

  /** Somebody wrote to the bot. */
  public void userSays(String chatId, String text, Instant at) {
    synchronized (lock) {
      ObjectNode update = JSON.createObjectNode().put("update_id", nextUpdate++);
      ObjectNode message = update.putObject("message");
      message.put("message_id", nextUpdate).put("date", at.getEpochSecond());
      message.putObject("from").put("id", 5).put("is_bot", false).put("first_name", "Somebody");
      message.putObject("chat").put("id", Long.parseLong(chatId)).put("type", "private");
      message.put("text", text);
      updates.add(update);
      lock.notifyAll();
    }
  }

  /** How often somebody asked for news. */
  public int polls() {
    synchronized (lock) {
      return polls;
    }
  }

  /** Calls back for each message that is taken, on the thread that took it. */
  public void onMessage(Consumer<Message> listener) {
    synchronized (lock) {
      this.listener = requireNonNull(listener, "listener");
    }
  }

  /** The messages taken, in order. */
  public List<Message> messages() {
    synchronized (lock) {
      return List.copyOf(messages);
    }
  }

  /** When each request for sendMessage arrived, refused ones included, in monotonic nanoseconds. */
  public List<Long> attemptNanos() {
    synchronized (lock) {
      return List.copyOf(attemptNanos);
    }
  }

  /** Stops listening and ends stalled requests. */
  @Override
  public void close() {
    synchronized (lock) {
      isClosed = true;
      lock.notifyAll();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      byte[] body = http.getRequestBody().readNBytes(MAX_BODY);
      String path = http.getRequestURI().getPath();
      if (path.equals("/bot" + token + "/sendMessage")) {
        sendMessage(http, body);
      } else if (path.equals("/bot" + token + "/getMe")) {
        ObjectNode me = JSON.createObjectNode().put("id", 1).put("is_bot", true);
        consent(http, me.put("first_name", "Caravan stand-in").put("username", "caravan_bot"));
      } else if (path.equals("/bot" + token + "/getChat")) {
        getChat(http);
      } else if (path.equals("/bot" + token + "/getUpdates")) {
        getUpdates(http);
      } else if (path.startsWith("/bot" + token + "/")) {
        refuse(http, 404, "Not Found", Optional.empty());
      } else {
        refuse(http, 401, "Unauthorized", Optional.empty());
      }
    }
  }

  /** It has met one chat only. */
  private static void getChat(HttpExchange http) throws IOException {
    if (("chat_id=" + EXAMPLE_CHAT).equals(http.getRequestURI().getQuery())) {
      ObjectNode chat = JSON.createObjectNode().put("id", Long.parseLong(EXAMPLE_CHAT));
      consent(http, chat.put("type", "private").put("first_name", "Operator"));
    } else {
      refuse(http, 400, "Bad Request: chat not found", Optional.empty());
    }
  }

  /** Waits for news as long as it is asked to; what is below the offset is never given again. */
  private void getUpdates(HttpExchange http) throws IOException {
    long offset = parameter(http, "offset");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(parameter(http, "timeout"));
    ObjectNode answer = JSON.createObjectNode().put("ok", true);
    synchronized (lock) {
      polls++;
      updates.removeIf(update -> update.path("update_id").asLong() < offset);
      while (updates.isEmpty() && !isClosed && System.nanoTime() < deadline) {
        try {
          lock.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      answer.putArray("result").addAll(updates);
    }
    answer(http, 200, JSON.writeValueAsString(answer), "application/json");
  }

  private static long parameter(HttpExchange http, String name) {
    String query = String.valueOf(http.getRequestURI().getQuery());
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return Long.parseLong(pair.substring(name.length() + 1));
      }
    }
    return 0;
  }

  private void sendMessage(HttpExchange http, byte[] body) throws IOException {
    Optional<Reply> reply;
    synchronized (lock) {
      attemptNanos.add(System.nanoTime());
      reply = Optional.ofNullable(script.poll());
    }
    if (reply.isEmpty()) {
      take(http, body);
    } else if (reply.get() instanceof Reply.TooManyRequests busy) {
      refuse(
          http,
          429,
          "Too Many Requests: retry after " + busy.retryAfterSeconds(),
          Optional.of(busy.retryAfterSeconds()));
    } else if (reply.get() instanceof Reply.Error error) {
      refuse(http, error.status(), error.description(), Optional.empty());
    } else if (reply.get() instanceof Reply.Nonsense nonsense) {
      answer(http, nonsense.status(), "<html>please log in</html>", "text/html");
    } else if (reply.get() instanceof Reply.TakeAndDrop) {
      remember(JSON.readTree(body));
    } else if (reply.get() instanceof Reply.Stall) {
      stall();
    }
    // A dropped request is one whose exchange ends here without an answer.
  }

  private void take(HttpExchange http, byte[] body) throws IOException {
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (IOException e) {
      refuse(http, 400, "Bad Request: not JSON", Optional.empty());
      return;
    }
    String text = request.path("text").asText("");
    if (request.path("chat_id").asText("").isEmpty()) {
      refuse(http, 400, "Bad Request: chat_id is empty", Optional.empty());
    } else if (text.isEmpty()) {
      refuse(http, 400, "Bad Request: message text is empty", Optional.empty());
    } else if (text.length() > TelegramText.MAX_LENGTH) {
      refuse(http, 400, "Bad Request: message is too long", Optional.empty());
    } else if (request.path("parse_mode").asText("").equals("HTML")
        && NOT_HTML.matcher(text).find()) {
      refuse(http, 400, "Bad Request: can't parse entities", Optional.empty());
    } else {
      Message message = remember(request);
      ObjectNode result = JSON.createObjectNode();
      result.put("message_id", message.id()).put("date", Instant.now().getEpochSecond());
      result.putObject("from").put("id", 1).put("is_bot", true).put("first_name", "Caravan");
      ObjectNode chat = result.putObject("chat");
      if (request.path("chat_id").asText().matches("-?\\d{1,18}")) {
        chat.put("id", request.path("chat_id").asLong());
      } else {
        chat.put("id", -1).put("username", request.path("chat_id").asText());
      }
      chat.put("type", "private").put("first_name", "Operator");
      consent(http, result.put("text", text));
    }
  }

  private Message remember(JsonNode request) {
    Message message;
    Consumer<Message> told;
    synchronized (lock) {
      message =
          new Message(
              messages.size() + 1L,
              request.path("chat_id").asText(),
              request.path("text").asText(),
              request.path("parse_mode").asText(""));
      messages.add(message);
      told = listener;
    }
    told.accept(message);
    return message;
  }

  private void stall() {
    synchronized (lock) {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
      while (!isClosed && System.nanoTime() < deadline) {
        try {
          lock.wait(1_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private static void consent(HttpExchange http, ObjectNode result) throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("ok", true);
    answer.set("result", result);
    answer(http, 200, JSON.writeValueAsString(answer), "application/json");
  }

  private static void refuse(
      HttpExchange http, int status, String description, Optional<Integer> retryAfter)
      throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("ok", false);
    answer.put("error_code", status).put("description", description);
    retryAfter.ifPresent(
        seconds -> answer.putObject("parameters").put("retry_after", seconds.intValue()));
    answer(http, status, JSON.writeValueAsString(answer), "application/json");
  }

  private static void answer(HttpExchange http, int status, String body, String type)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", type);
    http.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(bytes);
    }
  }
}
