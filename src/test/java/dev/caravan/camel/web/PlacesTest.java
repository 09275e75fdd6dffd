package dev.caravan.camel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private final Places<String> places = new Places<>(2);

  @Test
  void shouldMakeTheOldestSilentOneGoWhenAllAreTaken() {
    assertEquals(Optional.empty(), places.enter("a"));
    assertEquals(Optional.empty(), places.enter("b"));

    assertEquals(Optional.of("a"), places.enter("c"));
    assertEquals(Optional.of("b"), places.enter("d"));
    assertEquals(2, places.taken());
  }

  @Test
  void shouldKeepThoseThatAreServedAndTurnTheNewcomerAway() {
    places.enter("a");
    places.enter("b");
    places.busy("a");
    assertEquals(Optional.of("b"), places.enter("c"));
    places.busy("c");

    assertEquals(Optional.of("d"), places.enter("d"));
    assertEquals(2, places.taken());

    places.silent("a");
    assertEquals(Optional.of("a"), places.enter("e"));
    places.leave("c");
    assertEquals(Optional.empty(), places.enter("f"));
  }

  /** Whatever happens: never more than there are, and none is sent away that is not there. */
  @Property(tries = 500)
  void shouldNeverGiveOutMoreThanThereAre(
      @ForAll @IntRange(min = 1, max = 5) int limit,
      @ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> steps) {
    Places<Integer> some = new Places<>(limit);
    Deque<Integer> there = new ArrayDeque<>();
    int next = 0;
    for (int step : steps) {
      if (step == 0 || there.isEmpty()) {
        int newcomer = next++;
        there.add(newcomer);
        Optional<Integer> goes = some.enter(newcomer);
        assertTrue(goes.isEmpty() || there.remove(goes.get()));
      } else {
        List<Integer> order = new ArrayList<>(there);
        int chosen = order.get(next % order.size());
        if (step == 1) {
          some.busy(chosen);
        } else if (step == 2) {
          some.silent(chosen);
        } else {
          some.leave(chosen);
          there.remove(chosen);
        }
      }
      assertEquals(there.size(), some.taken());
      assertTrue(some.taken() <= limit);
    }
  }
}
