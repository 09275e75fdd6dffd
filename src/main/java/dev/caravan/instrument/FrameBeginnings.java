package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how the frames of each stream begin, up to the last of their ids, so that a frame that
 * begins alike is understood by comparing bytes.
 *
 * <p>Shape: a beginning is text that stays ({@code {"stream":"btcusdt@trade","data":{"e":"trade",
 * "E":}) and numbers in between that may be any; digits within quotes are text. Since a walk
 * through JSON takes the same steps whatever the digits of a number are, a frame that fits has its
 * ids in the places where a walk would find them. What does not fit is left to the walk, and
 * learned from it.
 *
 * <p>Beginnings lie in one array, each within a few lines of the processor's cache, and what finds
 * them is small: with thousands of streams, what is known of each has left the near caches when its
 * next frame comes.
 *
 * <p>The memory is bounded, since frames come from outside. Not thread-safe.
 */
public final class FrameBeginnings<T> {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes of a name, or of what follows it, that tell streams apart. */
  private static final int TOLD_APART_BY = 3 * Long.BYTES;

  private static final int MOST_REMEMBERED = 16_384;
  private static final int FIRST_REMEMBERED = 64;
  private static final int SLOTS_EACH = 4;
  private static final int PROBES = 16;

  /** Ways to begin that are remembered of one stream. */
  private static final int SHAPES = 4;

  private static final int NO_ID = -1;

  /**
   * Bytes of a beginning: the number of its parts; of each part the length of its text, and which
   * id is the number behind it, or {@link #NO_ID}; the text of all parts.
   */
  private static final int LONGEST = 256;

  /** Bits of a slot that say which beginning it is, counted from 1; the others are of its hash. */
  private static final int PLACE_BITS = 15;

  private static final int PLACE = (1 << PLACE_BITS) - 1;

  private final int nameAt;
  private final long[] ids;
  private int[] slots = new int[SLOTS_EACH * FIRST_REMEMBERED];
  private byte[] beginnings = new byte[LONGEST * FIRST_REMEMBERED];
  private long[] hashes = new long[FIRST_REMEMBERED];
  private @Nullable T[] meanings = array(FIRST_REMEMBERED);
  private int remembered;
  private int learned;

  /**
   * Starts with nothing remembered.
   *
   * @param nameAt how far behind its beginning a frame names its stream
   * @param ids how many ids a frame has at most
   */
  public FrameBeginnings(int nameAt, int ids) {
    this.nameAt = nameAt;
    this.ids = new long[ids];
  }

  /** What was learned of frames that begin so, or null; then {@link #id} tells the ids. */
  public @Nullable T find(byte[] bytes, int offset, int end) {
    int name = offset + nameAt;
    if (end - name < TOLD_APART_BY) {
      return null;
    }
    long hash = hash(bytes, name);
    int shapes = 0;
    for (int i = 0; i < PROBES; i++) {
      int slot = slots[slot(hash, i)];
      if (slot == 0) {
        return null;
      }
      int place = (slot & PLACE) - 1;
      if (slot == slotOf(hash, place)) {
        if (isAlike(place * LONGEST, bytes, offset, end)) {
          return meanings[place];
        }
        if (++shapes == SHAPES) {
          return null;
        }
      }
    }
    return null;
  }

  /** An id of the frame just found, below 2^62; -1 where it cannot be read. */
  public long id(int which) {
    return ids[which];
  }

  private boolean isAlike(int known, byte[] bytes, int offset, int end) {
    int parts = beginnings[known];
    int text = known + 1 + 2 * parts;
    int at = offset;
    for (int part = 0; part < parts; part++) {
      int length = beginnings[known + 1 + 2 * part] & 0xFF;
      int id = beginnings[known + 2 + 2 * part];
      if (length >= end - at
          || !Arrays.equals(bytes, at, at + length, beginnings, text, text + length)) {
        return false;
      }
      at += length;
      text += length;
      int behind = digitsEnd(bytes, at, end);
      boolean isNumber = id != NO_ID || part < parts - 1;
      if (isNumber && behind == at) {
        return false;
      }
      if (id != NO_ID) {
        ids[id] = JsonFields.number(bytes, at, end);
      }
      at = behind;
    }
    return true;
  }

  /**
   * Learns from a frame that was walked through.
   *
   * @param from up to where it matters at least
   * @param idsAt where its ids begin, in the order of their numbers; negative where it has none
   */
  public void learn(T meaning, byte[] bytes, int offset, int from, int... idsAt) {
    requireNonNull(meaning, "meaning");
    int last = from;
    for (int at : idsAt) {
      last = Math.max(last, at);
    }
    if (last - offset > LONGEST || last - offset < nameAt + TOLD_APART_BY || !isToLearn()) {
      return;
    }
    byte[] text = new byte[last - offset];
    byte[] parts = new byte[2 * text.length + 2];
    int length = 0;
    int partFrom = 0;
    int end = 0;
    boolean isQuoted = false;
    int at = offset;
    while (at < last) {
      byte b = bytes[at];
      if (!isQuoted && b >= '0' && b <= '9') {
        parts[end++] = (byte) (length - partFrom);
        parts[end++] = role(at, idsAt);
        partFrom = length;
        at = digitsEnd(bytes, at, last);
        continue;
      }
      if (b == '\\') {
        return; // nobody escapes anything in front of an id
      }
      isQuoted ^= b == '"';
      text[length++] = b;
      at++;
    }
    parts[end++] = (byte) (length - partFrom);
    parts[end++] = role(last, idsAt);
    int known = 0;
    for (int part = 1; part < end; part += 2) {
      known += parts[part] == NO_ID ? 0 : 1;
    }
    if (known != Arrays.stream(idsAt).filter(id -> id >= 0).count()) {
      return; // a quote is missing, so that an id looks like text that stays
    }
    if (1 + end + length > LONGEST || end / 2 > Byte.MAX_VALUE) {
      return;
    }
    ByteBuffer beginning = ByteBuffer.allocate(LONGEST);
    beginning.put((byte) (end / 2)).put(parts, 0, end).put(text, 0, length);
    put(meaning, hash(bytes, offset + nameAt), beginning.array());
  }

  /** A venue whose frames never begin alike must not cost more than the walk does. */
  private boolean isToLearn() {
    learned++;
    return learned < 4 * MOST_REMEMBERED || (learned & 0xFF) == 0;
  }

  private static byte role(int at, int[] idsAt) {
    for (byte i = 0; i < idsAt.length; i++) {
      if (idsAt[i] == at) {
        return i;
      }
    }
    return NO_ID;
  }

  private void put(T meaning, long hash, byte[] beginning) {
    int shapes = 0;
    for (int i = 0; i < PROBES; i++) {
      int slot = slots[slot(hash, i)];
      int place = (slot & PLACE) - 1;
      if (slot == 0) {
        if (remembered < MOST_REMEMBERED) {
          add(meaning, hash, beginning);
        }
        return;
      }
      if (slot == slotOf(hash, place) && ++shapes == SHAPES) {
        if (meanings[place] == meaning) {
          System.arraycopy(beginning, 0, beginnings, place * LONGEST, LONGEST);
        }
        return;
      }
    }
  }

  private void add(T meaning, long hash, byte[] beginning) {
    if (remembered == meanings.length) {
      grow(2 * remembered);
    }
    System.arraycopy(beginning, 0, beginnings, remembered * LONGEST, LONGEST);
    hashes[remembered] = hash;
    meanings[remembered] = meaning;
    point(remembered++);
  }

  private void grow(int most) {
    beginnings = Arrays.copyOf(beginnings, most * LONGEST);
    hashes = Arrays.copyOf(hashes, most);
    meanings = Arrays.copyOf(meanings, most);
    slots = new int[SLOTS_EACH * most];
    for (int place = 0; place < remembered; place++) {
      point(place);
    }
  }

  /** Without a free slot near enough it is forgotten. */
  private void point(int place) {
    long hash = hashes[place];
    for (int i = 0; i < PROBES; i++) {
      if (slots[slot(hash, i)] == 0) {
        slots[slot(hash, i)] = slotOf(hash, place);
        return;
      }
    }
  }

  private int slot(long hash, int probe) {
    return (int) (hash >>> 32) + probe & slots.length - 1;
  }

  private static int slotOf(long hash, int place) {
    return (int) (hash >>> 32 + PLACE_BITS) << PLACE_BITS | place + 1;
  }

  /** Every byte matters for the upper half, also where names differ in few digits. */
  private static long hash(byte[] bytes, int at) {
    long hash = mixed((long) LONGS.get(bytes, at));
    hash = mixed(hash ^ (long) LONGS.get(bytes, at + Long.BYTES));
    return mixed(hash ^ (long) LONGS.get(bytes, at + 2 * Long.BYTES));
  }

  /** A product carries upwards only, so what is above is brought down first. */
  private static long mixed(long bits) {
    return (bits ^ bits >>> 32) * 0x9E3779B97F4A7C15L;
  }

  private static int digitsEnd(byte[] bytes, int at, int end) {
    int to = at;
    while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    return to;
  }

  @SuppressWarnings("unchecked")
  private static <T> @Nullable T[] array(int length) {
    return (T[]) new Object[length];
  }
}
