package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RateHistoryTest {

  @Test
  void shouldKeepTheNewestSamplesOldestFirst() {
    RateHistory history = new RateHistory(3);

    for (int i = 1; i <= 5; i++) {
      history.add(i, i * 10);
    }

    assertEquals(
        List.of(
            new RateHistory.Sample(3, 30),
            new RateHistory.Sample(4, 40),
            new RateHistory.Sample(5, 50)),
        history.samples());
  }
}
