package dev.caravan.instrument;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {

  @Test
  void shouldFindAKeyBehindNestedValues() {
    assertEquals(
        7, number("{\"a\":[{\"t\":1}],\"b\":{\"t\":2},\"c\":\"\\\"t\\\":3\",\"t\":7}", "t"));
  }

  @Test
  void shouldNotTakeAKeyOfANestedObject() {
    assertEquals(-1, number("{\"k\":{\"t\":1}}", "t"));
  }

  @Test
  void shouldTellCasesApart() {
    assertEquals(2, number("{\"u\":1,\"U\":2}", "U"));
  }

  @Test
  void shouldAcceptBlanksBetweenTokens() {
    assertEquals(5, number("{ \"a\" : null ,\t\"t\" : 5 }", "t"));
  }

  @Test
  void shouldRefuseNumbersThatAreNoIds() {
    assertEquals(-1, number("{\"t\":1.5}", "t"));
    assertEquals(-1, number("{\"t\":-3}", "t"));
    assertEquals(-1, number("{\"t\":\"3\"}", "t"));
    assertEquals(-1, number("{\"t\":4611686018427387904}", "t"));
    assertEquals(-1, number("{\"t\":9999999999999999999}", "t"));
    assertEquals(-1, number("{\"t\":12345678901234567890}", "t"));
  }

  @Property(tries = 2000)
  void shouldSurviveAnyBytes(@ForAll byte[] bytes, @ForAll byte key) {
    int at = JsonFields.find(bytes, 0, bytes.length, new byte[] {key});

    assertTrue(at >= -1 && at < bytes.length);
  }

  @Property(tries = 2000)
  void shouldSurviveCutObjects(@ForAll String tail) {
    byte[] bytes = ("{\"a\":1,\"b\":" + tail).getBytes(UTF_8);

    int at = JsonFields.find(bytes, 0, bytes.length, new byte[] {'t'});

    assertTrue(at >= -1 && at < bytes.length);
  }

  @Test
  void shouldReadIdsBeyondWhatADoubleHolds() {
    assertEquals(1079953210371761701L, number("{\"t\":1079953210371761701}", "t"));
    assertEquals(4611686018427387903L, number("{\"t\":4611686018427387903}", "t"));
  }

  private static long number(String json, String key) {
    byte[] bytes = json.getBytes(UTF_8);
    int at = JsonFields.find(bytes, 0, bytes.length, key.getBytes(UTF_8));
    return JsonFields.number(bytes, at, bytes.length);
  }
}
