package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordEncoderTest {
  private final RecordEncoder encoder = new RecordEncoder();

  @Test
  void shouldAllocateNothingPerFrame() {
    Burst.Builder builder = Bursts.builder(FlowControl.NONE);
    for (int i = 0; i < 50; i++) {
      byte[] frame =
          ("{\"bids\":[" + "[\"0.0024\",\"10\"],".repeat(40) + "[\"1\",\"2\"]]}")
              .getBytes(StandardCharsets.US_ASCII);
      builder.addFrame(new StreamId("depth20@100ms", "S" + i), Bursts.CONNECTION, i, frame);
    }
    Burst burst = builder.build();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long own = Thread.currentThread().getId();
    for (int warm = 0; warm < 200; warm++) {
      encoder.reset();
      encoder.addBurst(burst);
    }

    long before = threads.getThreadAllocatedBytes(own);
    for (int round = 0; round < 200; round++) {
      encoder.reset();
      encoder.addBurst(burst);
    }
    long perFrame = (threads.getThreadAllocatedBytes(own) - before) / 10_000;

    assertEquals(0, perFrame);
  }

  @Test
  void shouldGoBackToALength() {
    encoder.addBurst(Bursts.of(FlowControl.NONE, 1, "[1]"));
    int one = encoder.length();
    encoder.addBurst(Bursts.of(FlowControl.NONE, 1, "[2]"));

    encoder.cutTo(one);

    assertEquals(one, encoder.length());
    assertTrue(new String(encoder.bytes(), 0, one, StandardCharsets.UTF_8).endsWith("[1]}\n"));
  }
}
