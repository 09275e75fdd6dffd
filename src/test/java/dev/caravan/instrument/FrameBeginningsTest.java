package dev.caravan.instrument;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBeginningsTest {

  private static final int NAME_AT = 11;
  private static final int STREAMS = 4_000;

  /** What is not found costs a walk through its JSON, frame after frame. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%04dusdt@trade",
        "c%04dusdt@trade",
        "sim%dusdt@trade",
        "coin%dusdt@trade",
        "1000x%03xusdt@trade",
        "btcusdt_%06d@trade",
        "btc-261225-%d-c@trade",
        "btcusdt@depth%d@100ms"
      })
  void shouldFindEveryStreamThatItLearned(String names) {
    FrameBeginnings<Integer> beginnings = new FrameBeginnings<>(NAME_AT, 1);
    for (int i = 0; i < STREAMS; i++) {
      String beginning = beginning(names.formatted(i));
      byte[] frame = ascii(beginning + "1}}");
      beginnings.learn(i, frame, 0, NAME_AT, beginning.length());
    }

    for (int i = 0; i < STREAMS; i++) {
      byte[] frame = ascii(beginning(names.formatted(i)) + "4711}}");
      assertEquals(i, beginnings.find(frame, 0, frame.length));
      assertEquals(4711, beginnings.id(0));
    }
  }

  private static String beginning(String name) {
    return "{\"stream\":\"" + name + "\",\"data\":{\"t\":";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
