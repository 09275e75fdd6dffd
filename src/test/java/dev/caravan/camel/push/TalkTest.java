package dev.caravan.camel.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Conversations of a hub with its viewers, over channels and a talker that the test holds. */
class TalkTest {
  private final AtomicLong now = new AtomicLong();
  private final PushCounts counts = new PushCounts();
  private final Queue<Runnable> talker = new ArrayDeque<>();
  private int rounds;
  private final PushHub hub =
      new PushHub(
          "/ws/x",
          new PushLimits(2, Duration.ofHours(1), Duration.ofSeconds(10)),
          counts,
          now::get,
          new Conversations() {
            @Override
            public Conversation open() {
              return new Echo();
            }

            @Override
            public void round(int viewers) {
              rounds++;
            }
          },
          talker::add);

  @Test
  void shouldTellEachViewerWhatItAskedForAlone() {
    EmbeddedChannel one = viewer();
    EmbeddedChannel two = viewer();
    one.writeInbound(new TextWebSocketFrame("a"));
    two.writeInbound(new TextWebSocketFrame("b"));

    talk();

    assertEquals("1 a", text(one));
    assertEquals("1 b", text(two));
    pass(one, two);
    hub.talk();
    talk();
    assertEquals("2 a", text(one));
    assertEquals("2 b", text(two));
    assertEquals(1, rounds);
  }

  @Test
  void shouldAnswerOnlyTheNewestOfManyRequestsAndKeepADistance() {
    EmbeddedChannel one = viewer();
    one.writeInbound(new TextWebSocketFrame("a"));
    talk();
    assertEquals("1 a", text(one));

    for (int i = 0; i < 10; i++) {
      one.writeInbound(new TextWebSocketFrame("b" + i));
    }
    talk();
    assertNull(text(one), "too early");
    pass(one);
    talk();

    assertEquals("2 b9", text(one));
    assertNull(text(one));
  }

  @Test
  void shouldSendAwayWhoAsksWithoutEnd() {
    EmbeddedChannel greedy = viewer();

    for (int i = 0; i <= 2 * Talk.REQUESTS_A_SECOND; i++) {
      greedy.writeInbound(new TextWebSocketFrame("x"));
    }

    CloseWebSocketFrame close = greedy.readOutbound();
    assertEquals(1008, close.statusCode());
    assertEquals("too many requests; limit=20 a second", close.reasonText());
    close.release();
    assertEquals(1, talker.size(), "whatever was asked, one answer is due");
  }

  @Test
  void shouldNotPileUpRoundsWhileTheTalkerIsBusy() {
    viewer();

    hub.talk();
    hub.talk();
    hub.talk();

    assertEquals(1, talker.size());
  }

  @Test
  void shouldSayNothingToAViewerThatLeft() {
    EmbeddedChannel one = viewer();
    one.close();

    hub.talk();
    talk();

    assertNull(text(one));
  }

  private EmbeddedChannel viewer() {
    EmbeddedChannel viewer = new EmbeddedChannel();
    hub.join(viewer);
    return viewer;
  }

  private void talk() {
    for (Runnable next = talker.poll(); next != null; next = talker.poll()) {
      next.run();
    }
  }

  private void pass(EmbeddedChannel... viewers) {
    now.addAndGet(Talk.ANSWER_EVERY_NS);
    for (EmbeddedChannel viewer : viewers) {
      viewer.advanceTimeBy(Talk.ANSWER_EVERY_NS, TimeUnit.NANOSECONDS);
      viewer.runScheduledPendingTasks();
    }
  }

  private static @Nullable String text(EmbeddedChannel viewer) {
    TextWebSocketFrame frame = viewer.readOutbound();
    if (frame == null) {
      return null;
    }
    String text = frame.text();
    frame.release();
    return text;
  }

  /** Numbers its answers and repeats what it heard last. */
  private static final class Echo implements Conversation {
    private String heard = "nothing";
    private int answers;

    @Override
    public void hear(String text) {
      heard = text;
    }

    @Override
    public byte[] next() {
      return (++answers + " " + heard).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
