package dev.caravan.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.book.PendingHoles.Hole;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PendingHolesTest {

  private final PendingHoles holes = new PendingHoles();

  @Test
  void shouldForgetAHoleThatIsFilled() {
    holes.add(new Hole(10, 12, "venue", 0, 0));

    holes.fill(10, 10);
    holes.fill(12, 20);
    holes.fill(11, 11);

    assertTrue(holes.isEmpty());
  }

  @Test
  void shouldSplitAHoleThatIsFilledInTheMiddle() {
    holes.add(new Hole(10, 20, "venue", 7, 3));

    holes.fill(13, 15);

    assertEquals(
        List.of(new Hole(10, 12, "venue", 7, 3), new Hole(16, 20, "venue", 7, 3)),
        holes.giveUp(hole -> hole.sinceNs() <= 3));
  }

  @Test
  void shouldGiveUpOnlyWhatIsOldEnough() {
    holes.add(new Hole(1, 1, "venue", 0, 100));
    holes.add(new Hole(5, 6, "venue", 0, 200));

    assertEquals(
        List.of(new Hole(1, 1, "venue", 0, 100)), holes.giveUp(hole -> hole.sinceNs() <= 150));
    assertEquals(
        List.of(new Hole(5, 6, "venue", 0, 200)), holes.giveUp(hole -> hole.sinceNs() <= 200));
    assertTrue(holes.isEmpty());
  }

  @Property
  void shouldHoldExactlyTheIdsThatNeverCame(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 99) Integer> late) {
    PendingHoles pending = new PendingHoles();
    pending.add(new Hole(0, 49, "venue", 0, 0));
    pending.add(new Hole(60, 99, "venue", 0, 0));
    TreeSet<Long> missing = new TreeSet<>();
    for (long id = 0; id < 100; id++) {
      if (id < 50 || id >= 60) {
        missing.add(id);
      }
    }

    for (int id : late) {
      pending.fill(id, id + 2L);
      missing.removeAll(List.of((long) id, id + 1L, id + 2L));
    }

    TreeSet<Long> held = new TreeSet<>();
    for (Hole hole : pending.giveUp(hole -> true)) {
      for (long id = hole.first(); id <= hole.last(); id++) {
        held.add(id);
      }
    }
    assertEquals(missing, held);
  }
}
