package dev.caravan.camel.push;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends each message of one path to all who watch it, or has a conversation with each of them.
 *
 * <p>Never waits: a viewer has at most one message on its way, skips the next ones meanwhile, and
 * is dropped when that lasts. So a viewer costs at most one message of memory. Any thread.
 */
public final class PushHub {
  private final String path;
  private final PushLimits limits;
  private final PushCounts counts;
  private final NanoClock clock;
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  // Empty, and the others null, where the path only broadcasts.
  private final Map<Viewer, Talk> talks = new ConcurrentHashMap<>();
  private final @Nullable Conversations conversations;
  private final @Nullable Executor talker;
  private final AtomicBoolean roundDue = new AtomicBoolean();

  // Null until the first message.
  private volatile byte @Nullable [] latest;
  private volatile boolean closed;

  /** A path that only broadcasts. */
  PushHub(String path, PushLimits limits, PushCounts counts, NanoClock clock) {
    this(path, limits, counts, clock, null, null);
  }

  /**
   * A path that talks to each viewer alone.
   *
   * @param talker runs the conversations, one at a time
   */
  PushHub(
      String path,
      PushLimits limits,
      PushCounts counts,
      NanoClock clock,
      @Nullable Conversations conversations,
      @Nullable Executor talker) {
    this.path = requireNonNull(path, "path");
    this.limits = requireNonNull(limits, "limits");
    this.counts = requireNonNull(counts, "counts");
    this.clock = requireNonNull(clock, "clock");
    this.conversations = conversations;
    this.talker = talker;
  }

  public String path() {
    return path;
  }

  public int viewers() {
    return viewers.size();
  }

  /**
   * Takes over a channel whose WebSocket handshake is done: adds the handler that keeps the session
   * and sends the latest message at once. Beyond the limit it says so in a Close frame (1013).
   */
  public void join(Channel channel) {
    Viewer viewer = new Viewer(channel, clock, limits, counts);
    boolean admitted;
    synchronized (viewers) {
      admitted = !closed && viewers.size() < limits.maxViewers();
      if (admitted) {
        viewers.add(viewer);
        counts.viewers.incrementAndGet();
      }
    }
    Talk talk =
        admitted && conversations != null && talker != null
            ? new Talk(viewer, conversations.open(), talker, clock)
            : null;
    channel.pipeline().addLast("viewer", new ViewerHandler(viewer, limits.sessionLimit(), talk));
    if (!admitted) {
      counts.refused.increment();
      viewer.close(
          WebSocketCloseStatus.TRY_AGAIN_LATER,
          closed
              ? "restarting, try again"
              : (limits.maxViewers() == 1
                      ? "the one viewer place is taken"
                      : "all " + limits.maxViewers() + " viewer places are taken")
                  + ", try again later");
      return;
    }
    if (talk != null) {
      talks.put(viewer, talk);
    }
    channel
        .closeFuture()
        .addListener(
            future -> {
              talks.remove(viewer);
              if (viewers.remove(viewer)) {
                counts.viewers.decrementAndGet();
              }
              if (viewers.isEmpty()) {
                latest = null; // perhaps nothing is made any more until somebody watches again
              }
            });
    byte[] message = latest;
    if (message != null) {
      viewer.send(() -> frameOf(message));
    }
  }

  /** Sends a message to everybody who can take one now; newcomers get it first. */
  public void broadcast(byte[] message) {
    latest = message;
    if (viewers.isEmpty()) {
      return;
    }

    for (Viewer viewer : viewers) {
      viewer.send(() -> frameOf(message));
    }
  }

  /** Lets the talker tell each viewer what is new for it; does nothing while it still does. */
  void talk() {
    if (conversations == null || talker == null || !roundDue.compareAndSet(false, true)) {
      return;
    }
    try {
      talker.execute(
          () -> {
            roundDue.set(false);
            conversations.round(viewers.size());
            talks.values().forEach(Talk::tell);
          });
    } catch (RejectedExecutionException stopping) {
      roundDue.set(false);
    }
  }

  boolean isTalking() {
    return conversations != null;
  }

  /** Sends everybody away (1001) and admits nobody any more. */
  void close() {
    synchronized (viewers) {
      closed = true;
    }
    for (Viewer viewer : viewers) {
      viewer.close(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "restarting");
    }
  }

  static TextWebSocketFrame frameOf(byte[] message) {
    return new TextWebSocketFrame(Unpooled.wrappedBuffer(message));
  }
}
