package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream an {@code arg} names, so that one seen before costs a look-up and no
 * garbage.
 *
 * <p>Shape: {@code {"channel":"books","instId":"BTC-USDT"}}; without an instrument there is {@code
 * instFamily}, {@code uly} in old data, or {@code instType}. The memory is bounded, since args come
 * from outside. Not thread-safe.
 */
final class OkxStreams {

  static final int MOST_REMEMBERED = 16_384;

  private static final int LONGEST_ARG = 256;
  private static final int FIRST_SLOTS = 512;
  private static final byte[] CHANNEL = "channel".getBytes(UTF_8);
  private static final byte[][] SYMBOLS = {
    "instId".getBytes(UTF_8),
    "instFamily".getBytes(UTF_8),
    "uly".getBytes(UTF_8),
    "instType".getBytes(UTF_8)
  };

  /** What an arg means. */
  record Meaning(byte[] arg, int number, StreamId stream, OkxChannels.Kind kind) {}

  private @Nullable Meaning[] slots = new Meaning[FIRST_SLOTS];
  private int remembered;

  int remembered() {
    return remembered;
  }

  /** The stream of the arg that begins at {@code at}, or null if it cannot be one. */
  @Nullable Meaning of(byte[] bytes, int at, int end) {
    int limit = Math.min(end, at + LONGEST_ARG);
    int to = at;
    int hash = 1;
    while (to < limit && bytes[to] != '}') {
      hash = 31 * hash + bytes[to++];
    }
    if (to >= limit) {
      return null;
    }
    int mask = slots.length - 1;
    int slot = slot(hash);
    for (Meaning known = slots[slot]; known != null; known = slots[slot]) {
      if (Arrays.equals(known.arg, 0, known.arg.length, bytes, at, to)) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    boolean isRemembered = remembered < MOST_REMEMBERED;
    Meaning meaning = understand(bytes, at, to, isRemembered ? remembered : Recognition.NO_NUMBER);
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
        int slot = slot(Arrays.hashCode(meaning.arg));
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

  private static @Nullable Meaning understand(byte[] bytes, int at, int to, int number) {
    String channel = text(bytes, JsonFields.find(bytes, at, to + 1, CHANNEL), to);
    if (channel.isEmpty() || channel.equals("-") || channel.indexOf('/') >= 0) {
      return null;
    }
    String symbol = "";
    for (int i = 0; i < SYMBOLS.length && symbol.isEmpty(); i++) {
      symbol = text(bytes, JsonFields.find(bytes, at, to + 1, SYMBOLS[i]), to);
    }
    return new Meaning(
        Arrays.copyOfRange(bytes, at, to),
        number,
        new StreamId(channel, symbol),
        OkxChannels.kind(channel));
  }

  /** The string that begins here; empty where there is none, or one that is no plain name. */
  private static String text(byte[] bytes, int at, int end) {
    if (at < 0 || bytes[at] != '"') {
      return "";
    }
    int close = JsonFields.stringEnd(bytes, at, end);
    if (close < 0) {
      return "";
    }
    for (int i = at + 1; i < close; i++) {
      if (bytes[i] == '\\' || (bytes[i] >= 0 && bytes[i] < ' ')) {
        return "";
      }
    }
    return new String(bytes, at + 1, close - at - 1, UTF_8);
  }
}
