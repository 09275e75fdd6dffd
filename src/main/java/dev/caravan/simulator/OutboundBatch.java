package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * Encodes frames for one connection one behind the other, so that many of them are one write, and
 * tells afterwards which of them the operating system took.
 *
 * <p>Shape: WebSocket frames as a server sends them (RFC 6455 section 5.2): final, unmasked. Not
 * thread-safe; used for one write.
 */
final class OutboundBatch {

  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /** Takes one frame that went out. */
  interface Sink {
    void accept(StreamId stream, long key);
  }

  private static final int CAPACITY = 64 * 1024;

  /** What one TLS record holds at most (RFC 8446 section 5.1). */
  private static final int ENCRYPTED_CAPACITY = 16 * 1024;

  private static final int MAX_HEADER = 10;
  private static final int FINAL = 0x80;
  private static final int INITIAL_FRAMES = 64;

  private final ByteBuf buffer;
  private final int capacity;
  private final boolean isEncrypted;
  private StreamId[] streams = new StreamId[INITIAL_FRAMES];
  private long[] keys = new long[INITIAL_FRAMES];
  private int[] ends = new int[INITIAL_FRAMES];
  private int frames;

  /**
   * Begins a batch.
   *
   * @param isEncrypted whether TLS lies between it and the socket; it is one record then, or one
   *     frame that is larger, so that a client can read either all of it or nothing
   */
  OutboundBatch(ByteBufAllocator allocator, int firstLength, boolean isEncrypted) {
    this.isEncrypted = isEncrypted;
    this.capacity = isEncrypted ? ENCRYPTED_CAPACITY : CAPACITY;
    // Direct, so that the transport writes this very buffer and its reader index says how far.
    this.buffer = allocator.directBuffer(Math.max(capacity, firstLength + MAX_HEADER));
  }

  boolean hasRoomFor(int length) {
    return buffer.writerIndex() == 0 || buffer.writerIndex() + length + MAX_HEADER <= capacity;
  }

  int byteCount() {
    return buffer.writerIndex();
  }

  /** Adds a frame that the ledger counts. */
  void add(StreamId stream, long key, int opcode, byte[] bytes, int offset, int length) {
    addUncounted(opcode, bytes, offset, length);
    if (frames == ends.length) {
      streams = Arrays.copyOf(streams, frames * 2);
      keys = Arrays.copyOf(keys, frames * 2);
      ends = Arrays.copyOf(ends, frames * 2);
    }
    streams[frames] = stream;
    keys[frames] = key;
    ends[frames] = buffer.writerIndex();
    frames++;
  }

  /** Adds a frame of the WebSocket protocol itself. */
  void addUncounted(int opcode, byte[] bytes, int offset, int length) {
    buffer.writeByte(FINAL | opcode);
    if (length < 126) {
      buffer.writeByte(length);
    } else if (length < 65_536) {
      buffer.writeByte(126).writeShort(length);
    } else {
      buffer.writeByte(127).writeLong(length);
    }
    buffer.writeBytes(bytes, offset, length);
  }

  /** Hands the buffer to the transport, which releases it; follow with {@link #finish}. */
  ByteBuf handOver() {
    return buffer.retain();
  }

  /**
   * Says which frames went out whole, after the write succeeded or failed.
   *
   * @return how many
   */
  int finish(boolean succeeded, Sink sink) {
    // Behind TLS the reader index says what was encrypted, not what the socket took.
    int reached = succeeded ? buffer.writerIndex() : isEncrypted ? 0 : buffer.readerIndex();
    buffer.release();
    int sent = 0;
    while (sent < frames && ends[sent] <= reached) {
      sink.accept(streams[sent], keys[sent]);
      sent++;
    }
    return sent;
  }
}
