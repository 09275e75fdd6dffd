package dev.caravan.camel.tap;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TapTest {

  @Test
  void shouldKeepNothingWhileNobodyTakes() {
    Tap<String> tap = new Tap<>(2);

    tap.offer("a");

    assertEquals(1, tap.offered());
    assertEquals(0, tap.dropped());
  }

  @Test
  void shouldDropTheNewestAndCountIt() throws InterruptedException {
    Tap<String> tap = new Tap<>(2);
    tap.attend();

    tap.offer("a");
    tap.offer("b");
    tap.offer("c");

    assertEquals(1, tap.dropped());
    assertEquals("a", tap.take());
    assertEquals("b", tap.take());
  }

  @Test
  void shouldCountWhatALeavingTakerDidNotGet() throws InterruptedException {
    Tap<String> tap = new Tap<>(2);
    tap.attend();
    tap.offer("a");

    tap.leave();

    assertEquals(1, tap.dropped());
    assertNull(tap.take());
  }

  @Test
  void shouldNotRestWhileMuchWaits() throws Exception {
    Tap<String> tap = new Tap<>(8, entry -> 1L << 18);
    tap.attend();
    Thread resting =
        new Thread(
            () -> {
              try {
                tap.rest(60_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    resting.start();
    await().until(() -> resting.getState() == Thread.State.TIMED_WAITING);

    tap.offer("a");
    tap.offer("b");
    tap.offer("c");
    assertTrue(resting.isAlive(), "three entries are not much");
    tap.offer("d");

    resting.join(10_000);
    assertFalse(resting.isAlive());
  }
}
