package dev.caravan.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BurstTest {

  private static final StreamId STREAM = new StreamId("trade", "BTCUSDT");

  /** An event added as the builder grew once broke the connection that delivered the frames. */
  @Property
  void shouldKeepFramesAndEventsInTheirPlaces(@ForAll @Size(max = 200) List<Boolean> isEvent) {
    Burst.Builder builder = new Burst.Builder("binance-spot", FlowControl.NONE, 0);
    RecordEvent event = new RecordEvent.State("live", null);

    for (int i = 0; i < isEvent.size(); i++) {
      if (isEvent.get(i)) {
        builder.addEvent(STREAM, "one", i, event);
      } else {
        builder.addFrame(STREAM, "one", i, frame(i), i % 3 == 0);
      }
    }
    Burst burst = builder.build();

    assertEquals(isEvent.size(), burst.size());
    assertEquals(isEvent.stream().filter(flag -> !flag).count(), burst.frames());
    for (int i = 0; i < isEvent.size(); i++) {
      assertEquals(i, burst.receiveTimeNs(i));
      if (isEvent.get(i)) {
        assertSame(event, burst.event(i));
      } else {
        int from = burst.offset(i);
        assertArrayEquals(
            frame(i), Arrays.copyOfRange(burst.bytes(), from, from + burst.length(i)));
        assertEquals(i % 3 == 0, burst.isBinary(i));
      }
    }
  }

  /** A queue that counted frames alone would let thousands of books in. */
  @Test
  void shouldCountTheAnswersThatEventsCarry() {
    Burst.Builder builder = new Burst.Builder("binance-spot", FlowControl.NONE, 0);
    builder.addFrame(STREAM, "one", 1, frame(1));
    builder.addEvent(STREAM, "rest", 2, new RecordEvent.Snapshot(7, "{" + " ".repeat(5000) + "}"));
    builder.addEvent(STREAM, "rest", 3, new RecordEvent.Backfill(1, 2, "[1,2]"));
    builder.addEvent(STREAM, "one", 4, new RecordEvent.State("live", null));

    Burst burst = builder.build();
    FrameBatch batch = new FrameBatch().add(burst).add(burst);

    assertEquals(frame(1).length, burst.frameBytes());
    assertEquals(frame(1).length + 5002 + 5, burst.byteCount());
    assertEquals(2 * burst.byteCount(), batch.byteCount());
  }

  private static byte[] frame(int i) {
    return ("{\"i\":" + i + "}").repeat(i % 5 + 1).getBytes(UTF_8);
  }
}
