package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binance.BinanceFrames.Example;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example frames say what the documents say. */
class BinanceFramesTest {

  private final Recognition recognition = new Recognition();

  @ParameterizedTest
  @ValueSource(strings = {"binance-spot", "binance-usdm"})
  void shouldRecogniseEveryExampleAsItsDocumentSays(String venue) {
    Mapping mapping = Venues.mapping(venue);
    List<Example> examples = BinanceFrames.of(venue);

    for (Example example : examples) {
      byte[] bytes = example.frame().getBytes(UTF_8);
      mapping.recognise(bytes, 0, bytes.length, recognition);
      assertEquals(example.expected(), words(mapping, bytes), example.frame());
    }
    assertTrue(examples.size() > 50, "examples=" + examples.size());
  }

  private String words(Mapping mapping, byte[] bytes) {
    return recognition.kind() == Recognition.Kind.DATA
        ? String.join(
            " ",
            recognition.stream().toString(),
            Long.toString(recognition.firstId()),
            Long.toString(recognition.ownFirstId()),
            Long.toString(recognition.lastId()),
            Long.toString(mapping.venueTimeMs(recognition.stream(), bytes, 0, bytes.length)))
        : recognition.kind().name().toLowerCase(Locale.ROOT);
  }
}
