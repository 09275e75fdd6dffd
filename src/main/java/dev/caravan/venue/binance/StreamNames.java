package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what stream names mean, so that a name seen before costs one look-up and no garbage.
 *
 * <p>Shape: {@code btcusdt@depth20@100ms} is symbol and channel, split at the first {@code @};
 * {@code !miniTicker@arr} is a channel without symbol. The memory is bounded, since names come from
 * outside: what is beyond it is understood anew each time. Not thread-safe.
 */
final class StreamNames {

  /** Names that are remembered; one connection carries at most 1,024. */
  static final int MOST_REMEMBERED = 16_384;

  static final int LONGEST_NAME = 128;

  private static final int SLOTS = MOST_REMEMBERED * 2;
  private static final String NOTICE = "!serverShutdown";

  /** What a name means; a notice belongs to no stream. */
  record Meaning(StreamId stream, ChannelRule rule, boolean isNotice) {}

  private record Entry(byte[] name, Meaning meaning) {}

  private final Function<String, ChannelRule> rules;
  private final Predicate<String> hasNoSymbol;
  private final @Nullable Entry[] entries = new Entry[SLOTS];
  private int remembered;

  /**
   * Starts with nothing remembered.
   *
   * @param rules what is known of a channel
   * @param hasNoSymbol whether a name without {@code @} is a channel of its own
   */
  StreamNames(Function<String, ChannelRule> rules, Predicate<String> hasNoSymbol) {
    this.rules = requireNonNull(rules, "rules");
    this.hasNoSymbol = requireNonNull(hasNoSymbol, "hasNoSymbol");
  }

  /** The name that begins behind the quote at {@code at}, or null if it cannot be a stream's. */
  @Nullable Meaning quoted(byte[] bytes, int at, int end) {
    if (bytes[at] != '"') {
      return null;
    }
    int from = at + 1;
    int to = from;
    int hash = 1;
    int limit = Math.min(end, from + LONGEST_NAME + 1);
    while (to < limit && bytes[to] != '"') {
      hash = 31 * hash + bytes[to];
      to++;
    }
    return to >= limit || to == from ? null : meaning(bytes, from, to, hash);
  }

  /** The same for a name made by us. */
  @Nullable Meaning named(String name) {
    byte[] bytes = ('"' + name + '"').getBytes(UTF_8);
    return quoted(bytes, 0, bytes.length);
  }

  int remembered() {
    return remembered;
  }

  private @Nullable Meaning meaning(byte[] bytes, int from, int to, int hash) {
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (Entry entry = entries[slot]; entry != null; entry = entries[slot]) {
      if (Arrays.equals(entry.name, 0, entry.name.length, bytes, from, to)) {
        return entry.meaning;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    byte[] name = Arrays.copyOfRange(bytes, from, to);
    Meaning meaning = understand(name);
    if (meaning != null && remembered < MOST_REMEMBERED) {
      entries[slot] = new Entry(name, meaning);
      remembered++;
    }
    return meaning;
  }

  private @Nullable Meaning understand(byte[] name) {
    for (byte b : name) {
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return null;
      }
    }
    String text = new String(name, UTF_8);
    if (text.equals(NOTICE)) {
      return new Meaning(StreamId.NONE, ChannelRule.withoutId(), true);
    }
    int at = text.indexOf('@');
    boolean isWhole = text.startsWith("!") || (at < 0 && hasNoSymbol.test(text));
    if (!isWhole && at < 1) {
      return null;
    }
    String channel = isWhole ? text : text.substring(at + 1);
    String symbol = isWhole ? "" : text.substring(0, at).toUpperCase(Locale.ROOT);
    if (channel.isEmpty() || channel.equals("-") || channel.indexOf('/') >= 0) {
      return null;
    }
    return new Meaning(new StreamId(channel, symbol), rules.apply(channel), false);
  }
}
