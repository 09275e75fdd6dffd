package dev.caravan.camel.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A hub and its viewers over channels that a test holds in its hand. */
class PushTest {
  private final AtomicLong now = new AtomicLong();
  private final PushCounts counts = new PushCounts();
  private final PushHub hub =
      new PushHub(
          "/ws/x",
          new PushLimits(2, Duration.ofHours(1), Duration.ofSeconds(10)),
          counts,
          now::get);

  @Test
  void shouldSendTheLatestMessageToANewcomerAtOnce() {
    hub.broadcast(bytes("old"));
    hub.broadcast(bytes("new"));
    EmbeddedChannel viewer = new EmbeddedChannel();

    hub.join(viewer);

    assertEquals("new", text(viewer));
    assertEquals(1, hub.viewers());
  }

  @Test
  void shouldSendEachMessageToEveryViewer() {
    EmbeddedChannel one = new EmbeddedChannel();
    EmbeddedChannel two = new EmbeddedChannel();
    hub.join(one);
    hub.join(two);

    hub.broadcast(bytes("a"));
    hub.broadcast(bytes("b"));

    for (EmbeddedChannel viewer : List.of(one, two)) {
      assertEquals("a", text(viewer));
      assertEquals("b", text(viewer));
    }
  }

  @Test
  void shouldTellOneViewerTooManyToComeLater() {
    hub.join(new EmbeddedChannel());
    hub.join(new EmbeddedChannel());
    EmbeddedChannel third = new EmbeddedChannel();

    hub.join(third);

    CloseWebSocketFrame close = third.readOutbound();
    assertEquals(1013, close.statusCode());
    assertEquals("all 2 viewer places are taken, try again later", close.reasonText());
    close.release();
    assertEquals(2, hub.viewers());
    assertEquals(1, counts.refused());
    third.advanceTimeBy(3, TimeUnit.SECONDS);
    third.runScheduledPendingTasks();
    assertFalse(third.isOpen());
  }

  @Test
  void shouldNotAnswerTheCloseOfAViewerThatWasSentAway() {
    hub.join(new EmbeddedChannel());
    hub.join(new EmbeddedChannel());
    EmbeddedChannel third = new EmbeddedChannel();
    hub.join(third);
    CloseWebSocketFrame close = third.readOutbound();
    close.release();

    third.writeInbound(new CloseWebSocketFrame(1013, ""));

    assertNull(third.readOutbound(), "a browser forgets the reason over a second Close");
    assertFalse(third.isOpen());
  }

  @Test
  void shouldGiveThePlaceOfAViewerThatLeftToAnother() {
    EmbeddedChannel first = new EmbeddedChannel();
    hub.join(first);
    hub.join(new EmbeddedChannel());
    first.close();

    EmbeddedChannel third = new EmbeddedChannel();
    hub.join(third);
    hub.broadcast(bytes("a"));

    assertEquals("a", text(third));
  }

  @Test
  void shouldSkipASlowViewerAndDropItWhenThatLasts() {
    Stalled stalled = new Stalled();
    EmbeddedChannel slow = new EmbeddedChannel(stalled);
    EmbeddedChannel quick = new EmbeddedChannel();
    hub.join(slow);
    hub.join(quick);

    hub.broadcast(bytes("1"));
    for (int i = 2; i <= 10; i++) {
      now.addAndGet(Duration.ofSeconds(1).toNanos());
      hub.broadcast(bytes(Integer.toString(i)));
    }

    assertEquals(1, stalled.held.size(), "one message on its way, whatever came after");
    assertTrue(slow.isOpen());
    assertEquals(9, counts.skipped());
    for (int i = 1; i <= 10; i++) {
      assertEquals(Integer.toString(i), text(quick));
    }

    now.addAndGet(Duration.ofSeconds(2).toNanos());
    hub.broadcast(bytes("11"));

    assertFalse(slow.isOpen());
    assertEquals(1, counts.dropped());
    assertEquals("11", text(quick));
    stalled.release();
  }

  @Test
  void shouldGoOnWithAViewerThatCaughtUp() {
    Stalled stalled = new Stalled();
    EmbeddedChannel viewer = new EmbeddedChannel(stalled);
    hub.join(viewer);
    hub.broadcast(bytes("1"));
    hub.broadcast(bytes("2"));

    stalled.letGo();
    hub.broadcast(bytes("3"));

    assertEquals("1", text(viewer));
    assertEquals("3", text(viewer));
  }

  @Test
  void shouldAnswerPingAndCloseAndIgnoreTheRest() {
    EmbeddedChannel viewer = new EmbeddedChannel();
    hub.join(viewer);

    viewer.writeInbound(new TextWebSocketFrame("drop table"));
    viewer.writeInbound(new PingWebSocketFrame());
    PongWebSocketFrame pong = viewer.readOutbound();
    pong.release();
    viewer.writeInbound(new CloseWebSocketFrame(1000, "bye"));
    CloseWebSocketFrame echo = viewer.readOutbound();
    echo.release();

    assertFalse(viewer.isOpen());
    assertEquals(0, hub.viewers());
    assertEquals(0, counts.viewers());
  }

  @Test
  void shouldProbeASilentViewerAndDropItAfterThreePings() {
    EmbeddedChannel viewer = new EmbeddedChannel();
    hub.join(viewer);

    for (int i = 0; i < 3; i++) {
      pass(viewer, ViewerHandler.PING_EVERY);
      PingWebSocketFrame ping = viewer.readOutbound();
      ping.release();
    }
    assertTrue(viewer.isOpen());
    pass(viewer, ViewerHandler.PING_EVERY);

    assertFalse(viewer.isOpen());
    assertEquals(1, counts.dropped());
  }

  @Test
  void shouldEndASessionAtItsLimit() {
    EmbeddedChannel viewer = new EmbeddedChannel();
    hub.join(viewer);

    for (int i = 0; i < 180; i++) {
      pass(viewer, ViewerHandler.PING_EVERY);
      viewer.writeInbound(new PongWebSocketFrame());
    }

    CloseWebSocketFrame close = null;
    for (Object sent = viewer.readOutbound(); sent != null; sent = viewer.readOutbound()) {
      if (sent instanceof CloseWebSocketFrame frame) {
        close = frame;
        assertEquals(4000, close.statusCode());
        assertTrue(close.reasonText().contains("session limit of 60 minutes"), close.reasonText());
      }
      ReferenceCountUtil.release(sent);
    }
    assertTrue(close != null, "a Close frame was sent");
  }

  @Test
  void shouldSendEverybodyAwayWhenItsRouteStops() {
    EmbeddedChannel viewer = new EmbeddedChannel();
    hub.join(viewer);

    hub.close();

    CloseWebSocketFrame close = viewer.readOutbound();
    assertEquals(1001, close.statusCode());
    close.release();
  }

  @Test
  void shouldRefuseASecondEndpointOnTheSamePath() {
    PushHubs hubs = new PushHubs();
    PushLimits limits = new PushLimits(1, Duration.ofHours(1), Duration.ofSeconds(1));
    PushHub first = hubs.open("/ws/x", limits, null, null);

    assertThrows(IllegalStateException.class, () -> hubs.open("/ws/x", limits, null, null));

    hubs.close(first);
    hubs.open("/ws/x", limits, null, null);
  }

  private static void pass(EmbeddedChannel channel, Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(EmbeddedChannel channel) {
    TextWebSocketFrame frame = channel.readOutbound();
    try {
      return frame.text();
    } finally {
      frame.release();
    }
  }

  /** Holds what is written, as a socket does whose peer reads nothing. */
  private static final class Stalled extends ChannelOutboundHandlerAdapter {
    final List<Runnable> held = new ArrayList<>();
    private final List<Object> messages = new ArrayList<>();
    private boolean stalled = true;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (!stalled || !(message instanceof TextWebSocketFrame)) {
        context.write(message, promise);
        return;
      }
      messages.add(message);
      held.add(() -> context.writeAndFlush(message, promise));
    }

    void letGo() {
      stalled = false;
      held.forEach(Runnable::run);
    }

    void release() {
      messages.forEach(ReferenceCountUtil::release);
    }
  }
}
