package dev.caravan.instrument;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Recognition.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamMemoryTest {

  private final Recognition recognition = new Recognition();
  private final StreamMemory memory =
      new StreamMemory(
          names ->
              names[0].equals("no")
                  ? Optional.empty()
                  : Optional.of(new StreamId(names[0], names[1])));

  @Test
  void shouldNumberEachStreamOnceAndTellPartsApart() {
    assertEquals("ab/c 0", said("ab", "c"));
    assertEquals("a/bc 1", said("a", "bc"));
    assertEquals("ab/c 0", said("ab", "c"));
    assertEquals(2, memory.remembered());
  }

  @Test
  void shouldNotRememberWhatNamesNothing() {
    assertEquals("-", said("no", "c"));
    assertEquals("-", said("", "c"));
    assertEquals("-", said("a\\u0062", "c"));
    assertEquals("-", said("a\u0000b", "c"));
    assertEquals("-", said("a", "x".repeat(200)));
    assertEquals(0, memory.remembered());
  }

  @Test
  void shouldRememberOnlySoManyAndKnowTheOthersAllTheSame() {
    for (int i = 0; i < StreamMemory.MOST_REMEMBERED + 10; i++) {
      said("trade", "X" + i);
    }

    assertEquals("trade/X7 7", said("trade", "X7"));
    assertEquals("trade/Y -1", said("trade", "Y"));
    assertEquals(StreamMemory.MOST_REMEMBERED, memory.remembered());
  }

  private String said(String first, String second) {
    byte[] bytes = ('"' + first + "\"\"" + second + '"').getBytes(UTF_8);
    int secondAt = first.getBytes(UTF_8).length + 2;
    memory.begin().quoted(bytes, 0, bytes.length).quoted(bytes, secondAt, bytes.length);
    memory.recognise(5, recognition);
    return recognition.kind() == Kind.DATA
        ? recognition.stream() + " " + recognition.number()
        : "-";
  }
}
