package dev.caravan.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ConfigTextTest {

  @Test
  void shouldNameBothLinesOfAKeyThatIsWrittenTwice() {
    ConfigText text = ConfigText.of("c.properties", "a=1\n\n# a=5\nb : 2\na 3\n");

    assertEquals(
        List.of("a is written twice: c.properties:1 and c.properties:5; keep one"),
        text.problems());
    assertEquals("c.properties:4", text.entries().get("b").origin());
  }

  @Test
  void shouldRefuseABrokenEscapeWithItsLine() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                CaravanConfig.of(
                    ConfigText.of("c.properties", "\ncaravan.data-dir=\\u00zz"),
                    Map.of(),
                    Map.of(),
                    Set.of("binance-spot"),
                    config -> List.of()));

    assertEquals(1, refused.problems().size());
    assertEquals(
        "c.properties:2 cannot be read: Malformed \\uxxxx encoding.", refused.problems().get(0));
  }

  /** What Java makes of nothing behind a continued line depends on how that line ends. */
  @Test
  void shouldReadLineEndsAsJavaDoes() throws IOException {
    for (String text : List.of("\\\r\n", "\\\n", "\\", "a=\\\r\n b")) {
      shouldReadWhatJavaReads(text);
    }
  }

  /** Java's own reader is the measure; where it takes a text, both understand the same. */
  @Property(tries = 2000)
  void shouldReadWhatJavaReads(
      @ForAll
          @StringLength(max = 40)
          @Chars({'a', 'b', '=', ':', ' ', '\t', '\\', '\n', '\r', '#', '!'})
          String text)
      throws IOException {
    Properties expected = new Properties();
    expected.load(new StringReader(text));
    Map<String, String> stripped = new TreeMap<>();
    expected.stringPropertyNames().forEach(k -> stripped.put(k, expected.getProperty(k).strip()));

    Map<String, String> read = new TreeMap<>();
    ConfigText.of("c", text).entries().forEach((key, entry) -> read.put(key, entry.value()));

    assertEquals(stripped, read);
  }
}
