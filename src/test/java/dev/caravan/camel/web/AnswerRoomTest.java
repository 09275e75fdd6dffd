package dev.caravan.camel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AnswerRoomTest {

  @Test
  void shouldSendThoseAwayThatHaveWaitedLongest() {
    AnswerRoom<String> room = new AnswerRoom<>(100);
    assertEquals(List.of(), room.take("a", 40));
    assertEquals(List.of(), room.take("b", 40));
    assertEquals(List.of(), room.take("b", 20));

    assertEquals(List.of("a"), room.take("c", 10));
    room.giveBack("a", 40);
    assertEquals(70, room.bytes());
    assertEquals(List.of("b", "c"), room.take("d", 95));
    room.giveBack("d", 95);
    assertEquals(0, room.bytes());
  }

  /** A reader alone may always have its answer, however large. */
  @Test
  void shouldNeverSendAwayWhoIsBeingAnswered() {
    AnswerRoom<String> room = new AnswerRoom<>(100);

    assertEquals(List.of(), room.take("a", 500));
    assertEquals(List.of("a"), room.take("b", 1));
  }

  @Property(tries = 500)
  void shouldCountWhatIsThereAndNoMore(
      @ForAll @Size(max = 80) List<@IntRange(max = 59) Integer> steps) {
    AnswerRoom<Integer> room = new AnswerRoom<>(50);
    Map<Integer, Long> there = new HashMap<>();
    for (int step : steps) {
      int connection = step % 6;
      long bytes = step / 6 + 1;
      if (step % 2 == 0) {
        there.merge(connection, bytes, Long::sum);
        room.take(connection, bytes).forEach(there::remove);
      } else {
        long taken = Math.min(bytes, there.getOrDefault(connection, 0L));
        room.giveBack(connection, taken);
        there.computeIfPresent(connection, (c, all) -> all == taken ? null : all - taken);
      }
      long expected = there.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(expected, room.bytes());
      assertTrue(room.bytes() <= 50 || there.size() == 1, () -> there.toString());
    }
  }
}
