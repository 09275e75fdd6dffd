package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
 * <p>The memory is bounded, since frames come from outside. Not thread-safe.
 */
public final class FrameBeginnings<T> {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes of a name, or of what follows it, that tell streams apart. */
  private static final int TOLD_APART_BY = 3 * Long.BYTES;

  private static final int MOST_REMEMBERED = 16_384;
  private static final int LONGEST = 256;
  private static final int FIRST_SLOTS = 512;
  private static final int PROBES = 16;
  private static final int NO_ID = -1;

  /**
   * One beginning; the text of all parts lies in one array.
   *
   * @param ends where each part of the text ends
   * @param ids which id is the number behind each part, or {@link #NO_ID}
   */
  private record Beginning<T>(T meaning, long hash, byte[] text, int[] ends, int[] ids) {}

  private final int nameAt;
  private final long[] ids;
  private @Nullable Beginning<T>[] slots = slots(FIRST_SLOTS);
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
    int mask = slots.length - 1;
    for (int i = 0; i < PROBES; i++) {
      Beginning<T> known = slots[slot(hash) + i & mask];
      if (known == null) {
        return null;
      }
      if (known.hash == hash && isAlike(known, bytes, offset, end)) {
        return known.meaning;
      }
    }
    return null;
  }

  /** An id of the frame just found, below 2^62; -1 where it cannot be read. */
  public long id(int which) {
    return ids[which];
  }

  private boolean isAlike(Beginning<T> known, byte[] bytes, int offset, int end) {
    byte[] text = known.text;
    int from = 0;
    int at = offset;
    for (int part = 0; part < known.ends.length; part++) {
      int to = known.ends[part];
      int length = to - from;
      if (length >= end - at || !Arrays.equals(bytes, at, at + length, text, from, to)) {
        return false;
      }
      at += length;
      from = to;
      int behind = digitsEnd(bytes, at, end);
      int id = known.ids[part];
      boolean isNumber = id != NO_ID || part < known.ends.length - 1;
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
    int[] ends = new int[text.length + 1];
    int[] roles = new int[text.length + 1];
    int length = 0;
    int parts = 0;
    boolean isQuoted = false;
    int at = offset;
    while (at < last) {
      byte b = bytes[at];
      if (!isQuoted && b >= '0' && b <= '9') {
        ends[parts] = length;
        roles[parts++] = role(at, idsAt);
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
    ends[parts] = length;
    roles[parts++] = role(last, idsAt);
    if (Arrays.stream(roles, 0, parts).filter(role -> role != NO_ID).count()
        != Arrays.stream(idsAt).filter(id -> id >= 0).count()) {
      return; // a quote is missing, so that an id looks like text that stays
    }
    put(
        new Beginning<>(
            meaning,
            hash(bytes, offset + nameAt),
            Arrays.copyOf(text, length),
            Arrays.copyOf(ends, parts),
            Arrays.copyOf(roles, parts)));
  }

  /** A venue whose frames never begin alike must not cost more than the walk does. */
  private boolean isToLearn() {
    learned++;
    return learned < 4 * MOST_REMEMBERED || (learned & 0xFF) == 0;
  }

  private static int role(int at, int[] idsAt) {
    for (int i = 0; i < idsAt.length; i++) {
      if (idsAt[i] == at) {
        return i;
      }
    }
    return NO_ID;
  }

  private void put(Beginning<T> beginning) {
    int mask = slots.length - 1;
    for (int i = 0; i < PROBES; i++) {
      int slot = slot(beginning.hash) + i & mask;
      Beginning<T> there = slots[slot];
      if (there == null && remembered == MOST_REMEMBERED) {
        return;
      }
      boolean isOfTheSame = there != null && there.meaning == beginning.meaning;
      if (there == null || (isOfTheSame && i == PROBES - 1)) {
        slots[slot] = beginning;
        remembered += there == null ? 1 : 0;
        if (remembered * 4 > slots.length) {
          grow();
        }
        return;
      }
    }
  }

  private void grow() {
    @Nullable Beginning<T>[] old = slots;
    slots = slots(old.length * 2);
    remembered = 0;
    for (Beginning<T> each : old) {
      if (each != null) {
        put(each);
      }
    }
  }

  private int slot(long hash) {
    return (int) (hash >>> 32) & (slots.length - 1);
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

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable Beginning<T>[] slots(int length) {
    return new Beginning[length];
  }
}
