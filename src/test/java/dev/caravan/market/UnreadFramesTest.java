package dev.caravan.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import org.junit.jupiter.api.Test;

class UnreadFramesTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId QUOTES = new StreamId("bookTicker", "BTCUSDT");

  private final UnreadFrames unread = new UnreadFrames();

  @Test
  void shouldKeepTheNewestOfEachStream() {
    assertFalse(unread.keep(burst(TRADES, "{\"t\":1}"), 0));
    assertFalse(unread.keep(burst(QUOTES, "{\"u\":1}"), 0));
    unread.settle();
    assertTrue(unread.keep(burst(TRADES, "{\"t\":2}"), 0));
    unread.settle();

    assertEquals("{\"t\":2}", text(unread.take()));
    assertEquals("{\"u\":1}", text(unread.take()));
    assertNull(unread.take());
    assertEquals(0, unread.bytesKept());
  }

  @Test
  void shouldHoldNoBurstOnceAllIsSettled() {
    Burst read = burst(TRADES, "{\"t\":1}");
    Burst waiting = burst(QUOTES, "{\"u\":1}");
    unread.keep(read, 0);
    unread.keep(waiting, 0);
    UnreadFrames.Unread taken = unread.take(TRADES);
    assertNotNull(taken);
    assertSame(read.bytes(), taken.bytes());

    unread.settle();

    assertNotSame(read.bytes(), taken.bytes());
    UnreadFrames.Unread later = unread.take(QUOTES);
    assertNotNull(later);
    assertNotSame(waiting.bytes(), later.bytes());
  }

  private static String text(UnreadFrames.Unread frame) {
    assertNotNull(frame);
    return new String(frame.bytes(), frame.offset(), frame.length(), UTF_8);
  }

  private static Burst burst(StreamId stream, String frame) {
    Burst.Builder burst = new Burst.Builder("binance-spot", FlowControl.NONE, 64);
    burst.addFrame(stream, "binance-spot-1", 1, frame.getBytes(UTF_8));
    return burst.build();
  }
}
