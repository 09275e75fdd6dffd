package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream a channel and a name in its frames mean, so that one seen before costs one
 * look-up and no garbage.
 *
 * <p>Shape of names: {@code BTC_USDT}, in candles {@code 1m_BTC_USDT}, in the depth of the second
 * version {@code ob.BTC_USDT.50}. The memory is bounded, since names come from outside: what is
 * beyond it is understood anew each time. Not thread-safe.
 */
final class GateioNames {

  /** Streams that are remembered; one connection carries at most a hundred. */
  static final int MOST_REMEMBERED = 16_384;

  private static final int LONGEST_NAME = 64;
  private static final int FIRST_SLOTS = 512;
  private static final String DEPTH = "ob.";

  /** The stream that a channel, a name and a number of levels mean together. */
  record Meaning(GateioChannel channel, byte[] name, int levels, int number, StreamId stream) {

    private boolean is(GateioChannel other, byte[] bytes, int from, int to, int otherLevels) {
      return channel == other
          && levels == otherLevels
          && Arrays.equals(name, 0, name.length, bytes, from, to);
    }
  }

  private @Nullable Meaning[] slots = new Meaning[FIRST_SLOTS];
  private int remembered;

  int remembered() {
    return remembered;
  }

  /**
   * The stream of a frame, or null where the name cannot be one.
   *
   * @param levels as far as the channel's name needs them; 0 for the usual number
   */
  @Nullable Meaning of(GateioChannel channel, byte[] bytes, int from, int to, int levels) {
    if (from >= to || to - from > LONGEST_NAME) {
      return null;
    }
    int hash = 31 * channel.ordinal() + levels;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = slot(hash);
    for (Meaning known = slots[slot]; known != null; known = slots[slot]) {
      if (known.is(channel, bytes, from, to, levels)) {
        return known;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    byte[] name = Arrays.copyOfRange(bytes, from, to);
    boolean isRemembered = remembered < MOST_REMEMBERED;
    StreamId stream = understand(channel, name, levels);
    if (stream == null) {
      return null;
    }
    Meaning meaning =
        new Meaning(
            channel, name, levels, isRemembered ? remembered : Recognition.NO_NUMBER, stream);
    if (isRemembered) {
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
        int hash = 31 * meaning.channel.ordinal() + meaning.levels;
        for (byte b : meaning.name) {
          hash = 31 * hash + b;
        }
        int slot = slot(hash);
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

  private static @Nullable StreamId understand(GateioChannel channel, byte[] name, int levels) {
    for (byte b : name) {
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return null;
      }
    }
    String text = new String(name, UTF_8);
    switch (channel.kind()) {
      case CANDLES:
        int end = text.indexOf('_');
        return end < 1
            ? null
            : stream(channel.wire() + "_" + text.substring(0, end), text.substring(end + 1));
      case DEPTH:
        int last = text.lastIndexOf('.');
        return !text.startsWith(DEPTH) || last < DEPTH.length()
            ? null
            : stream(
                channel.wire() + "_" + text.substring(last + 1),
                text.substring(DEPTH.length(), last));
      case DELTAS, BOOKS:
        return stream(channel.named(levels), text);
      default:
        return stream(channel.wire(), text);
    }
  }

  private static @Nullable StreamId stream(String channel, String symbol) {
    return channel.indexOf('/') >= 0 || channel.endsWith("_") || symbol.isEmpty()
        ? null
        : new StreamId(channel, symbol);
  }
}
