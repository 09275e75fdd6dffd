package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyLineTest {

  private static final long MS = 1_000_000;

  private final List<Long> sent = new ArrayList<>();
  private final FaultyLine line = new FaultyLine((frame, place) -> sent.add(frame.key()));

  @Test
  void shouldLeadStraightWhatNoFaultStrikes() {
    lead(0, 1);
    lead(1, 2);

    assertEquals(List.of(1L, 2L), sent);
    assertTrue(line.isStraight());
  }

  @Test
  void shouldLoseDoubleAndSwap() {
    lead(0, 1, "mute");
    lead(0, 2, "double=1");
    lead(0, 3, "reorder=1");
    lead(1, 10);
    assertFalse(line.isStraight());
    lead(0, 4);
    lead(0, 5);

    assertEquals(List.of(2L, 2L, 10L, 4L, 3L, 5L), sent);
    assertTrue(line.isStraight());
  }

  @Test
  void shouldSwapNeighboursOnlyAlsoWhereEveryFrameIsStruck() {
    for (int key = 1; key <= 6; key++) {
      lead(0, key, "reorder=1");
    }

    assertEquals(List.of(2L, 1L, 4L, 3L, 6L, 5L), sent);
  }

  @Test
  void shouldKeepAFrameThatWaitsWhereTheNextIsLost() {
    lead(0, 1, "reorder=1");
    lead(0, 2, "gap=1");
    lead(0, 3);

    assertEquals(List.of(3L, 1L), sent);
  }

  @Test
  void shouldLetGoOfWhatWaitsAtTheEnd() {
    lead(0, 1, "reorder=1");
    lead(1, 2, "reorder=1");

    line.letGo(0);

    assertEquals(List.of(1L, 2L), sent.stream().sorted().toList());
    assertTrue(line.isStraight());
  }

  @Test
  void shouldDelayAndKeepTheOrderOfTheStream() {
    lead(0, 1, "slow=20ms");
    lead(0, 2);
    lead(1, 3);
    assertEquals(List.of(3L), sent);

    line.release(20 * MS - 1);
    assertEquals(List.of(3L), sent);
    line.release(20 * MS);

    assertEquals(List.of(3L, 1L, 2L), sent);
  }

  @Test
  void shouldNotBeStruckByAFaultOfAnotherPlace() {
    lead(0, 1, "mute#2");

    assertEquals(List.of(1L), sent);
  }

  /** A connection at place 1 gets a frame of this stream and key, at time 0. */
  private void lead(int stream, long key, String... faults) {
    MarketFrame frame = new MarketFrame();
    frame.set(stream, key, new byte[] {'{', '}'}, 0, 2, 0, 2);
    List<FaultDice> strikes =
        Arrays.stream(faults)
            .map(spec -> new FaultDice(FaultPlan.parse(spec).faults().get(0), 1))
            .toList();
    line.lead(frame, key, 0, 1, strikes);
  }
}
