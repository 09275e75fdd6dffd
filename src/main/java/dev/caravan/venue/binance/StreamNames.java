package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Recognition;
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

  private static final int FIRST_SLOTS = 512;
  private static final String NOTICE = "!serverShutdown";

  /**
   * What a name means; a notice belongs to no stream.
   *
   * @param number counts what is remembered; {@link Recognition#NO_NUMBER} where this is not
   */
  record Meaning(byte[] name, int number, StreamId stream, ChannelRule rule, boolean isNotice) {}

  private final Function<String, ChannelRule> rules;
  private final Predicate<String> hasNoSymbol;
  private @Nullable Meaning[] slots = new Meaning[FIRST_SLOTS];
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
    int mask = slots.length - 1;
    int slot = slot(hash);
    for (Meaning known = slots[slot]; known != null; known = slots[slot]) {
      if (Arrays.equals(known.name, 0, known.name.length, bytes, from, to)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    byte[] name = Arrays.copyOfRange(bytes, from, to);
    boolean isRemembered = remembered < MOST_REMEMBERED;
    Meaning meaning = understand(name, isRemembered ? remembered : Recognition.NO_NUMBER);
    if (meaning != null && isRemembered) {
      slots[slot] = meaning;
      if (++remembered * 2 > slots.length) {
        grow();
      }
    }
    return meaning;
  }

  private void grow() {
    @Nullable Meaning[] old = slots;
    slots = new Meaning[old.length * 2];
    for (Meaning meaning : old) {
      if (meaning != null) {
        int slot = slot(Arrays.hashCode(meaning.name));
        while (slots[slot] != null) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = meaning;
      }
    }
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (slots.length - 1);
  }

  private @Nullable Meaning understand(byte[] name, int number) {
    for (byte b : name) {
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return null;
      }
    }
    String text = new String(name, UTF_8);
    if (text.equals(NOTICE)) {
      return new Meaning(name, number, StreamId.NONE, ChannelRule.withoutId(), true);
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
    return new Meaning(name, number, new StreamId(channel, symbol), rules.apply(channel), false);
  }
}
