package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.venue.gateio.GateioFrames.Example;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mapping says of a frame what the sheet says. */
class GateioMappingTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final GateioMapping mapping = new GateioMapping();
  private final Recognition recognition = new Recognition();

  @Test
  void shouldRecogniseEveryExampleAsTheSheetSays() {
    List<Example> examples = GateioFrames.all();

    for (Example example : examples) {
      assertEquals(
          example.expected(),
          GateioFrames.words(mapping, example.frame(), recognition),
          example.text());
    }
    assertTrue(examples.size() > 55, "examples=" + examples.size());
  }

  /** The venue starts some frames with the channel and puts the time last. */
  @Test
  void shouldNotDependOnTheOrderOfKeys() throws IOException {
    for (Example example : GateioFrames.all()) {
      byte[] reversed = JSON.writeValueAsBytes(reversed(JSON.readTree(example.frame())));

      assertEquals(
          example.expected(), GateioFrames.words(mapping, reversed, recognition), example.text());
    }
  }

  private static JsonNode reversed(JsonNode node) {
    if (!node.isObject()) {
      if (node.isArray()) {
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(element -> elements.add(reversed(element)));
        return JSON.createArrayNode().addAll(elements);
      }
      return node;
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.reverse(names);
    ObjectNode reversed = JSON.createObjectNode();
    names.forEach(name -> reversed.set(name, reversed(node.path(name))));
    return reversed;
  }

  @ParameterizedTest
  @CsvSource({
    "spot.trades, CONTIGUOUS",
    "spot.order_book_update, CONTIGUOUS",
    "spot.order_book_update_20, CONTIGUOUS",
    "futures.order_book_update_50, CONTIGUOUS",
    "spot.obu_50, CONTIGUOUS",
    "futures.obu_400, CONTIGUOUS",
    "futures.trades, GROWING",
    "spot.book_ticker, GROWING",
    "spot.order_book_5, GROWING",
    "futures.order_book, GROWING",
    "spot.tickers, NONE",
    "futures.candlesticks_1m, NONE",
    "futures.public_liquidates, NONE",
    "trade, NONE"
  })
  void shouldSayWhatTheIdsProve(String channel, Sequencing expected) {
    assertEquals(expected, mapping.sequencing(channel));
  }

  /** A stream whose frames only sometimes say how many levels it has stays one stream. */
  @Test
  void shouldNumberAStreamOnce() {
    String with = "{'channel':'spot.order_book','event':'update','result':{'l':'20','s':'A_B'}}";
    String without = "{'channel':'spot.order_book','event':'update','result':{'s':'A_B'}}";
    String other = "{'channel':'spot.order_book','event':'update','result':{'l':5,'s':'A_B'}}";

    assertEquals(number(with), number(without));
    assertNotEquals(number(with), number(other));
    assertEquals(2, mapping.rememberedNames());
  }

  private int number(String frame) {
    byte[] bytes = frame.replace('\'', '"').getBytes(UTF_8);
    mapping.recognise(bytes, 0, bytes.length, recognition);
    return recognition.number();
  }

  @Test
  void shouldRememberOnlySoManyNames() {
    for (int i = 0; i < GateioNames.MOST_REMEMBERED + 500; i++) {
      byte[] frame =
          ("{\"channel\":\"spot.book_ticker\",\"event\":\"update\",\"result\":{\"s\":\"X"
                  + i
                  + "\",\"u\":7}}")
              .getBytes(UTF_8);
      mapping.recognise(frame, 0, frame.length, recognition);
      assertEquals("spot.book_ticker/X" + i, recognition.stream().toString());
    }

    assertEquals(GateioNames.MOST_REMEMBERED, mapping.rememberedNames());
  }
}
