package dev.caravan.telegram;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the commands of one chat, and nobody else.
 *
 * <p>Whoever else writes gets no answer; the first time is logged, each is counted. What was
 * written long ago, while nobody was listening, is not carried out. Thread-safe.
 */
public final class BotCommands {

  /** Older ones are not carried out. */
  static final Duration TOO_OLD = Duration.ofMinutes(5);

  static final Duration LONGEST_MUTE = Duration.ofDays(7);

  private static final Pattern COMMAND =
      Pattern.compile("\\s*/([A-Za-z]{1,32})(?:@\\w{1,64})?(?:\\s+(.*))?", Pattern.DOTALL);
  private static final Pattern DURATION = Pattern.compile("(\\d{1,4})\\s*([mhd])");
  private static final Logger LOG = LoggerFactory.getLogger(BotCommands.class);

  private record Command(String help, Function<String, String> answer) {}

  private final String chatId;
  private final EpochNanoClock clock;
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final LongAdder strangers = new LongAdder();
  private final LongAdder answered = new LongAdder();

  /**
   * @param chatId the number of the one chat
   */
  public BotCommands(String chatId, EpochNanoClock clock) {
    this.chatId = requireNonNull(chatId, "chatId");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Adds a question without arguments; before the first message. */
  public BotCommands ask(String name, String help, Supplier<String> answer) {
    commands.put(name, new Command("/" + name + " – " + help, arguments -> answer.get()));
    return this;
  }

  /** Adds {@code /mute} and {@code /unmute}; before the first message. */
  public BotCommands mutes(Function<Duration, String> mute, Supplier<String> unmute) {
    commands.put(
        "mute",
        new Command(
            "/mute 2h – tell nothing for two hours, then all of it together (m, h or d; 7d at most)",
            arguments -> mute(arguments, mute)));
    return ask("unmute", "tell again, and what was held back", unmute);
  }

  /**
   * The messages that answer this one, in order; none for a stranger and for what is no command.
   *
   * @param sentAt when it was written
   */
  public List<String> answer(String fromChat, Instant sentAt, String text) {
    if (!fromChat.equals(chatId)) {
      stranger();
      return List.of();
    }
    Matcher matcher = COMMAND.matcher(text);
    if (!matcher.matches()) {
      return List.of();
    }
    String name = matcher.group(1).toLowerCase(Locale.ROOT);
    if (sentAt.plus(TOO_OLD).isBefore(now())) {
      LOG.info("command not carried out, too old command={} sentAt={}", name, sentAt);
      return List.of();
    }
    answered.increment();
    LOG.info("command answered command={}", name);
    String arguments = Optional.ofNullable(matcher.group(2)).orElse("").strip();
    Command command = commands.get(name);
    return TelegramText.plain(command == null ? help() : command.answer.apply(arguments));
  }

  private void stranger() {
    strangers.increment();
    if (strangers.sum() == 1) {
      LOG.warn(
          "message of another chat not answered; further ones are only counted"
              + " (caravan_telegram_strangers_total)");
    }
  }

  /** Messages of other chats so far. */
  public long strangers() {
    return strangers.sum();
  }

  /** Commands answered so far. */
  public long answered() {
    return answered.sum();
  }

  private String help() {
    List<String> lines = new ArrayList<>();
    lines.add("I answer these commands, in this chat only:");
    commands.values().forEach(command -> lines.add(command.help));
    lines.add("/help – this list");
    return String.join("\n", lines);
  }

  private static String mute(String arguments, Function<Duration, String> mute) {
    Matcher matcher = DURATION.matcher(arguments.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      if (!duration.isZero() && duration.compareTo(LONGEST_MUTE) <= 0) {
        return mute.apply(duration);
      }
    }
    return "For how long? Write /mute 30m, /mute 2h or /mute 1d; 7d at most.";
  }

  private Instant now() {
    long nanos = clock.epochNanos();
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
