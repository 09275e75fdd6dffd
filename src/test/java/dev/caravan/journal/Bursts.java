package dev.caravan.journal;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import java.nio.charset.StandardCharsets;

/** Bursts and batches for tests. */
final class Bursts {
  static final StreamId TRADES = StreamId.parse("trade/BTCUSDT");
  static final String CONNECTION = "binance-spot-1";

  private Bursts() {}

  static Burst.Builder builder(FlowControl origin) {
    return new Burst.Builder("binance-spot", origin, 64);
  }

  static Burst of(FlowControl origin, long timeNs, String... frames) {
    Burst.Builder builder = builder(origin);
    for (String frame : frames) {
      builder.addFrame(TRADES, CONNECTION, timeNs, frame.getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  static FrameBatch batch(String... frames) {
    return batch(FlowControl.NONE, frames);
  }

  static FrameBatch batch(FlowControl origin, String... frames) {
    return new FrameBatch().add(of(origin, 1_795_165_200_123_456_789L, frames));
  }
}
