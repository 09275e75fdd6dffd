package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Recognition.Kind;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Validators;
import dev.caravan.stream.Dialect;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binance.BinanceFrames.Example;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.Test;

/**
 * Bytes from a stranger: whatever arrives is read to an end, changes nothing for the frames behind
 * it, and is remembered within bounds.
 */
class MutatedFramesTest {

  /** Changes made to one sample, one on top of the other, each of them read. */
  private static final int CHANGES = 20;

  private static final List<Example> EXAMPLES = BinanceFrames.all();
  private static final List<byte[]> FRAMES =
      EXAMPLES.stream().map(example -> example.frame().getBytes(UTF_8)).toList();

  /** One of each channel: whatever stream a frame belongs to, reading it ends well. */
  private static final List<StreamId> STREAMS =
      EXAMPLES.stream()
          .map(Example::expected)
          .filter(expected -> expected.contains(" "))
          .map(expected -> StreamId.parse(expected.substring(0, expected.indexOf(' '))))
          .distinct()
          .toList();

  /** Pieces that mean something to a reader of JSON or to a mapping. */
  private static final List<byte[]> PIECES =
      List.of(
              "\"",
              "\\",
              "{",
              "}",
              "[",
              "]",
              ":",
              ",",
              "\"stream\":",
              "\"data\":",
              "\"e\":\"",
              "\"id\":",
              "99999999999999999999",
              "-1",
              "1e9",
              "null",
              "@",
              "!",
              "/",
              "\"u\":",
              "\"pu\":",
              "\u0000",
              "币",
              "{\"e\":",
              "\"error\":{\"code\":",
              "\"msg\":",
              " ",
              "[[[[")
          .stream()
          .map(piece -> piece.getBytes(UTF_8))
          .toList();

  /** The most that may be left in memory, whatever was read: names, and what the test keeps. */
  private static final long MOST_LEFT_BYTES = 16L << 20;

  private final Reader spot = new Reader("binance-spot");
  private final Reader usdm = new Reader("binance-usdm");
  private long usedBefore;

  @BeforeProperty
  void weigh() {
    usedBefore = usedBytes();
  }

  @AfterProperty
  void shouldHaveKeptNothing() {
    long left = usedBytes() - usedBefore;
    assertTrue(left < MOST_LEFT_BYTES, () -> "left in memory: " + left + " bytes");
  }

  private static long usedBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Property(
      tries = 5_000,
      shrinking = ShrinkingMode.OFF,
      afterFailure = AfterFailureMode.RANDOM_SEED)
  void shouldSurviveMutatedFrames(@ForAll long seed) {
    mutate(seed);
  }

  /** Ten million changes. */
  @Tag("long")
  @Property(
      tries = 500_000,
      shrinking = ShrinkingMode.OFF,
      afterFailure = AfterFailureMode.RANDOM_SEED)
  void shouldSurviveManyMutatedFrames(@ForAll long seed) {
    mutate(seed);
  }

  @Property(tries = 2_000)
  void shouldSurviveAnyBytes(
      @ForAll byte[] bytes, @ForAll @ByteRange(min = 34, max = 127) byte first) {
    byte[] frame = Arrays.copyOf(bytes, bytes.length + 1);
    System.arraycopy(bytes, 0, frame, 1, bytes.length);
    frame[0] = first == '"' ? (byte) '{' : first;
    spot.read(frame);
    usdm.interpret(frame);
    usdm.read(frame);
  }

  @Property(tries = 2_000)
  void shouldSurviveAnyTextInsideAFrame(@ForAll String text) {
    for (String frame :
        new String[] {
          text,
          "{\"stream\":\"" + text + "\",\"data\":{}}",
          "{\"stream\":\"btcusdt@depth@100ms\",\"data\":" + text,
          "{\"e\":\"" + text + "\",\"s\":\"" + text + "\"}",
          "{\"error\":" + text + "}",
          "[" + text + "]"
        }) {
      spot.read(frame.getBytes(UTF_8));
      usdm.read(frame.getBytes(UTF_8));
      spot.interpret(frame.getBytes(UTF_8));
    }
  }

  @Test
  void shouldRememberOnlySoManyNames() {
    for (Reader reader : List.of(spot, usdm)) {
      for (int i = 0; i < StreamNames.MOST_REMEMBERED + 500; i++) {
        reader.read(("{\"stream\":\"x" + i + "@trade\",\"data\":{\"t\":1}}").getBytes(UTF_8));
        assertEquals(Kind.DATA, reader.recognition.kind());
      }

      assertEquals(StreamNames.MOST_REMEMBERED, reader.mapping.rememberedNames());
    }
  }

  private void mutate(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] frame = FRAMES.get(random.nextInt(FRAMES.size()));
    for (int i = 0; i < CHANGES; i++) {
      frame = changed(frame, random);
      spot.read(frame);
      usdm.read(frame);
      (i % 2 == 0 ? spot : usdm).say(frame, STREAMS.get(random.nextInt(STREAMS.size())));
      // Costs most by far, and is the same code in both.
      if (i % 4 == 0) {
        usdm.interpret(frame);
      }
      spot.readsOthersAsEver(random);
      usdm.readsOthersAsEver(random);
    }
    spot.saysOthersAsEver(random);
    usdm.saysOthersAsEver(random);
    assertTrue(spot.mapping.rememberedNames() <= StreamNames.MOST_REMEMBERED);
    assertTrue(usdm.mapping.rememberedNames() <= StreamNames.MOST_REMEMBERED);
  }

  /** A new array: flips, cuts, doubles, inserts or joins. */
  private static byte[] changed(byte[] frame, SplittableRandom random) {
    if (frame.length == 0) {
      return FRAMES.get(random.nextInt(FRAMES.size()));
    }
    int at = random.nextInt(frame.length);
    return switch (random.nextInt(6)) {
      case 0 -> {
        byte[] copy = frame.clone();
        copy[at] = (byte) random.nextInt(256);
        yield copy;
      }
      case 1 -> Arrays.copyOf(frame, at);
      case 2 -> inserted(frame, at, PIECES.get(random.nextInt(PIECES.size())));
      case 3 -> without(frame, at, Math.min(frame.length, at + 1 + random.nextInt(8)));
      case 4 -> {
        byte[] other = FRAMES.get(random.nextInt(FRAMES.size()));
        yield inserted(Arrays.copyOf(frame, at), at, other);
      }
      default -> {
        byte[] copy = frame.clone();
        int to = random.nextInt(frame.length);
        copy[at] = frame[to];
        copy[to] = frame[at];
        yield copy;
      }
    };
  }

  private static byte[] inserted(byte[] frame, int at, byte[] piece) {
    byte[] longer = Arrays.copyOf(frame, frame.length + piece.length);
    System.arraycopy(piece, 0, longer, at, piece.length);
    System.arraycopy(frame, at, longer, at + piece.length, frame.length - at);
    return longer;
  }

  private static byte[] without(byte[] frame, int from, int to) {
    byte[] shorter = Arrays.copyOf(frame, frame.length - (to - from));
    System.arraycopy(frame, to, shorter, from, frame.length - to);
    return shorter;
  }

  /** Reads a frame as a connection of one venue does. */
  private static final class Reader {

    private final BinanceMapping mapping;
    private final Dialect dialect;
    private final Recognition recognition = new Recognition();
    private final MarketReader market;
    private final Validators validators = Validators.ofEvents();
    private long judged;

    /** Whole frames of other streams with what they were recognised as before anything came. */
    private final List<Known> others;

    private record Known(
        byte[] frame, Kind kind, StreamId stream, long firstId, long lastId, String means) {}

    Reader(String venue) {
      this.mapping = (BinanceMapping) Venues.mapping(venue);
      this.dialect = Venues.dialect(venue);
      this.market = Venues.marketReader(venue).orElseThrow();
      this.others =
          EXAMPLES.stream()
              .filter(example -> example.venue().equals(venue))
              .map(example -> example.frame().getBytes(UTF_8))
              .map(frame -> known(frame, means(frame)))
              .toList();
    }

    private Known known(byte[] frame, String means) {
      mapping.recognise(frame, 0, frame.length, recognition);
      return new Known(
          frame,
          recognition.kind(),
          recognition.stream(),
          recognition.firstId(),
          recognition.lastId(),
          means);
    }

    private String means(byte[] frame) {
      mapping.recognise(frame, 0, frame.length, recognition);
      return MarketWords.of(market, new Arrival(recognition.stream(), "one", 1), frame);
    }

    void saysOthersAsEver(SplittableRandom random) {
      Known other = others.get(random.nextInt(others.size()));
      assertEquals(other.means, means(other.frame));
    }

    void readsOthersAsEver(SplittableRandom random) {
      Known other = others.get(random.nextInt(others.size()));
      Known again = known(other.frame, other.means);
      boolean isSame =
          other.kind == again.kind
              && other.stream.equals(again.stream)
              && other.firstId == again.firstId
              && other.lastId == again.lastId;
      assertTrue(isSame, () -> other + " became " + again);
    }

    void interpret(byte[] frame) {
      dialect.interpret(padded(frame), 2, frame.length);
    }

    /** The bytes around the frame belong to others: no answer may depend on them. */
    private static byte[] padded(byte[] frame) {
      byte[] padded = new byte[frame.length + 4];
      Arrays.fill(padded, (byte) '"');
      System.arraycopy(frame, 0, padded, 2, frame.length);
      return padded;
    }

    /** Says what the frame means, or would mean if it were of this stream. */
    void say(byte[] frame, StreamId pretended) {
      MarketWords.Said said = new MarketWords.Said();
      StreamId stream = recognition.stream().isNone() ? pretended : recognition.stream();
      market.read(new Arrival(stream, "one", 1), padded(frame), 2, frame.length, said);
      for (MarketEvent event : said.events) {
        judged += validators.judge(event).isPresent() ? 1 : 0;
      }
      String text = new String(frame, UTF_8);
      market.readSnapshot(new Arrival(stream, "", 1), 1, text, said);
      market.readBackfill(new Arrival(stream, "", 1), text, said);
    }

    void read(byte[] frame) {
      byte[] padded = padded(frame);
      mapping.recognise(padded, 2, frame.length, recognition);
      mapping.venueTimeMs(recognition.stream(), padded, 2, frame.length);
      mapping.sequencing(recognition.stream().channel());
      boolean hasOrder =
          recognition.firstId() <= recognition.ownFirstId()
              && recognition.ownFirstId() <= recognition.lastId();
      assertTrue(hasOrder, () -> new String(frame, UTF_8));
      assertTrue(
          recognition.kind() == Kind.DATA || recognition.stream().isNone(),
          () -> new String(frame, UTF_8));
    }
  }
}
