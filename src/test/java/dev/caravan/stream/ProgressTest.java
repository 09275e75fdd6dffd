package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressTest {

  private final Progress progress = new Progress();

  @Test
  void shouldWaitForWhoHasNotPassed() {
    progress.reached(1, 100);
    progress.reached(2, 150);
    assertTrue(progress.isSomeoneBefore(140));

    progress.reached(1, 141);
    assertFalse(progress.isSomeoneBefore(140));

    progress.reached(1, 90);
    assertFalse(progress.isSomeoneBefore(140), "what comes late takes nothing back");
  }

  @Test
  void shouldNotWaitForWhoIsGone() {
    progress.reached(1, 10);
    progress.reached(2, 20);
    progress.reached(3, 30);

    progress.lost(1);
    progress.lost(7);

    assertFalse(progress.isSomeoneBefore(20));
    assertTrue(progress.isSomeoneBefore(25));
    progress.lost(2);
    progress.lost(3);
    assertFalse(progress.isSomeoneBefore(1_000));
  }
}
