package dev.caravan.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole records that are not known to be durable, as they are in the file or will be.
 *
 * <p>Lies outside the heap, in pieces that are used again: what is kept for the time of a sync
 * costs the collector nothing, and what was encoded need not be kept besides. Not thread-safe;
 * belongs to the writer thread.
 */
final class UnsyncedBytes {
  private static final int CHUNK = 1 << 20;

  private final List<ByteBuffer> chunks = new ArrayList<>();
  private int current;
  private long size;
  private long dropped; // bytes of the first chunks that are durable

  UnsyncedBytes() {
    chunks.add(ByteBuffer.allocateDirect(CHUNK));
  }

  /** How many there are. */
  long size() {
    return size;
  }

  /** Copies bytes behind the others: all, or none where there is no memory for them. */
  void add(byte[] bytes, int length) {
    makeRoom(length);
    for (int from = 0; from < length; ) {
      ByteBuffer chunk = chunks.get(current);
      int count = Math.min(chunk.remaining(), length - from);
      chunk.put(bytes, from, count);
      from += count;
      if (from < length) {
        current++;
      }
    }
    size += length;
  }

  private void makeRoom(int length) {
    long room = chunks.get(current).remaining() + (long) CHUNK * (chunks.size() - 1 - current);
    for (; room < length; room += CHUNK) {
      chunks.add(newChunk());
    }
  }

  /** Where the room outside the heap is used up, the heap does. */
  private static ByteBuffer newChunk() {
    try {
      return ByteBuffer.allocateDirect(CHUNK);
    } catch (OutOfMemoryError e) {
      return ByteBuffer.allocate(CHUNK);
    }
  }

  /**
   * What lies behind the first so many bytes, in order, to be read.
   *
   * @param offset from 0 to {@link #size}
   */
  List<ByteBuffer> behind(long offset) {
    List<ByteBuffer> views = new ArrayList<>();
    long skip = dropped + offset;
    for (int i = 0; i <= current; i++) {
      ByteBuffer view = chunks.get(i).duplicate().flip();
      int here = (int) Math.min(skip, view.limit());
      skip -= here;
      if (view.position(here).hasRemaining()) {
        views.add(view);
      }
    }
    return views;
  }

  /** The first so many bytes are durable: they are forgotten. */
  void drop(long count) {
    size -= count;
    dropped += count;
    if (size == 0) {
      // What one sync did not need the next will hardly need.
      chunks.subList(current + 1, chunks.size()).clear();
      chunks.forEach(ByteBuffer::clear);
      current = 0;
      dropped = 0;
    }
  }
}
