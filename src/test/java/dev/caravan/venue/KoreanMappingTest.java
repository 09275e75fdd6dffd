package dev.caravan.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.book.Continuity;
import dev.caravan.book.Continuity.Step;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.testing.Captures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Every frame of the Korean venues is known for what it is, whatever came before it. */
class KoreanMappingTest {

  static final List<String> VENUES = KoreanExamples.VENUES;

  private final Recognition recognition = new Recognition();

  @ParameterizedTest
  @FieldSource("VENUES")
  void shouldRecogniseEveryExampleAsItsDocumentSays(String venue) {
    Mapping mapping = KoreanExamples.mapping(venue);
    List<KoreanExamples.Example> examples = KoreanExamples.of(venue);

    for (KoreanExamples.Example example : examples) {
      assertEquals(
          example.expected(),
          KoreanExamples.words(mapping, recognition, example.bytes()),
          example.frame());
    }
    assertTrue(examples.size() >= 17, "examples=" + examples.size());
  }

  @ParameterizedTest
  @CsvSource({
    "upbit/arbobs_upbit_2026, 7, 4",
    "upbit/cryptofeed_upbit_20210417, 449, 0",
    "bithumb/arbobs_bithumb_v2_2026, 13, 6",
    "bithumb/gocryptotrader_bithumb_legacy, 4, 1",
    "bithumb/crypto_msg_parser_bithumb_GLOBAL_different_venue, 6, 1",
    "coinone/arbobs_coinone_2026, 13, 7"
  })
  void shouldRecogniseEveryMessageOfACapture(String name, int messages, int controls)
      throws IOException {
    Mapping mapping = KoreanExamples.mapping(name.substring(0, name.indexOf('/')));
    List<byte[]> lines = Captures.lines(Captures.file(name + ".ndjson"));
    int control = 0;

    for (byte[] line : lines) {
      mapping.recognise(line, 0, line.length, recognition);
      assertTrue(recognition.kind() != Kind.UNKNOWN, () -> new String(line, UTF_8));
      control += recognition.kind() == Kind.CONTROL ? 1 : 0;
    }

    assertEquals(messages, lines.size());
    assertEquals(controls, control);
  }

  /** As the capture's description counts them: six of 299 go back, and none comes twice. */
  @Test
  void shouldCountTheIdsOfUpbitThatGoBackAndMissNone() throws IOException {
    Mapping mapping = KoreanExamples.mapping("upbit");
    Map<StreamId, Continuity> streams = new HashMap<>();
    Map<Step, Integer> steps = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Map<StreamId, TreeSet<Long>> times = new HashMap<>();
    int backward = 0;
    long previous = -1;

    for (byte[] line : Captures.lines(Captures.file("upbit/cryptofeed_upbit_20210417.ndjson"))) {
      mapping.recognise(line, 0, line.length, recognition);
      StreamId stream = recognition.stream();
      Sequencing sequencing = mapping.sequencing(stream.channel());
      Step step =
          streams
              .computeIfAbsent(stream, unused -> new Continuity(sequencing))
              .next(recognition.firstId(), recognition.lastId());
      steps.merge(step, 1, Integer::sum);
      if (stream.toString().equals("trade/KRW-LAMB")) {
        backward += recognition.lastId() <= previous ? 1 : 0;
        previous = recognition.lastId();
      }
      if (stream.channel().equals("trade")) {
        assertTrue(seen.add(stream + " " + recognition.lastId()), "doubled");
      } else {
        long time = mapping.venueTimeMs(stream, line, 0, line.length);
        assertTrue(times.computeIfAbsent(stream, unused -> new TreeSet<>()).add(time));
        assertEquals(time, times.get(stream).last(), "a book's time went back");
      }
    }

    assertEquals(6, backward);
    assertEquals(145, steps.get(Step.UNPROVABLE));
    assertTrue(steps.get(Step.REORDERED) >= 6, steps::toString);
    assertEquals(304, seen.size());
    assertTrue(!steps.containsKey(Step.GAP) && !steps.containsKey(Step.REPEATED), steps::toString);
  }

  /** What is kept of a stream is found by its number alone. */
  @ParameterizedTest
  @FieldSource("VENUES")
  void shouldNumberEachStreamOnceHoweverItsFramesLook(String venue) {
    Mapping mapping = KoreanExamples.mapping(venue);
    Map<Integer, StreamId> numbered = new HashMap<>();

    for (KoreanExamples.Example example : KoreanExamples.of(venue)) {
      mapping.recognise(example.bytes(), 0, example.bytes().length, recognition);
      if (recognition.kind() == Kind.DATA) {
        StreamId known = numbered.putIfAbsent(recognition.number(), recognition.stream());
        assertTrue(known == null || known.equals(recognition.stream()), example.frame());
      }
    }

    assertTrue(numbered.size() > 3, numbered::toString);
  }

  @Test
  void shouldSayWhatTheIdsProve() {
    for (String venue : List.of("upbit", "bithumb")) {
      assertEquals(Sequencing.GROWING, KoreanExamples.mapping(venue).sequencing("trade"));
      assertEquals(Sequencing.NONE, KoreanExamples.mapping(venue).sequencing("orderbook"));
      assertEquals(Sequencing.NONE, KoreanExamples.mapping(venue).sequencing("candle.1m"));
    }
    assertEquals(Sequencing.GROWING, KoreanExamples.mapping("coinone").sequencing("ORDERBOOK"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "upbit;{\"type\":\"trade\"};unknown",
        "upbit;{\"type\":\"\",\"code\":\"KRW-X\"};unknown",
        "upbit;{\"type\":\"trade\",\"code\":7};unknown",
        "upbit;{\"type\":\"a/b\",\"code\":\"X\"};unknown",
        "upbit;{\"type\":\"tr\\u0061de\",\"code\":\"X\"};unknown",
        "upbit;{\"code\":\"KRW-X\",\"stream_type\":\"REALTIME\",\"type\":\"trade\"};trade/KRW-X -1 -1 -1 -1",
        "upbit;{\"type\":\"trade\",\"code\":\"X\",\"sequential_id\":1.5E3};trade/X -1 -1 -1 -1",
        "upbit;[];unknown",
        "upbit;[[{\"type\":\"trade\",\"code\":\"X\"}]];unknown",
        "bithumb;{\"type\":\"trade\",\"content\":{\"list\":[]}};unknown",
        "bithumb;{\"topic\":\"TRADE\"};unknown",
        "coinone;{\"response_type\":\"DATA\"};unknown",
        "coinone;{\"response_type\":7};unknown",
        "coinone;{\"response_type\":\"DATA\",\"channel\":\"CHART\",\"data\":{\"quote_currency\":\"KRW\",\"target_currency\":\"X\"}};unknown",
        "coinone;{\"response_type\":\"DATA\",\"channel\":\"TRADE\",\"data\":{\"quote_currency\":\"KRW\",\"target_currency\":\"X\",\"id\":\"12x\"}};TRADE/KRW-X -1 -1 -1 -1",
        "coinone;{\"response_type\":\"DATA\",\"channel\":\"TRADE\",\"data\":{\"quote_currency\":\"KRW\",\"target_currency\":\"X\",\"id\":12}};TRADE/KRW-X -1 -1 -1 -1",
        "coinone;{\"data\":{\"target_currency\":\"X\",\"id\":\"12\",\"quote_currency\":\"KRW\"},\"channel\":\"TRADE\",\"response_type\":\"DATA\"};TRADE/KRW-X 12 12 12 -1"
      })
  void shouldNotGuess(String venue, String frame, String expected) {
    Mapping mapping = KoreanExamples.mapping(venue);

    assertEquals(expected, KoreanExamples.words(mapping, recognition, frame.getBytes(UTF_8)));
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void shouldSurviveMutatedFrames(@ForAll long seed) {
    mutate(seed);
  }

  @Tag("long")
  @Property(tries = 200_000, shrinking = ShrinkingMode.OFF)
  void shouldSurviveManyMutatedFrames(@ForAll long seed) {
    mutate(seed);
  }

  private void mutate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (String venue : VENUES) {
      Mapping mapping = KoreanExamples.mapping(venue);
      List<KoreanExamples.Example> examples = KoreanExamples.of(venue);
      for (int i = 0; i < 40; i++) {
        byte[] changed = mutated(examples, random);
        byte[] padded = new byte[changed.length + 4];
        java.util.Arrays.fill(padded, (byte) '"');
        System.arraycopy(changed, 0, padded, 2, changed.length);
        mapping.recognise(padded, 2, changed.length, recognition);
        mapping.venueTimeMs(recognition.stream(), padded, 2, changed.length);
        assertTrue(recognition.firstId() <= recognition.lastId());
        assertTrue(recognition.kind() == Kind.DATA || recognition.stream().isNone());

        KoreanExamples.Example other = examples.get(random.nextInt(examples.size()));
        assertEquals(other.expected(), KoreanExamples.words(mapping, recognition, other.bytes()));
      }
    }
  }

  /** Flips, cuts and joins. */
  static byte[] mutated(List<KoreanExamples.Example> examples, SplittableRandom random) {
    byte[] frame = examples.get(random.nextInt(examples.size())).bytes();
    List<Byte> bytes = new ArrayList<>();
    for (byte b : frame) {
      bytes.add(b);
    }
    for (int change = random.nextInt(1, 5); change > 0 && !bytes.isEmpty(); change--) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(4)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(1, 9))).clear();
        case 2 -> bytes.subList(at, bytes.size()).clear();
        default -> bytes.add(at, (byte) "\"{}[]:,0e\\".charAt(random.nextInt(10)));
      }
    }
    byte[] changed = new byte[bytes.size()];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = bytes.get(i);
    }
    return changed;
  }
}
