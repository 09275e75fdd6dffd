package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecentKeysTest {

  private final RecentKeys keys = new RecentKeys();

  @Test
  void shouldKnowTheCopyOfAnotherConnection() {
    keys.add(5, 7, 1, 0);

    assertTrue(keys.isCopy(5, 7, 2));
    assertFalse(keys.isCopy(5, 7, 1), "what one connection repeats is no copy");
    assertFalse(keys.isCopy(6, 7, 2), "another range is no copy");
    assertFalse(keys.isCopy(8, 9, 2));
  }

  @Test
  void shouldForgetAfterAMinute() {
    keys.add(1, 1, 1, 0);
    keys.add(2, 2, 1, RecentKeys.WINDOW_NS + 1);

    assertEquals(1, keys.size());
    assertFalse(keys.isCopy(1, 1, 2));
    assertTrue(keys.isCopy(2, 2, 2));
  }

  @Test
  void shouldKeepNoMoreThanItsLimit() {
    for (int id = 0; id < RecentKeys.MOST + 100; id++) {
      keys.add(id, id, 1, 0);
    }

    assertEquals(RecentKeys.MOST, keys.size());
    assertFalse(keys.isCopy(99, 99, 2));
    assertTrue(keys.isCopy(100, 100, 2));
    assertTrue(keys.isCopy(RecentKeys.MOST + 99, RecentKeys.MOST + 99, 2));
  }

  /**
   * Two connections, each delivering the same frames in its own order: each is recorded as often as
   * the busier one says.
   */
  @Property
  void shouldRecordEachFrameAsOftenAsOneConnectionDeliversIt(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 9) Integer> one,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 9) Integer> other,
      @ForAll @Size(max = 120) List<Boolean> turns) {
    List<Integer> recorded = new ArrayList<>();
    List<Integer> first = new ArrayList<>(one);
    List<Integer> second = new ArrayList<>(other);
    RecentKeys recent = new RecentKeys();
    int turn = 0;
    while (!first.isEmpty() || !second.isEmpty()) {
      boolean isFirst =
          second.isEmpty() || (!first.isEmpty() && turn < turns.size() && turns.get(turn));
      turn++;
      int id = isFirst ? first.remove(0) : second.remove(0);
      int owner = isFirst ? 1 : 2;
      if (!recent.isCopy(id, id, owner)) {
        recorded.add(id);
      }
      recent.add(id, id, owner, 0);
    }

    for (int id = 0; id < 10; id++) {
      int expected = Math.max(count(one, id), count(other, id));
      assertEquals(expected, count(recorded, id), "id " + id);
    }
  }

  private static int count(List<Integer> ids, int id) {
    return (int) ids.stream().filter(each -> each == id).count();
  }
}
