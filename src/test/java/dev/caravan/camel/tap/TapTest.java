package dev.caravan.camel.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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
}
