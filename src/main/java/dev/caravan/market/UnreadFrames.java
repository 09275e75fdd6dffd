package dev.caravan.market;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each stream the newest frame that nobody has read yet; the stream that waits longest
 * comes first.
 *
 * <p>At most {@value #MOST_BYTES} bytes; a frame beyond that is not kept. Not thread-safe.
 */
final class UnreadFrames {

  static final int MOST_BYTES = 8 << 20;

  /** A frame of its own bytes. */
  static final class Unread {
    private byte[] bytes = new byte[0];
    private int length;
    private Arrival arrival;

    Unread(Arrival arrival) {
      this.arrival = arrival;
    }

    Arrival arrival() {
      return arrival;
    }

    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }
  }

  private final Map<StreamId, Unread> newest = new LinkedHashMap<>();
  private int bytesKept;

  /** Takes a frame over; whether another one, the older or this, will never be read for it. */
  boolean keep(Burst burst, int i) {
    StreamId stream = burst.stream(i);
    int length = burst.length(i);
    Unread unread = newest.get(stream);
    int room = unread == null ? 0 : unread.bytes.length;
    boolean fits = length <= room && room <= 2 * length;
    if (!fits && bytesKept - room + length > MOST_BYTES) {
      return true;
    }
    boolean isReplaced = unread != null;
    Arrival arrival = new Arrival(stream, burst.connection(i), burst.receiveTimeNs(i));
    if (unread == null) {
      unread = new Unread(arrival);
      newest.put(stream, unread);
    }
    if (!fits) {
      unread.bytes = new byte[length];
      bytesKept += length - room;
    }
    System.arraycopy(burst.bytes(), burst.offset(i), unread.bytes, 0, length);
    unread.length = length;
    unread.arrival = arrival;
    return isReplaced;
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
      bytesKept -= unread.bytes.length;
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
