package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each stream the newest frame that nobody has read yet; the stream that waits longest
 * comes first.
 *
 * <p>A frame stays where it lies until {@link #settle}: of many that come together, only the last
 * of each stream is copied. At most {@value #MOST_BYTES} bytes; a frame beyond that is not kept.
 * Not thread-safe.
 */
final class UnreadFrames {

  static final int MOST_BYTES = 8 << 20;

  /** A frame, in its burst or in bytes of its own. */
  static final class Unread {
    private @Nullable Burst burst;
    private int index;
    private byte[] bytes = new byte[0];
    private int room; // how long these bytes are to be
    private int length;
    private @Nullable Arrival arrival;
    private boolean isTaken;

    Arrival arrival() {
      Burst lying = burst;
      return lying == null ? requireNonNull(arrival) : arrival(lying, index);
    }

    byte[] bytes() {
      return burst == null ? bytes : burst.bytes();
    }

    int offset() {
      return burst == null ? 0 : burst.offset(index);
    }

    int length() {
      return burst == null ? length : burst.length(index);
    }

    private void settle() {
      Burst lying = requireNonNull(burst);
      if (bytes.length != room) {
        bytes = new byte[room];
      }
      arrival = arrival(lying, index);
      length = lying.length(index);
      System.arraycopy(lying.bytes(), lying.offset(index), bytes, 0, length);
    }

    private static Arrival arrival(Burst burst, int i) {
      return new Arrival(burst.stream(i), burst.connection(i), burst.receiveTimeNs(i));
    }
  }

  private final Map<StreamId, Unread> newest = new LinkedHashMap<>();
  private final List<Unread> lying = new ArrayList<>();
  private int bytesKept;

  /** Takes a frame over; whether another one, the older or this, will never be read for it. */
  boolean keep(Burst burst, int i) {
    StreamId stream = burst.stream(i);
    int length = burst.length(i);
    Unread unread = newest.get(stream);
    int room = unread == null ? 0 : unread.room;
    boolean fits = length <= room && room <= 2 * length;
    if (!fits && bytesKept - room + length > MOST_BYTES) {
      return true;
    }
    boolean isReplaced = unread != null;
    if (unread == null) {
      unread = new Unread();
      newest.put(stream, unread);
    }
    if (!fits) {
      unread.room = length;
      bytesKept += length - room;
    }
    if (unread.burst == null) {
      lying.add(unread);
    }
    unread.burst = burst;
    unread.index = i;
    return isReplaced;
  }

  /** Copies what waits out of its bursts, which are no longer needed then. */
  void settle() {
    for (Unread unread : lying) {
      if (!unread.isTaken) {
        unread.settle();
      }
      // Also of one that was read: an old object that points to a burst makes it old as well.
      unread.burst = null;
    }
    lying.clear();
  }

  /** The newest of this stream, which is not kept any longer; null if none waits. */
  @Nullable Unread take(StreamId stream) {
    return isEmpty() ? null : taken(newest.remove(stream));
  }

  /** That of the stream that waits longest; null if none does. */
  @Nullable Unread take() {
    Iterator<Unread> all = newest.values().iterator();
    if (!all.hasNext()) {
      return null;
    }
    Unread first = all.next();
    all.remove();
    return taken(first);
  }

  private @Nullable Unread taken(@Nullable Unread unread) {
    if (unread != null) {
      unread.isTaken = true;
      bytesKept -= unread.room;
    }
    return unread;
  }

  boolean isEmpty() {
    return newest.isEmpty();
  }

  int bytesKept() {
    return bytesKept;
  }
}
