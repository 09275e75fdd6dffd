package dev.caravan.telegram;

import static java.util.Objects.requireNonNull;

import dev.caravan.log.Redaction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides from the configuration whether there is a Telegram to tell, and how the routes reach it.
 *
 * @param token the bot token; a blank one counts as none
 * @param chatId the chat that is told; a blank one counts as none
 * @param baseUri scheme, host and port of the Bot API
 * @param commands whether the chat may ask
 */
public record TelegramSetup(
    Optional<String> token, Optional<String> chatId, String baseUri, boolean commands) {

  /** Where the real Bot API is. */
  public static final String DEFAULT_BASE_URI = "https://api.telegram.org";

  private static final Pattern TOKEN = Pattern.compile("\\d+:[A-Za-z0-9_-]+");
  private static final Pattern CHAT = Pattern.compile("-?\\d+|@[A-Za-z0-9_]+");
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration ONE_MESSAGE_EACH = Duration.ofSeconds(1);

  public TelegramSetup {
    token = requireNonNull(token, "token").map(String::strip).filter(text -> !text.isEmpty());
    chatId = requireNonNull(chatId, "chatId").map(String::strip).filter(text -> !text.isEmpty());
    while (baseUri.endsWith("/")) {
      baseUri = baseUri.substring(0, baseUri.length() - 1);
    }
    token.ifPresent(Redaction::register);
    chatId.ifPresent(Redaction::register);
  }

  /** Without commands. */
  public TelegramSetup(Optional<String> token, Optional<String> chatId, String baseUri) {
    this(token, chatId, baseUri, false);
  }

  /** Everything that cannot work, one sentence each, without the values. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (token.isPresent() && !TOKEN.matcher(token.get()).matches()) {
      problems.add(
          "caravan.telegram.token is not a bot token; expected NUMBER:KEY as @BotFather gives it");
    }
    if (chatId.isPresent() && !CHAT.matcher(chatId.get()).matches()) {
      problems.add("caravan.telegram.chat-id is not a chat; expected a number or @channel");
    }
    if (token.isPresent() != chatId.isPresent()) {
      problems.add(
          "caravan.telegram."
              + (token.isPresent() ? "chat-id" : "token")
              + " is missing; set both TELEGRAM_TOKEN and TELEGRAM_CHAT_ID, or neither");
    }
    if (commands && chatId.isPresent() && chatId.get().startsWith("@")) {
      problems.add(
          "caravan.telegram.commands needs the chat's number in caravan.telegram.chat-id, not its"
              + " name");
    }
    try {
      URI uri = new URI(baseUri);
      boolean isHttp = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (!isHttp || uri.getHost() == null) {
        problems.add(
            "caravan.telegram.base-uri="
                + baseUri
                + " is not an address; expected "
                + DEFAULT_BASE_URI);
      }
    } catch (java.net.URISyntaxException e) {
      problems.add("caravan.telegram.base-uri is not an address; expected " + DEFAULT_BASE_URI);
    }
    return problems;
  }

  /** Whether anybody is told. */
  public boolean isEnabled() {
    return token.isPresent() && chatId.isPresent();
  }

  /** What the log says at start. */
  public String sentence() {
    return isEnabled()
        ? "telegram on baseUri=" + baseUri + " commands=" + commands
        : "telegram off: no token and chat; alerts go to the log and the dashboard only; set"
            + " TELEGRAM_TOKEN and TELEGRAM_CHAT_ID";
  }

  /** What the shipped routes read; the token is not among them. */
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("caravan.telegram.enabled", Boolean.toString(isEnabled()));
    properties.put("caravan.telegram.answers", Boolean.toString(isEnabled() && commands));
    properties.put("caravan.telegram.base-uri", baseUri);
    properties.put("caravan.telegram.chat-id", chatId.orElse("none"));
    return properties;
  }

  /** The bean {@code telegramClient} of the routes. */
  public BotApiClient client() {
    return client(ONE_MESSAGE_EACH);
  }

  /** The same with another pace. */
  public BotApiClient client(Duration oneMessageEach) {
    return new BotApiClient(token, TIMEOUT, oneMessageEach);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "TelegramSetup[enabled=" + isEnabled() + ", baseUri=" + baseUri + "]";
  }
}
