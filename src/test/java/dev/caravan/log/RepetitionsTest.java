package dev.caravan.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RepetitionsTest {

  private static final long SECOND = 1_000_000_000;

  private final Repetitions<String> repetitions = new Repetitions<>(Duration.ofSeconds(60), 3);

  @Test
  void shouldSayATextOnceAMinuteAndCountTheRest() {
    assertTrue(repetitions.isSaid("lost {}", "lost a", 0));
    assertFalse(repetitions.isSaid("lost {}", "lost a", 1));
    assertFalse(repetitions.isSaid("lost {}", "lost a", 59 * SECOND));
    assertEquals(List.of(), repetitions.over(59 * SECOND));

    assertEquals(
        List.of(new Repetitions.Counted<>("lost {}", 2, "lost a")), repetitions.over(60 * SECOND));

    assertTrue(repetitions.isSaid("lost {}", "lost a", 60 * SECOND));
    assertEquals(List.of(), repetitions.over(60 * SECOND));
  }

  @Test
  void shouldSayOnlySomeOfThoseThatAreAlikeAndAllThatAreNot() {
    for (String name : List.of("a", "b", "c")) {
      assertTrue(repetitions.isSaid("lost {}", "lost " + name, 0));
    }
    assertFalse(repetitions.isSaid("lost {}", "lost d", 0));
    assertTrue(repetitions.isSaid("found {}", "found d", 0));

    assertEquals(
        List.of(new Repetitions.Counted<>("lost {}", 1, "lost d")), repetitions.over(60 * SECOND));
  }

  @Test
  void shouldSayEverythingBeyondWhatItRemembers() {
    for (int i = 0; i < 1000; i++) {
      assertTrue(repetitions.isSaid("kind " + i, "text", 0));
    }
    assertFalse(repetitions.isSaid("kind 999", "text", 0));

    assertTrue(repetitions.isSaid("kind 1000", "text", 0));
    assertTrue(repetitions.isSaid("kind 1000", "text", 0));
  }

  /** Whatever comes when: each line is either said or counted, none both, none neither. */
  @Property(tries = 300)
  void shouldSayOrCountEachLineOnce(
      @ForAll @Size(max = 200) List<@IntRange(max = 19) Integer> lines,
      @ForAll @IntRange(min = 1, max = 30) int secondsBetween) {
    Map<String, Long> expected = new HashMap<>();
    Map<String, Long> seen = new HashMap<>();
    long now = 0;
    for (int line : lines) {
      now += secondsBetween * SECOND;
      repetitions.over(now).forEach(of -> seen.merge(of.kind(), of.lines(), Long::sum));
      String kind = "kind " + line % 4;
      expected.merge(kind, 1L, Long::sum);
      if (repetitions.isSaid(kind, "text " + line, now)) {
        seen.merge(kind, 1L, Long::sum);
      }
    }
    repetitions.over(now + 60 * SECOND).forEach(of -> seen.merge(of.kind(), of.lines(), Long::sum));

    assertEquals(expected, seen);
  }
}
