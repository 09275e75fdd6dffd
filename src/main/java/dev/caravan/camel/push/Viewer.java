package dev.caravan.camel.push;

import dev.caravan.clock.NanoClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One connected viewer: decides whether it gets a message, skips it, or has been too slow.
 *
 * <p>Any thread.
 */
final class Viewer {
  private static final long IDLE = Long.MIN_VALUE;
  private static final int CLOSE_WAIT_SECONDS = 2;

  private final Channel channel;
  private final NanoClock clock;
  private final long slowAfterNs;
  private final PushCounts counts;
  // When the message on its way was handed to the channel; IDLE while none is.
  private final AtomicLong sendingSinceNs = new AtomicLong(IDLE);

  private final AtomicBoolean saidGoodbye = new AtomicBoolean();

  Viewer(Channel channel, NanoClock clock, PushLimits limits, PushCounts counts) {
    this.channel = channel;
    this.clock = clock;
    this.slowAfterNs = limits.slowAfter().toNanos();
    this.counts = counts;
  }

  /**
   * Sends a message if none is on its way, else skips it.
   *
   * @param message makes it; not asked for a message that is skipped
   */
  void send(Supplier<TextWebSocketFrame> message) {
    long now = Math.max(clock.nanos(), IDLE + 1);
    if (sendingSinceNs.compareAndSet(IDLE, now)) {
      channel.writeAndFlush(message.get()).addListener(written -> sendingSinceNs.set(IDLE));
      return;
    }
    counts.skipped.increment();
    long since = sendingSinceNs.get();
    if (since != IDLE && now - since > slowAfterNs) {
      drop();
    }
  }

  /** Runs something on the viewer's event loop after a while. */
  void later(Runnable action, long delayNs) {
    channel.eventLoop().schedule(action, delayNs, TimeUnit.NANOSECONDS);
  }

  /** Cuts the connection of a viewer that would not even take a Close frame. */
  void drop() {
    if (channel.isOpen()) {
      counts.dropped.increment();
      channel.close();
    }
  }

  /** Says goodbye; a viewer that does not answer is cut after two seconds. */
  void close(WebSocketCloseStatus status, String reason) {
    if (!saidGoodbye.compareAndSet(false, true)) {
      return;
    }
    channel
        .writeAndFlush(new CloseWebSocketFrame(status, reason))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    channel.eventLoop().schedule(() -> channel.close(), CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether a Close frame was sent; a second one would be an error to a browser. */
  boolean hasSaidGoodbye() {
    return saidGoodbye.get();
  }

  void endSession(String reason) {
    counts.dropped.increment();
    close(ViewerHandler.SESSION_OVER, reason);
  }
}
