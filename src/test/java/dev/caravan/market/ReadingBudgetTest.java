package dev.caravan.market;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingBudgetTest {

  private static final long MS = 1_000_000;

  private final AtomicLong now = new AtomicLong(5);
  private final AtomicLong cpu = new AtomicLong(7);
  private boolean isSeen = true;
  private final ReadingBudget budget = new ReadingBudget(2, now::get, cpu::get, () -> isSeen);

  @Test
  void shouldAllowItsShareOfEachSecond() {
    spend(19 * MS);
    assertTrue(budget.isLeft());

    spend(2 * MS);
    assertFalse(budget.isLeft());

    now.addAndGet(100 * MS);
    budget.begin();
    assertTrue(budget.isLeft(), "1 ms was too much, and 2 ms are new");
  }

  @Test
  void shouldAllowATenthWhileNobodyLooks() {
    isSeen = false;
    spend(22 * MS);
    assertFalse(budget.isLeft());

    now.addAndGet(800 * MS);
    budget.begin();
    assertFalse(budget.isLeft(), "2 ms were too much, and 1.6 ms are new");

    isSeen = true;
    now.addAndGet(100 * MS);
    budget.begin();
    assertTrue(budget.isLeft());
  }

  @Test
  void shouldSaveAndOweNoMoreThanASecond() {
    now.addAndGet(3_600_000 * MS);
    spend(20 * MS);
    assertFalse(budget.isLeft());

    spend(9_000 * MS);
    now.addAndGet(1_001 * MS);
    budget.begin();

    assertTrue(budget.isLeft());
  }

  @Test
  void shouldMeasureWithinALongRound() {
    budget.begin();
    for (int i = 0; i < ReadingBudget.MEASURED_EVERY; i++) {
      cpu.addAndGet(20 * MS);
      budget.wasRead();
    }

    assertFalse(budget.isLeft());
  }

  @Test
  void shouldNotBeMisledByAnotherThreadsClock() {
    budget.begin();
    cpu.set(0);
    budget.begin();

    assertTrue(budget.isLeft());
  }

  private void spend(long ns) {
    budget.begin();
    cpu.addAndGet(ns);
    budget.begin();
  }
}
