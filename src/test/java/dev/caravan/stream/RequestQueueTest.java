package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestQueueTest {

  private static final List<StreamId> STREAMS = List.of(new StreamId("trade", "BTCUSDT"));
  private static final long MS = 1_000_000;

  private final RequestQueue queue = new RequestQueue(Duration.ofMillis(500), 3);

  @Test
  void shouldSendOneAtATimeAndEvenlySpaced() {
    queue.add(true, STREAMS);
    queue.add(true, STREAMS);

    assertEquals(1, queue.next(0).orElseThrow().id());
    assertEquals(Optional.empty(), queue.next(1000 * MS), "the first is not answered");

    queue.answered(1);
    assertEquals(Optional.empty(), queue.next(499 * MS));
    assertEquals(MS, queue.waitNs(499 * MS));
    assertEquals(2, queue.next(500 * MS).orElseThrow().id());
  }

  @Test
  void shouldTakeAnAnswerWithoutAnIdForTheOneOutstanding() {
    queue.add(true, STREAMS);
    queue.next(0);

    assertEquals(Optional.empty(), queue.answered(99));
    assertEquals(1, queue.answered(-1).orElseThrow().id());
    assertEquals(Optional.empty(), queue.answered(-1));
    assertTrue(queue.isIdle());
  }

  @Test
  void shouldOweNothingAfterTheSocketIsGone() {
    queue.add(true, STREAMS);
    queue.next(0);
    queue.add(false, STREAMS);

    queue.reset();

    assertTrue(queue.isIdle());
    queue.add(true, STREAMS);
    assertFalse(queue.isIdle());
    assertEquals(3, queue.next(0).orElseThrow().id(), "ids go on growing");
  }

  @Test
  void shouldKnowWhatIsAboutToBeAskedFor() {
    StreamId stream = STREAMS.get(0);
    queue.add(false, STREAMS);
    assertFalse(queue.asksFor(stream), "its end is asked for");
    queue.add(true, STREAMS);
    assertTrue(queue.asksFor(stream));
    queue.next(0);
    queue.answered(1);
    queue.next(500 * MS);
    assertTrue(queue.asksFor(stream), "not answered yet");

    queue.answered(2);
    assertFalse(queue.asksFor(stream));
  }

  @Test
  void shouldKeepWithinTheRequestsOfAnHour() {
    long hour = Duration.ofHours(1).toNanos();
    for (int i = 0; i < 4; i++) {
      queue.add(true, STREAMS);
    }
    for (int i = 1; i <= 3; i++) {
      assertEquals(i, queue.next(i * 1000 * MS).orElseThrow().id());
      queue.answered(i);
    }

    assertEquals(Optional.empty(), queue.next(1000 * MS + hour - 1));
    assertEquals(1, queue.waitNs(1000 * MS + hour - 1));
    assertEquals(4, queue.next(1000 * MS + hour).orElseThrow().id());

    queue.reset();
    queue.add(true, STREAMS);
    assertEquals(5, queue.next(1000 * MS + hour).orElseThrow().id(), "another connection");
  }

  @Test
  void shouldTakeOneAnswerPerStream() {
    StreamId trades = new StreamId("trades", "BTC-USDT");
    StreamId unknown = new StreamId("trades", "NOPE-USDT");
    StreamId books = new StreamId("books", "BTC-USDT");
    queue.add(true, List.of(trades, unknown, books));
    queue.next(0);

    assertFalse(queue.isPartlyAnswered());
    assertTrue(queue.acknowledged(1, trades));
    assertFalse(queue.acknowledged(1, trades), "said before");
    assertFalse(queue.acknowledged(2, books), "another request");
    queue.refused(1);
    assertTrue(queue.isPartlyAnswered());
    assertFalse(queue.isAnswered());

    assertTrue(queue.acknowledged(-1, books));
    assertTrue(queue.isAnswered());
    assertEquals(List.of(unknown), queue.unanswered());
    assertTrue(queue.answered(-1).isPresent());
    assertFalse(queue.isAnswered());
    assertEquals(List.of(), queue.unanswered());
  }

  @Test
  void shouldNameOnceWhatWasAnsweredLast() {
    queue.add(true, STREAMS);
    queue.next(0);
    assertEquals(Optional.empty(), queue.withdrawn());

    queue.answered(1);

    assertEquals(STREAMS, queue.withdrawn().orElseThrow().streams());
    assertEquals(Optional.empty(), queue.withdrawn());
  }
}
