package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTurnsTest {

  private final LatencyTurns turns = new LatencyTurns();

  @Test
  void shouldAskAFewStreamsEverySecond() {
    for (int second = 0; second < 3; second++) {
      turns.next(256);
      assertTrue(IntStream.range(0, 256).allMatch(turns::isDue));
    }
  }

  @Test
  void shouldAskEachOfManyStreamsInItsTurn() {
    int[] asked = new int[3186];
    for (int second = 0; second < 13; second++) {
      turns.next(asked.length);
      int[] due = IntStream.range(0, asked.length).filter(turns::isDue).toArray();
      assertTrue(due.length <= LatencyTurns.MOST_A_SECOND, () -> due.length + " in one second");
      for (int place : due) {
        asked[place]++;
      }
    }

    assertTrue(IntStream.of(asked).allMatch(times -> times == 1));
  }

  @Test
  void shouldDoWithoutStreams() {
    turns.next(0);

    assertEquals(0, IntStream.range(0, 0).filter(turns::isDue).count());
  }
}
