package dev.caravan.camel.push;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds one viewer's conversation: only its newest request counts, answers keep a distance, and
 * who asks without end is sent away.
 *
 * <p>{@link #hear} runs on the viewer's event loop; the conversation itself on the talker.
 */
final class Talk {
  static final long ANSWER_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);
  static final int REQUESTS_A_SECOND = 20;
  private static final long BUSY_AFTER_NS = TimeUnit.SECONDS.toNanos(2);

  private static final Logger LOG = LoggerFactory.getLogger(Talk.class);

  private final Viewer viewer;
  private final Conversation conversation;
  private final Executor talker;
  private final NanoClock clock;

  // Null while everything that was said has been heard.
  private final AtomicReference<@Nullable String> said = new AtomicReference<>();
  private final AtomicBoolean answerDue = new AtomicBoolean();

  // Event loop only.
  private double allowed = REQUESTS_A_SECOND * 2;
  private long allowedAtNs;

  // Talker only.
  private long answeredAtNs;

  Talk(Viewer viewer, Conversation conversation, Executor talker, NanoClock clock) {
    this.viewer = requireNonNull(viewer, "viewer");
    this.conversation = requireNonNull(conversation, "conversation");
    this.talker = requireNonNull(talker, "talker");
    this.clock = requireNonNull(clock, "clock");
    this.allowedAtNs = clock.nanos();
    this.answeredAtNs = clock.nanos() - BUSY_AFTER_NS;
  }

  /** The viewer said something. */
  void hear(String text) {
    long now = clock.nanos();
    allowed =
        Math.min(REQUESTS_A_SECOND * 2.0, allowed + (now - allowedAtNs) / 1e9 * REQUESTS_A_SECOND);
    allowedAtNs = now;
    if (allowed < 1) {
      viewer.close(
          WebSocketCloseStatus.POLICY_VIOLATION,
          "too many requests; limit=" + REQUESTS_A_SECOND + " a second");
      return;
    }
    allowed--;
    said.set(text);
    if (answerDue.compareAndSet(false, true)) {
      answerLater();
    }
  }

  private void answerLater() {
    try {
      talker.execute(this::answer);
    } catch (RejectedExecutionException stopping) {
      answerDue.set(false);
    }
  }

  private void answer() {
    long waitNs = answeredAtNs + ANSWER_EVERY_NS - clock.nanos();
    if (waitNs > 0) {
      viewer.later(this::answerLater, waitNs);
      return;
    }
    answerDue.set(false);
    tell();
  }

  /** Says what is new; talker only. */
  void tell() {
    answeredAtNs = clock.nanos();
    try {
      String newest = said.getAndSet(null);
      if (newest != null) {
        conversation.hear(newest);
      }
      viewer.send(() -> PushHub.frameOf(conversation.next()));
    } catch (RuntimeException e) {
      LOG.error("a viewer is sent away: what it asked for cannot be told", e);
      viewer.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "cannot be told, see the log");
    }
  }
}
