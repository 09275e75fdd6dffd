package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.caravan.instrument.FrameBeginnings;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.venue.Venues;
import dev.caravan.venue.binance.BinanceCapture.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A mapping that has learned how frames begin says of each what one says that has seen nothing. */
class BeginningsTest {

  private static final int CHANGES = 12;
  private static final String PIECES = "0123456789\",:{}[]-.eE \\tuUpadsT";

  private static final List<byte[]> FRAMES =
      BinanceFrames.all().stream().map(example -> example.frame().getBytes(UTF_8)).toList();

  private final Mapping spot = Venues.mapping("binance-spot");
  private final Mapping usdm = Venues.mapping("binance-usdm");

  @Property(
      tries = 1_500,
      shrinking = ShrinkingMode.OFF,
      afterFailure = AfterFailureMode.RANDOM_SEED)
  void shouldSayTheSameOfChangedFrames(@ForAll long seed) {
    change(seed);
  }

  /** Six million changes. */
  @Tag("long")
  @Property(
      tries = 500_000,
      shrinking = ShrinkingMode.OFF,
      afterFailure = AfterFailureMode.RANDOM_SEED)
  void shouldSayTheSameOfManyChangedFrames(@ForAll long seed) {
    change(seed);
  }

  @ParameterizedTest
  @FieldSource("dev.caravan.venue.binance.BinanceCapture#ALL")
  void shouldSayTheSameOfCaptures(String name) throws Exception {
    BinanceCapture capture = BinanceCapture.read(name);
    Mapping learned = Venues.mapping(capture.venue());
    int line = 0;
    for (Message message : capture.messages()) {
      String said = said(learned, message.bytes());
      if (line++ % 7 == 0) {
        assertEquals(said(Venues.mapping(capture.venue()), message.bytes()), said);
      }
    }
  }

  @Test
  void shouldFindWhatBeginsAlike() {
    FrameBeginnings<String> beginnings = new FrameBeginnings<>(11, 3);
    byte[] first =
        bytes("{\"stream\":\"1btc2usdt@depth\",\"data\":{\"E\":17,\"U\":5,\"u\":6,\"pu\":4}}");
    String text = new String(first, ISO_8859_1);
    beginnings.learn(
        "it", first, 0, 30, text.indexOf("4}}"), text.indexOf("5,"), text.indexOf("6,"));

    byte[] next =
        bytes(
            "-{\"stream\":\"1btc2usdt@depth\",\"data\":{\"E\":1899,\"U\":77,\"u\":8,\"pu\":123}}");
    assertNotNull(beginnings.find(next, 1, next.length));
    assertEquals(
        List.of(123L, 77L, 8L), List.of(beginnings.id(0), beginnings.id(1), beginnings.id(2)));
    for (String other :
        List.of(
            "{\"stream\":\"1btc3usdt@depth\",\"data\":{\"E\":17,\"U\":5,\"u\":6,\"pu\":4}}",
            "{\"stream\":\"1btc2usdt@depth\",\"data\":{\"E\":1.7,\"U\":5,\"u\":6,\"pu\":4}}",
            "{\"stream\":\"1btc2usdt@depth\",\"data\":{\"E\":,\"U\":5,\"u\":6,\"pu\":4}}",
            "{\"stream\":\"1btc2usdt@depth\",\"data\":{\"E\":17,\"U\":5,\"u\":6,\"pU\":4}}",
            "{\"stream\":\"1btc2usdt@depth\",\"data\":{\"E\":17,\"U\":5,\"u\":6,\"pu\":")) {
      assertNull(beginnings.find(bytes(other), 0, other.length()), other);
    }
  }

  @Test
  void shouldNotTakeAnIdForTextBehindAMissingQuote() {
    FrameBeginnings<String> beginnings = new FrameBeginnings<>(11, 3);
    byte[] frame =
        bytes("{\"stream\":\"1btc2usdt@depth\",\"data\":{\"s\":BTC\",\"U\":5,\"u\":6,\"pu\":4}}");
    String text = new String(frame, ISO_8859_1);

    beginnings.learn(
        "it", frame, 0, 30, text.indexOf("4}}"), text.indexOf("5,"), text.indexOf("6,"));

    assertNull(beginnings.find(frame, 0, frame.length));
  }

  private void change(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] frame = FRAMES.get(random.nextInt(FRAMES.size()));
    for (int i = 0; i < CHANGES; i++) {
      String shown = new String(frame, ISO_8859_1);
      assertEquals(said(Venues.mapping("binance-spot"), frame), said(spot, frame), shown);
      assertEquals(said(Venues.mapping("binance-usdm"), frame), said(usdm, frame), shown);
      // Most often starting anew, so that what was learned is met with small changes.
      frame =
          changed(
              random.nextInt(3) > 0 ? FRAMES.get(random.nextInt(FRAMES.size())) : frame, random);
    }
  }

  /** A digit or a piece of JSON comes, goes or changes; mostly where ids are. */
  private static byte[] changed(byte[] frame, SplittableRandom random) {
    StringBuilder text = new StringBuilder(new String(frame, ISO_8859_1));
    if (text.isEmpty()) {
      return frame;
    }
    int at = random.nextInt(random.nextBoolean() ? text.length() : Math.min(text.length(), 180));
    char piece = PIECES.charAt(random.nextInt(PIECES.length()));
    switch (random.nextInt(4)) {
      case 0 -> text.setCharAt(at, piece);
      case 1 -> text.insert(at, piece);
      case 2 -> text.deleteCharAt(at);
      default -> {
        int from = at;
        while (at < text.length() && !Character.isDigit(text.charAt(at))) {
          at++;
        }
        text.insert(at, Long.toString(random.nextLong(from % 2 == 0 ? 100 : Long.MAX_VALUE)));
      }
    }
    return bytes(text.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String said(Mapping mapping, byte[] frame) {
    Recognition into = new Recognition();
    byte[] around = new byte[frame.length + 2];
    around[0] = '"';
    around[frame.length + 1] = '5';
    System.arraycopy(frame, 0, around, 1, frame.length);
    mapping.recognise(around, 1, frame.length, into);
    List<Object> said = new ArrayList<>(List.of(into.kind(), into.stream()));
    said.addAll(List.of(into.firstId(), into.ownFirstId(), into.lastId(), into.isWhole()));
    return said.toString();
  }
}
