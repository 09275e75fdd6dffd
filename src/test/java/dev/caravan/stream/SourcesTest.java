package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Source;
import org.junit.jupiter.api.Test;

class SourcesTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");

  private final Sources sources = new Sources("binance-spot-1");

  @Test
  void shouldGiveOneSourceForAllFramesOfAStream() {
    Source first = sources.of(frame(TRADES, 200));
    Source other = sources.of(frame(new StreamId("trade", "ETHUSDT"), 3));

    assertSame(first, sources.of(frame(TRADES, 200)));
    assertNotSame(first, other);
    assertEquals(TRADES, first.stream());
    assertEquals("binance-spot-1", first.connection());
    assertEquals("ETHUSDT", other.stream().symbol());
  }

  @Test
  void shouldGiveOneSourceForAllFramesOfNoStream() {
    Recognition control = new Recognition();
    control.control();

    assertSame(sources.of(control), sources.of(control));
    assertEquals(StreamId.NONE, sources.of(control).stream());
  }

  @Test
  void shouldNameStreamsThatTheMappingDoesNotRemember() {
    Recognition forgotten = new Recognition();
    forgotten.data(TRADES, 1, 1);

    assertEquals(TRADES, sources.of(forgotten).stream());
  }

  private static Recognition frame(StreamId stream, int number) {
    Recognition frame = new Recognition();
    frame.data(stream, 1, 1);
    frame.numbered(number);
    return frame;
  }
}
