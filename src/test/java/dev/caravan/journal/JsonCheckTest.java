package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {
  private static final JsonFactory UNLIMITED =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonCheck check = new JsonCheck();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[[],{}]",
        "{\"a\":1}",
        "{\"a\" : [ 1 , 2 ] }",
        "{\"stream\":\"btcusdt@trade\",\"data\":{\"p\":\"0.001\",\"m\":true,\"x\":null}}",
        "[0,-0,1.5,-1.5e10,1E+2,2e-3,10]",
        "[\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"é€😀\"]",
        "[true,false,null]",
        "{\"\":\"\"}"
      })
  void shouldAcceptWholeDocuments(String json) {
    assertTrue(isValid(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}{}",
        "{} ",
        " {}",
        "{\"a\":1},\"gap\":{\"first\":1}",
        "{\"a\":1}}",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{1:2}",
        "{\"a\":1]",
        "[1}",
        "[01]",
        "[1.]",
        "[.5]",
        "[-]",
        "[+1]",
        "[1e]",
        "[1e+]",
        "[0x1]",
        "[NaN]",
        "[tru]",
        "[truee]",
        "[nul",
        "[\"a]",
        "[\"\\x\"]",
        "[\"\\u12g4\"]",
        "[\"\\u12\"]",
        "['a']",
        "[1 2]",
        "[1,\"b\":200]",
        "[{},\"b\":200]",
        "[\"a\" \"b\"]",
        "\"a\"",
        "1",
        "[\n]",
        "[\"\t\"]",
        "[/**/]",
        "[\u007f]",
        "[\u00a0]"
      })
  void shouldRefuseEverythingElse(String text) {
    assertFalse(isValid(text));
  }

  @Test
  void shouldRefuseMalformedUtf8InStrings() {
    List<int[]> malformed =
        List.of(
            new int[] {0x80},
            new int[] {0xc0, 0x80},
            new int[] {0xc1, 0xbf},
            new int[] {0xc3},
            new int[] {0xe0, 0x9f, 0x80},
            new int[] {0xed, 0xa0, 0x80},
            new int[] {0xe2, 0x82},
            new int[] {0xf0, 0x8f, 0x80, 0x80},
            new int[] {0xf4, 0x90, 0x80, 0x80},
            new int[] {0xf5, 0x80, 0x80, 0x80},
            new int[] {0xff});
    for (int[] sequence : malformed) {
      byte[] bytes = new byte[sequence.length + 12];
      byte[] head = "[\"abcdefgh".getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(head, 0, bytes, 0, head.length);
      for (int i = 0; i < sequence.length; i++) {
        bytes[head.length + i] = (byte) sequence[i];
      }
      bytes[bytes.length - 2] = '"';
      bytes[bytes.length - 1] = ']';
      assertFalse(check.isObjectOrArray(bytes, 0, bytes.length));
    }
  }

  @Test
  void shouldKeepNoLimitOnDepth() {
    int depth = 100_000;
    String open = "[{\"a\":".repeat(depth);
    String close = "}]".repeat(depth);

    assertTrue(isValid(open + "1" + close));
    assertFalse(isValid(open + "1" + close.substring(1)));
    assertFalse(isValid(open + "1" + close.replaceFirst("}]", "]}")));
  }

  @Test
  void shouldLookOnlyAtItsRange() {
    byte[] bytes = "x{\"a\":\"b\"}\"x".getBytes(StandardCharsets.US_ASCII);

    assertTrue(check.isObjectOrArray(bytes, 1, 9));
    assertFalse(check.isObjectOrArray(bytes, 1, 8));
    assertFalse(check.isObjectOrArray(bytes, 1, 10));
  }

  @Test
  void shouldTakeTheLevelsOfABookOnlyWhereAnArrayMayFollow() {
    assertTrue(isValid("{\"bids\":[[\"1.5\",\"2\"],[\"1.4\",\"3\"]],\"asks\":[]}"));
    assertTrue(isValid("[[\"a\"],[\"b\"],[],[\"c\",1]]"));
    assertTrue(isValid("{\"a\":[{\"b\":[\"c\",\"d\"]},\"e\"],\"f\":\"g\"}"));

    assertFalse(isValid("{\"a\":[\"b\"],[\"c\"]}"));
    assertFalse(isValid("[\"a\"],[\"b\"]"));
    assertFalse(isValid("[{\"a\":[\"b\"],[\"c\"]}]"));
    assertFalse(isValid("{\"a\":\"b\",\"c\"}"));
    assertFalse(isValid("[[\"a\"],[\"b\"]"));
    assertFalse(isValid("[[\"a\"],[\"b\"]]]"));
    assertFalse(isValid("[[\"a\",\"b\"},[\"c\"]]"));
    assertFalse(isValid("[[\"a\"],[\"b]]"));
    assertFalse(isValid("[[\"a\",]]"));
    assertFalse(isValid("[[\"a\"],[\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[\"64250.12000000\",\"0.00150000\"],[\"64250.13000000\",\"1.5\"],[\"64250.14000000\",\"1\"]]",
        "[[\"9.5\",\"1\"],[\"9.4\",\"12345678.9\"],[\"9.3\",\"1\",\"0\"],[\"9.2\",\"1\"],[\"9.1\"]]",
        "{\"a\":\"b\",\"E\":1726,\"m\":true,\"s\":{\"t\":[1,2],\"u\":\"v\"}}"
      })
  void shouldJudgeEveryChangeOfOneByteAndEveryCutAsJacksonDoes(String json) throws IOException {
    byte[] behind = (json + json).getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < json.length(); at++) {
      byte before = behind[at];
      for (int value = 0; value < 256; value++) {
        behind[at] = (byte) value;
        byte[] changed = Arrays.copyOf(behind, json.length());
        String said = json + ": " + value + " at " + at;
        assertEquals(expected(changed), check.isObjectOrArray(changed, 0, changed.length), said);
        assertEquals(expected(changed), check.isObjectOrArray(behind, 0, changed.length), said);
      }
      behind[at] = before;
      assertFalse(check.isObjectOrArray(behind, 0, at), json + " cut at " + at);
    }
  }

  @Property(tries = 1000)
  void shouldJudgeBooksOfAllLengthsAsJacksonDoes(
      @ForAll @IntRange(max = 19) int price,
      @ForAll @IntRange(max = 19) int quantity,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    StringBuilder side = new StringBuilder("[");
    for (int i = 0; i < 6; i++) {
      side.append(i == 0 ? "[\"" : ",[\"")
          .append("64250.12000000000000", 0, random.nextInt(8) == 0 ? random.nextInt(20) : price)
          .append("\",\"")
          .append("12345678.00000000000", 0, random.nextInt(4) == 0 ? random.nextInt(20) : quantity)
          .append("\"]");
    }
    String book = "{\"b\":" + side + "],\"a\":" + side + "]}";
    assertTrue(isValid(book));
    assertMutationsJudgedAsJacksonDoes(book.getBytes(StandardCharsets.UTF_8), random);
  }

  @Property(tries = 1000)
  void shouldJudgeBooksAsJacksonDoes(
      @ForAll @IntRange(max = 5) int levels,
      @ForAll boolean isArray,
      @ForAll boolean isLong,
      @ForAll long seed)
      throws IOException {
    String level = isLong ? "[\"64250.12000000\",\"0.00150000\"]" : "[\"9.5\",\"1\"]";
    String side = "[" + String.join(",", Collections.nCopies(levels, level)) + "]";
    String book = "{\"bids\":" + side + ",\"asks\":" + side + ",\"e\":\"x\"}";
    byte[] bytes =
        (isArray ? "[" + book + "," + side + "]" : book).getBytes(StandardCharsets.UTF_8);
    assertTrue(check.isObjectOrArray(bytes, 0, bytes.length));
    assertMutationsJudgedAsJacksonDoes(bytes, new Random(seed));
  }

  @Property(tries = 3000)
  void shouldJudgeAsJacksonDoes(@ForAll("json") String json, @ForAll long seed) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertTrue(check.isObjectOrArray(bytes, 0, bytes.length));
    assertMutationsJudgedAsJacksonDoes(bytes, new Random(seed));
  }

  @Provide
  Arbitrary<String> json() {
    return nested(3);
  }

  private static Arbitrary<String> nested(int depth) {
    Arbitrary<String> value =
        depth == 0 ? scalar() : Arbitraries.oneOf(scalar(), nested(depth - 1));
    Arbitrary<String> array =
        value.list().ofMaxSize(4).map(list -> "[" + String.join(",", list) + "]");
    Arbitrary<String> object =
        Combinators.combine(quoted(), value)
            .as((name, content) -> name + ":" + content)
            .list()
            .ofMaxSize(4)
            .map(list -> list.stream().collect(Collectors.joining(", ", "{", "}")));
    return Arbitraries.oneOf(array, object);
  }

  private static Arbitrary<String> scalar() {
    return Arbitraries.oneOf(
        Arbitraries.of("true", "false", "null", "0", "-0.5e-7", "123456789012345678901234567890"),
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.bigDecimals().map(String::valueOf),
        quoted());
  }

  private static Arbitrary<String> quoted() {
    Arbitrary<String> part =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(20),
            Arbitraries.strings().withCharRange('\u00a1', '\ud7ff').ofMaxLength(5),
            Arbitraries.of("😀", "\u007f", "\u2028"));
    return part.list()
        .ofMaxSize(3)
        .map(parts -> String.join("", parts).replace("\\", "\\\\").replace("\"", "\\\""))
        .map(text -> "\"" + text + "\"");
  }

  private static final byte[] TELLING =
      "{}[]\",:\\ u0123456789abcdefE.+-\n\ttrue".getBytes(StandardCharsets.US_ASCII);

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    byte drawn =
        random.nextInt(4) == 0
            ? (byte) random.nextInt(256)
            : TELLING[random.nextInt(TELLING.length)];
    switch (random.nextInt(4)) {
      case 0:
        byte[] replaced = bytes.clone();
        replaced[at] = drawn;
        return replaced;
      case 1:
        byte[] shorter = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return shorter;
      case 2:
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, at);
        longer[at] = drawn;
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      default:
        byte[] swapped = bytes.clone();
        int other = random.nextInt(bytes.length);
        swapped[at] = bytes[other];
        swapped[other] = bytes[at];
        return swapped;
    }
  }

  /** Jackson's verdict, with the three rules that are ours. */
  private void assertMutationsJudgedAsJacksonDoes(byte[] bytes, Random random) throws IOException {
    for (int i = 0; i < 20; i++) {
      byte[] mutated = mutate(bytes, random);
      assertEquals(
          expected(mutated),
          check.isObjectOrArray(mutated, 0, mutated.length),
          () -> new String(mutated, StandardCharsets.UTF_8));
    }
  }

  private static boolean expected(byte[] bytes) throws IOException {
    for (byte b : bytes) {
      if (b >= 0 && b < 0x20) {
        return false;
      }
    }
    if (bytes.length == 0
        || (bytes[0] != '{' && bytes[0] != '[')
        || (bytes[bytes.length - 1] != '}' && bytes[bytes.length - 1] != ']')) {
      return false;
    }
    String text;
    try {
      // Jackson reads overlong forms and surrogates; the JDK's decoder does not.
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return false;
    }
    try (JsonParser parser = UNLIMITED.createParser(text)) {
      int depth = 0;
      int documents = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        documents += depth == 0 ? 1 : 0;
      }
      return documents == 1;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isValid(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return check.isObjectOrArray(bytes, 0, bytes.length);
  }
}
