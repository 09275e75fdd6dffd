package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketWords;
import dev.caravan.market.Validators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example frames say what the documents say, and nothing that is done to them is dangerous. */
class OkxFramesTest {

  private static final Path FRAMES = Path.of("src/test/resources/frames/okx");
  private static final int MUTATIONS = 30_000;
  private static final int MANY_MUTATIONS = 300_000;
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
          "-1",
          "99999999999999999999",
          "1e9",
          "null",
          "\"arg\":",
          "\"data\":",
          "\"seqId\":",
          "\"prevSeqId\":",
          "\"tradeId\":\"",
          "\"count\":\"",
          "\"event\":",
          "\"details\":[",
          "\u0000",
          "币",
          "[[[[");

  private final OkxMapping mapping = new OkxMapping();
  private final OkxMarketReader reader = new OkxMarketReader();
  private final OkxDialect dialect = new OkxDialect();
  private final Recognition recognition = new Recognition();

  @Test
  void shouldRecogniseEveryExampleAsItsDocumentSays() throws IOException {
    for (Path folder : folders()) {
      List<String> found = new ArrayList<>();
      for (String frame : Files.readAllLines(folder.resolve("frames.ndjson"))) {
        byte[] bytes = frame.getBytes(UTF_8);
        mapping.recognise(bytes, 0, bytes.length, recognition);
        found.add(words(bytes));
      }
      assertEquals(Files.readAllLines(folder.resolve("expected.txt")), found, folder.toString());
    }
  }

  @Test
  void shouldReadEveryExampleAsItsDocumentSays() throws IOException {
    int read = 0;
    for (Path folder : folders()) {
      List<String> said = new ArrayList<>();
      for (String frame : Files.readAllLines(folder.resolve("frames.ndjson"))) {
        byte[] bytes = frame.getBytes(UTF_8);
        mapping.recognise(bytes, 0, bytes.length, recognition);
        said.add(MarketWords.of(reader, new Arrival(recognition.stream(), "one", 1), bytes));
      }
      assertEquals(
          String.join("\n", Files.readAllLines(folder.resolve("market.txt"))),
          String.join("\n", said),
          folder.toString());
      read += said.size();
    }
    assertTrue(read > 50, "read=" + read);
  }

  @Test
  void shouldSayWhichFramesAreWholeBooks() {
    recognise("{'arg':{'channel':'books','instId':'X'},'action':'snapshot','data':[{'seqId':4}]}");
    assertTrue(recognition.isWhole());
    recognise("{'arg':{'channel':'books','instId':'X'},'action':'update','data':[{'seqId':4}]}");
    assertTrue(!recognition.isWhole() && !recognition.hasId(), "an id without the one before it");
  }

  @Test
  void shouldSurviveWhateverIsDoneToAFrame() throws IOException {
    mutate(11, MUTATIONS);
  }

  @Tag("long")
  @Test
  void shouldSurviveWhateverIsDoneToManyFrames() throws IOException {
    mutate(System.nanoTime(), MANY_MUTATIONS);
  }

  private void mutate(long seed, int mutations) throws IOException {
    List<byte[]> whole = new ArrayList<>();
    List<StreamId> streams = new ArrayList<>();
    for (Path folder : folders()) {
      for (String frame : Files.readAllLines(folder.resolve("frames.ndjson"))) {
        recognise(frame);
        whole.add(frame.getBytes(UTF_8));
        streams.add(recognition.stream());
      }
    }
    SplittableRandom random = new SplittableRandom(seed);
    Validators validators = Validators.ofEvents();
    for (int i = 0; i < mutations; i++) {
      int which = random.nextInt(whole.size());
      byte[] frame = mutated(whole.get(which), random);
      mapping.recognise(frame, 0, frame.length, recognition);
      mapping.venueTimeMs(recognition.stream(), frame, 0, frame.length);
      dialect.interpret(frame, 0, frame.length);
      SimulatedOkxIds.identify(frame);
      MarketWords.Said said = new MarketWords.Said();
      reader.read(new Arrival(streams.get(which), "one", 1), frame, 0, frame.length, said);
      String body = new String(frame, UTF_8);
      reader.readSnapshot(new Arrival(streams.get(which), "", 1), 5, body, said);
      reader.readBackfill(new Arrival(streams.get(which), "", 1), body, said);
      for (MarketEvent event : said.events) {
        validators.judge(event);
      }
      recognise(new String(whole.get(which), UTF_8));
      assertEquals(streams.get(which), recognition.stream(), () -> "seed=" + seed);
    }
    assertTrue(mapping.rememberedStreams() <= OkxStreams.MOST_REMEMBERED);
  }

  private static byte[] mutated(byte[] whole, SplittableRandom random) {
    byte[] frame = whole.clone();
    for (int change = random.nextInt(1, 6); change > 0 && frame.length > 0; change--) {
      int at = random.nextInt(frame.length);
      switch (random.nextInt(4)) {
        case 0 -> frame[at] = (byte) random.nextInt(256);
        case 1 -> frame = Arrays.copyOf(frame, at);
        case 2 -> {
          byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
          byte[] longer = new byte[frame.length + piece.length];
          System.arraycopy(frame, 0, longer, 0, at);
          System.arraycopy(piece, 0, longer, at, piece.length);
          System.arraycopy(frame, at, longer, at + piece.length, frame.length - at);
          frame = longer;
        }
        default -> {
          int to = random.nextInt(at, frame.length);
          byte[] shorter = new byte[frame.length - (to - at)];
          System.arraycopy(frame, 0, shorter, 0, at);
          System.arraycopy(frame, to, shorter, at, frame.length - to);
          frame = shorter;
        }
      }
    }
    return frame;
  }

  private void recognise(String frame) {
    byte[] bytes = frame.replace('\'', '"').getBytes(UTF_8);
    mapping.recognise(bytes, 0, bytes.length, recognition);
  }

  private String words(byte[] bytes) {
    return recognition.kind() == Recognition.Kind.DATA
        ? recognition.stream()
            + " "
            + recognition.firstId()
            + " "
            + recognition.ownFirstId()
            + " "
            + recognition.lastId()
            + " "
            + mapping.venueTimeMs(recognition.stream(), bytes, 0, bytes.length)
        : recognition.kind().name().toLowerCase(Locale.ROOT);
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(FRAMES)) {
      return folders.sorted().toList();
    }
  }
}
