package dev.caravan.doctor;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.telegram.BotApiClient;
import dev.caravan.telegram.BotApiException;
import dev.caravan.telegram.TelegramSetup;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks the Bot API who the bot is and whether it knows the chat; sends no message. */
public final class TelegramCheck implements Check {

  private static final int TOO_MANY = 429;

  private final TelegramSetup setup;

  public TelegramCheck(TelegramSetup setup) {
    this.setup = requireNonNull(setup, "setup");
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public List<Finding> look() throws InterruptedException {
    if (!setup.problems().isEmpty()) {
      return setup.problems().stream()
          .map(problem -> Finding.fail(name(), problem, "run would refuse to start"))
          .toList();
    }
    if (!setup.isEnabled()) {
      return List.of(
          Finding.warn(
              name(),
              "off: no token and chat, alerts go to the log and the dashboard only",
              "set TELEGRAM_TOKEN and TELEGRAM_CHAT_ID to be told"));
    }
    String bot;
    try {
      bot = "@" + ask("getMe").path("username").asText("unnamed");
    } catch (IOException e) {
      return List.of(
          judge(e, "bot", "take the token from @BotFather again and set TELEGRAM_TOKEN"));
    }
    try {
      String chat = URLEncoder.encode(setup.chatId().orElse(""), StandardCharsets.UTF_8);
      JsonNode known = ask("getChat?chat_id=" + chat);
      return List.of(
          Finding.ok(
              name(), bot + " tells a chat of type " + known.path("type").asText("unknown")));
    } catch (IOException e) {
      return List.of(
          judge(
              e,
              "chat",
              "write the bot a message or add it to the group, then set TELEGRAM_CHAT_ID"));
    }
  }

  private Finding judge(IOException failure, String what, String next) {
    int status = failure instanceof BotApiException refusal ? refusal.status() : 0;
    String said = what + " not confirmed by " + setup.baseUri() + ": " + failure.getMessage();
    return status >= 400 && status < 500 && status != TOO_MANY
        ? Finding.fail(name(), said, next)
        : Finding.warn(
            name(),
            said,
            "alerts wait on the disk until it answers; is the network up, and"
                + " caravan.telegram.base-uri right?");
  }

  private JsonNode ask(String method) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(setup.baseUri() + "/bot" + BotApiClient.PLACEHOLDER + "/" + method))
            .build();
    HttpResponse<byte[]> answer =
        setup.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
    return new ObjectMapper().readTree(answer.body()).path("result");
  }
}
