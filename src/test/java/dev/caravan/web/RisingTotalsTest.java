package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RisingTotalsTest {
  private final RisingTotals<String, String> totals = new RisingTotals<>();

  @Test
  void shouldNotFallWhenAMemberLeaves() {
    totals.add("trade", "BTCUSDT", 10);
    totals.add("trade", "ETHUSDT", 5);
    assertEquals(15, totals.endRound().get("trade"));

    totals.add("trade", "BTCUSDT", 12);
    assertEquals(17, totals.endRound().get("trade"));
  }

  @Test
  void shouldCountAMemberThatBeganAnew() {
    totals.add("trade", "BTCUSDT", 10);
    totals.endRound();

    totals.add("trade", "BTCUSDT", 4);

    assertEquals(14, totals.endRound().get("trade"));
  }
}
