package dev.caravan.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StreamIdTest {

  @Test
  void shouldKeepSlashesInTheSymbol() {
    StreamId stream = new StreamId("trade", "../../etc/passwd");

    assertEquals("trade/../../etc/passwd", stream.toString());
    assertEquals(stream, StreamId.parse(stream.toString()));
  }

  @Test
  void shouldReadBackTheStreamOfNobody() {
    assertEquals("-", StreamId.NONE.toString());
    assertTrue(StreamId.parse("-").isNone());
  }

  @Test
  void shouldReadBackAChannelWithoutSymbols() {
    StreamId stream = new StreamId("!miniTicker@arr", "");

    assertEquals(stream, StreamId.parse(stream.toString()));
  }

  @Test
  void shouldRefuseAChannelWithASlash() {
    assertThrows(IllegalArgumentException.class, () -> new StreamId("a/b", "X"));
  }
}
