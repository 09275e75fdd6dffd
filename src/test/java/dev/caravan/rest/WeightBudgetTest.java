package dev.caravan.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightBudgetTest {

  private long nowNs = Long.MAX_VALUE - 5;
  private final WeightBudget budget = new WeightBudget(100, () -> nowNs);

  @Test
  void shouldWaitUntilEnoughOfTheMinuteIsForgotten() {
    assertEquals(Duration.ZERO, budget.take(60));
    pass(Duration.ofSeconds(10));
    assertEquals(Duration.ZERO, budget.take(40));
    pass(Duration.ofSeconds(10));

    assertEquals(Duration.ofSeconds(40), budget.take(1));
    assertEquals(Duration.ofSeconds(50), budget.take(61));
    assertEquals(100, budget.used());

    pass(Duration.ofSeconds(40));
    assertEquals(Duration.ZERO, budget.take(60));
  }

  @Test
  void shouldBelieveAVenueThatCountedMore() {
    budget.take(10);

    budget.venueCounted(95);
    budget.venueCounted(20);

    assertEquals(95, budget.used());
    assertEquals(Duration.ofMinutes(1), budget.take(6));
    assertEquals(Duration.ZERO, budget.take(5));
  }

  @Test
  void shouldSendNothingUntilARefusalIsOver() {
    budget.refused(Duration.ofSeconds(90));
    pass(Duration.ofSeconds(30));
    budget.refused(Duration.ofSeconds(5));

    assertEquals(Duration.ofSeconds(60), budget.take(1));
    assertEquals(Duration.ofSeconds(60), budget.refusedFor());

    pass(Duration.ofSeconds(60));
    assertEquals(Duration.ZERO, budget.take(1));
  }

  @Test
  void shouldNotBelieveABanOfYears() {
    budget.refused(Duration.ofSeconds(Integer.MAX_VALUE));

    assertEquals(Duration.ofDays(3), budget.refusedFor());
  }

  @Test
  void shouldRefuseWhatNeverFits() {
    assertTrue(budget.allows(100));
    assertFalse(budget.allows(101));
    assertThrows(IllegalArgumentException.class, () -> budget.take(101));
  }

  @Property(tries = 200)
  void shouldNeverSpendMoreThanTheBudgetInAnyMinute(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 100) Integer> weights,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 30_000) Integer> pausesMs) {
    List<long[]> sent = new ArrayList<>();
    long startNs = nowNs;
    for (int i = 0; i < weights.size(); i++) {
      pass(Duration.ofMillis(pausesMs.get(i % pausesMs.size())));
      Duration wait = budget.take(weights.get(i));
      while (!wait.isZero()) {
        pass(wait);
        wait = budget.take(weights.get(i));
      }
      sent.add(new long[] {nowNs - startNs, weights.get(i)});
    }

    for (int last = 0; last < sent.size(); last++) {
      long sum = 0;
      for (int i = last; i >= 0; i--) {
        if (sent.get(last)[0] - sent.get(i)[0] < Duration.ofMinutes(1).toNanos()) {
          sum += sent.get(i)[1];
        }
      }
      assertTrue(sum <= 100, "spent " + sum + " within a minute");
    }
  }

  private void pass(Duration time) {
    nowNs += time.toNanos();
  }
}
