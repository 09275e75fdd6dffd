package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Validators;
import dev.caravan.venue.gateio.GateioFrames.Example;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** Damaged frames throw nothing, are told apart from whole ones and change nothing for these. */
class GateioMutatedFramesTest {

  private static final int CHANGES = 20;
  private static final List<Example> EXAMPLES = GateioFrames.all();
  private static final List<StreamId> STREAMS =
      EXAMPLES.stream()
          .map(Example::expected)
          .filter(expected -> expected.contains(" "))
          .map(expected -> StreamId.parse(expected.substring(0, expected.indexOf(' '))))
          .distinct()
          .toList();
  private static final List<String> PIECES =
      List.of(
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"channel\":",
          "\"event\":\"",
          "\"result\":",
          "\"error\":{\"code\":",
          "\"id\":",
          "99999999999999999999",
          "-1",
          "1e9",
          "null",
          "[[[[",
          "\"U\":",
          "\"u\":",
          "\"full\":true",
          "ob.",
          "_",
          ".",
          "/",
          "\u0000",
          "币",
          " ");

  private final GateioMapping mapping = new GateioMapping();
  private final GateioMarketReader reader = new GateioMarketReader();
  private final GateioDialect dialect = new GateioDialect();
  private final Validators validators = Validators.ofEvents();
  private final Recognition recognition = new Recognition();

  @Property(
      tries = 2_000,
      shrinking = ShrinkingMode.OFF,
      afterFailure = AfterFailureMode.RANDOM_SEED)
  void shouldSurviveMutatedFrames(@ForAll long seed) {
    mutate(seed);
  }

  /** A slash in what tells the streams of a channel apart; found by many mutations. */
  @net.jqwik.api.Example
  void shouldTakeNoSlashForAPartOfAChannel() {
    for (String name : List.of("1/m_BTC_USDT", "ob.BTC_USDT.5/0")) {
      String frame =
          "{\"channel\":\"spot.%s\",\"event\":\"update\",\"result\":{\"n\":\"%s\",\"s\":\"%s\"}}"
              .formatted(name.startsWith("ob.") ? "obu" : "candlesticks", name, name);
      assertTrue(SimulatedGateioIds.identify(frame.getBytes(UTF_8)).stream().isNone());
      read(frame.getBytes(UTF_8), STREAMS.get(0));
    }
  }

  @Tag("long")
  @Property(
      tries = 300_000,
      shrinking = ShrinkingMode.OFF,
      afterFailure = AfterFailureMode.RANDOM_SEED)
  void shouldSurviveManyMutatedFrames(@ForAll long seed) {
    mutate(seed);
  }

  @Property(tries = 1_000)
  void shouldSurviveAnyTextInsideAFrame(@ForAll String text) {
    for (String frame :
        new String[] {
          text,
          "{\"channel\":\"" + text + "\",\"event\":\"update\",\"result\":{}}",
          "{\"channel\":\"spot.obu\",\"result\":{\"s\":\"" + text + "\",\"u\":1}}",
          "{\"channel\":\"futures.trades\",\"event\":\"update\",\"result\":[" + text,
          "{\"error\":" + text + "}",
          "[" + text + "]"
        }) {
      read(frame.getBytes(UTF_8), STREAMS.get(0));
    }
  }

  private void mutate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] frame = EXAMPLES.get(random.nextInt(EXAMPLES.size())).frame();
    for (int i = 0; i < CHANGES; i++) {
      frame = changed(frame, random);
      read(frame, STREAMS.get(random.nextInt(STREAMS.size())));
    }
    Example whole = EXAMPLES.get(random.nextInt(EXAMPLES.size()));
    assertEquals(
        whole.expected(), GateioFrames.words(mapping, whole.frame(), recognition), whole.text());
    assertTrue(mapping.rememberedNames() <= GateioNames.MOST_REMEMBERED);
  }

  private static byte[] changed(byte[] frame, SplittableRandom random) {
    if (frame.length == 0) {
      return EXAMPLES.get(random.nextInt(EXAMPLES.size())).frame();
    }
    int at = random.nextInt(frame.length);
    byte[] piece =
        random.nextInt(4) == 0
            ? EXAMPLES.get(random.nextInt(EXAMPLES.size())).frame()
            : PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] copy = frame.clone();
        copy[at] = (byte) random.nextInt(256);
        yield copy;
      }
      case 1 -> Arrays.copyOf(frame, at);
      case 2 -> joined(frame, at, piece, at);
      default -> joined(frame, at, new byte[0], Math.min(frame.length, at + 1 + at % 8));
    };
  }

  /** What is before {@code to}, the piece, what is from {@code from} on. */
  private static byte[] joined(byte[] frame, int to, byte[] piece, int from) {
    byte[] joined = Arrays.copyOf(frame, to + piece.length + frame.length - from);
    System.arraycopy(piece, 0, joined, to, piece.length);
    System.arraycopy(frame, from, joined, to + piece.length, frame.length - from);
    return joined;
  }

  /** The bytes around the frame belong to others: no answer may depend on them. */
  private void read(byte[] frame, StreamId pretended) {
    byte[] padded = new byte[frame.length + 4];
    Arrays.fill(padded, (byte) '"');
    System.arraycopy(frame, 0, padded, 2, frame.length);

    mapping.recognise(padded, 2, frame.length, recognition);
    StreamId stream = recognition.stream();
    boolean hasOrder =
        recognition.firstId() == recognition.ownFirstId()
            && recognition.firstId() <= recognition.lastId() + (recognition.isWhole() ? 1 : 0);
    assertTrue(hasOrder, () -> new String(frame, UTF_8));
    assertTrue(recognition.kind() == Kind.DATA || stream.isNone(), () -> new String(frame, UTF_8));
    mapping.venueTimeMs(stream, padded, 2, frame.length);
    mapping.sequencing(stream.channel());
    dialect.interpret(padded, 2, frame.length);
    MarketWords.Said said = new MarketWords.Said();
    Arrival arrival = new Arrival(stream.isNone() ? pretended : stream, "one", 1);
    reader.read(arrival, padded, 2, frame.length, said);
    String text = new String(frame, UTF_8);
    reader.readSnapshot(arrival, 1, text, said);
    reader.readBackfill(arrival, text, said);
    said.events.forEach(validators::judge);
    SimulatedGateioIds.identify(frame);
  }
}
