package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamStateTest {

  private final StreamState stream =
      new StreamState(new StreamId("trade", "BTCUSDT"), Sequencing.CONTIGUOUS, 0);
  private long nowNs;

  @Test
  void shouldKnowTheRhythmOfALivelyStreamFromAQuarterOfItsGaps() {
    // Four frames a second, three of them close together: a fixed quarter would miss the pause.
    for (int second = 0; second < 500; second++) {
      receiveAfter(Duration.ofMillis(997));
      receiveAfter(Duration.ofMillis(1));
      receiveAfter(Duration.ofMillis(1));
      receiveAfter(Duration.ofMillis(1));
      stream.tick(1);
    }

    assertEquals(Duration.ofMillis(997).toNanos(), stream.rhythm.percentile90Ns());
    assertTrue(
        stream.rhythm.gaps() > 400 && stream.rhythm.gaps() < 600,
        () -> "gaps=" + stream.rhythm.gaps());
  }

  @Test
  void shouldRememberEveryGapOfASlowStream() {
    for (int i = 0; i < 100; i++) {
      receiveAfter(Duration.ofSeconds(1));
      stream.tick(1);
    }

    assertEquals(99, stream.rhythm.gaps());
  }

  private void receiveAfter(Duration silence) {
    nowNs += silence.toNanos();
    stream.received(nowNs, nowNs, 100);
  }
}
