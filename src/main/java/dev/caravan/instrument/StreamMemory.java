package dev.caravan.instrument;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which stream the names in a frame mean, so that names seen before cost one look-up and
 * no garbage.
 *
 * <p>Shape: a frame names its stream in one or more parts ({@code trade}, {@code KRW-BTC}); they
 * are given one by one and then looked up together. The memory is bounded, since names come from
 * outside: what is beyond it is understood anew each time. Not thread-safe.
 */
public final class StreamMemory {

  /** Streams that are remembered. */
  public static final int MOST_REMEMBERED = 16_384;

  private static final int LONGEST_NAME = 128;
  private static final int FIRST_SLOTS = 512;
  private static final byte BETWEEN = 0;

  private record Known(byte[] parts, StreamId stream, int number) {}

  private final Function<String[], Optional<StreamId>> meaning;
  private @Nullable Known[] slots = new Known[FIRST_SLOTS];
  private int remembered;

  // Of the name that is being given.
  private final byte[] parts = new byte[LONGEST_NAME];
  private int length;
  private boolean isName = true;

  /**
   * Starts with nothing remembered.
   *
   * @param meaning the stream that these parts name; empty where they name none
   */
  public StreamMemory(Function<String[], Optional<StreamId>> meaning) {
    this.meaning = requireNonNull(meaning, "meaning");
  }

  /** Begins a name. */
  public StreamMemory begin() {
    length = 0;
    isName = true;
    return this;
  }

  /** The next part: the JSON string that begins with a quote at {@code at}. */
  public StreamMemory quoted(byte[] bytes, int at, int end) {
    if (at < 0 || at >= end || bytes[at] != '"') {
      isName = false;
      return this;
    }
    for (int i = at + 1; i < end && length < LONGEST_NAME; i++) {
      byte b = bytes[i];
      if (b == '"') {
        isName &= i > at + 1;
        parts[length++] = BETWEEN;
        return this;
      }
      // Nobody escapes a name.
      isName &= b != '\\' && (b < 0 || b >= ' ');
      parts[length++] = b;
    }
    isName = false;
    return this;
  }

  /**
   * Says that the frame is data of the stream with the name just given, or that nobody knows it.
   *
   * @param id of the frame, or -1
   */
  public void recognise(long id, Recognition into) {
    Known known = isName ? find() : null;
    if (known == null) {
      into.unknown();
    } else {
      into.data(known.stream, id, id);
      into.numbered(known.number);
    }
  }

  public int remembered() {
    return remembered;
  }

  private @Nullable Known find() {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + parts[i];
    }
    int slot = slot(hash);
    for (Known known = slots[slot]; known != null; known = slots[slot]) {
      if (Arrays.equals(known.parts, 0, known.parts.length, parts, 0, length)) {
        return known;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    String[] names = new String(parts, 0, length, UTF_8).split("\0");
    StreamId stream = meaning.apply(names).orElse(null);
    if (stream == null) {
      return null;
    }
    boolean isRemembered = remembered < MOST_REMEMBERED;
    Known known =
        new Known(
            Arrays.copyOf(parts, length),
            stream,
            isRemembered ? remembered : Recognition.NO_NUMBER);
    if (isRemembered) {
      slots[slot] = known;
      if (++remembered * 2 > slots.length) {
        grow();
      }
    }
    return known;
  }

  private void grow() {
    @Nullable Known[] old = slots;
    slots = new Known[old.length * 2];
    for (Known known : old) {
      if (known != null) {
        int slot = slot(Arrays.hashCode(known.parts));
        while (slots[slot] != null) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = known;
      }
    }
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (slots.length - 1);
  }
}
