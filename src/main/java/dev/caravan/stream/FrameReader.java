package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.record.Burst;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.util.Arrays;

/**
 * Copies what a socket read into the burst that is being made, as it came, and lets the frames be
 * found there; takes the place of Netty's decoder once a WebSocket is open.
 *
 * <p>So a frame is copied once, from the socket's buffer to where it stays. The beginning of one
 * that another read will end waits here; it is bounded by the largest frame, and what is kept never
 * exceeds what came by more than half.
 *
 * <p>Event loop only.
 */
final class FrameReader extends ChannelInboundHandlerAdapter implements WebSocketFrameDecoder {

  /** Takes what was read. */
  interface Listener {
    /** Where bytes are to lie; the same one until {@link #onFramesEnd}. */
    Burst.Builder onFramesBegin();

    /** A frame lies here in {@code bytes} of the burst; to be added to it, or forgotten. */
    void onFrame(byte[] bytes, int at, int length, boolean isBinary);

    /** The bytes of the read are used up. */
    void onFramesEnd();

    void onPing(byte[] payload);

    /** The venue's Close; -1 where it gave no code. */
    void onClose(int code, String reason);

    /** Nothing more can be understood. */
    void onViolation(FrameException violation);
  }

  private static final int MOST_KEPT_FOR_LATER = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Listener listener;
  private final FrameDecoder decoder;
  private byte[] begun = NOTHING;
  private int begunLength;
  private boolean isOver;

  FrameReader(int largest, Listener listener) {
    this.decoder = new FrameDecoder(largest);
    this.listener = requireNonNull(listener, "listener");
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf read) {
      try {
        take(read);
      } finally {
        read.release();
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  private void take(ByteBuf read) {
    int length = read.readableBytes();
    if (isOver || length == 0) {
      return;
    }
    if (begunLength + length < decoder.wanted()) {
      keep(read, length);
      return;
    }
    Burst.Builder burst = listener.onFramesBegin();
    int from = burst.reserve(begunLength + length);
    int end = from + begunLength + length;
    byte[] bytes = burst.bytes();
    System.arraycopy(begun, 0, bytes, from, begunLength);
    read.readBytes(bytes, from + begunLength, length);
    begunLength = 0;
    boolean isUnderstood = false;
    int rest = end;
    try {
      rest = decoder.decode(bytes, from, end, new Found(burst));
      isUnderstood = true;
    } catch (FrameException violation) {
      listener.onViolation(violation);
    } finally {
      // Also where the listener threw: the place of bytes that were lost is lost.
      isOver |= !isUnderstood;
      keep(bytes, rest, end);
      burst.giveBack();
      listener.onFramesEnd();
    }
  }

  private void keep(ByteBuf read, int length) {
    room(length);
    read.readBytes(begun, begunLength, length);
    begunLength += length;
  }

  private void keep(byte[] bytes, int from, int end) {
    if (begun.length > MOST_KEPT_FOR_LATER) {
      begun = NOTHING;
    }
    room(end - from);
    System.arraycopy(bytes, from, begun, 0, end - from);
    begunLength = end - from;
  }

  private void room(int length) {
    int needed = begunLength + length;
    if (needed > begun.length) {
      begun = Arrays.copyOf(begun, needed + (needed >> 1));
    }
  }

  /** Bytes kept for the rest of a frame. */
  int kept() {
    return begun.length;
  }

  /** Passes on what the decoder finds. */
  private final class Found implements FrameDecoder.Receiver {
    private final Burst.Builder burst;

    Found(Burst.Builder burst) {
      this.burst = burst;
    }

    @Override
    public void onData(byte[] bytes, int at, int length, boolean isBinary) {
      listener.onFrame(bytes, at, length, isBinary);
    }

    @Override
    public void onMessage(byte[] bytes, int length, boolean isBinary) {
      int at = burst.reserve(length);
      System.arraycopy(bytes, 0, burst.bytes(), at, length);
      listener.onFrame(burst.bytes(), at, length, isBinary);
    }

    @Override
    public void onPing(byte[] bytes, int at, int length) {
      listener.onPing(Arrays.copyOfRange(bytes, at, at + length));
    }

    @Override
    public void onClose(int code, String reason) {
      listener.onClose(code, reason);
    }
  }
}
