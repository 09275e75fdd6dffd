package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class GapCounterTest {

  @Test
  void shouldCountByVenueChannelAndCause() {
    GapCounter counter = new GapCounter();

    counter.count("binance-spot", "trade", "reconnect", 3);
    counter.count("binance-spot", "trade", "reconnect", 4);
    counter.count("binance-spot", "depth", "disk-full", 1);

    assertEquals(
        List.of(
            new GapCount("binance-spot", "depth", "disk-full", 1, 1),
            new GapCount("binance-spot", "trade", "reconnect", 2, 7)),
        counter.counts());
  }
}
