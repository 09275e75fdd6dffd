package dev.caravan.stream;

import static dev.caravan.stream.Arbiter.Verdict.DROP;
import static dev.caravan.stream.Arbiter.Verdict.RECORD;
import static dev.caravan.stream.Arbiter.Verdict.RECORD_NEW_LEADER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import org.junit.jupiter.api.Test;

class ArbiterTest {

  private static final long SECOND = 1_000_000_000L;
  private static final StreamId ID = new StreamId("trade", "BTCUSDT");

  private final StreamState stream = new StreamState(ID, Sequencing.CONTIGUOUS, 0);
  private final Recognition frame = new Recognition();

  @Test
  void shouldRecordWhateverOneConnectionDelivers() {
    assertEquals(RECORD, judge(5, 1, 0));
    assertEquals(RECORD, judge(5, 1, 0));
    assertEquals(RECORD, judge(4, 1, 0));
  }

  @Test
  void shouldDropOnlyTheCopyOfAnotherConnection() {
    stream.recent = new RecentKeys();

    assertEquals(RECORD, judge(5, 1, 0));
    assertEquals(DROP, judge(5, 2, 0));
    assertEquals(RECORD, judge(6, 2, 0));
    assertEquals(DROP, judge(6, 1, 0));
    assertEquals(RECORD, judge(3, 2, 0), "a late frame fills a hole");
  }

  @Test
  void shouldFollowTheLeaderWhereThereAreNoIds() {
    stream.recent = new RecentKeys();

    assertEquals(RECORD_NEW_LEADER, judge(-1, 1, 0));
    stream.received(0, 0, 1);
    assertEquals(DROP, judge(-1, 2, SECOND / 10));
    assertEquals(RECORD, judge(-1, 1, SECOND / 10));
    stream.received(SECOND / 10, 0, 1);
  }

  @Test
  void shouldChangeTheLeaderWhenItFallsSilentOrIsGone() {
    stream.recent = new RecentKeys();
    judge(-1, 1, 0);
    stream.received(0, 0, 1);

    assertEquals(RECORD_NEW_LEADER, judge(-1, 2, 2 * SECOND));
    stream.received(2 * SECOND, 0, 1);
    assertEquals(DROP, judge(-1, 1, 2 * SECOND));

    stream.leader = StreamState.NOBODY;
    assertEquals(RECORD_NEW_LEADER, judge(-1, 1, 2 * SECOND));
  }

  private Arbiter.Verdict judge(long id, int owner, long nowNs) {
    frame.data(ID, id, id);
    return Arbiter.judge(stream, frame, owner, nowNs);
  }
}
