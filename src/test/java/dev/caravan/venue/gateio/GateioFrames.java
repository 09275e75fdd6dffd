package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The example frames of the venue, and in words what a mapping makes of one. */
final class GateioFrames {

  private static final Path ROOT = Path.of("src/test/resources/frames/gateio");

  /** One frame and, in words, what it is. */
  record Example(String folder, byte[] frame, String expected) {
    String text() {
      return new String(frame, UTF_8);
    }
  }

  private GateioFrames() {}

  static List<Example> all() {
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> folders = Files.list(ROOT)) {
      for (Path folder : folders.sorted().toList()) {
        List<String> frames = Files.readAllLines(folder.resolve("frames.ndjson"));
        List<String> expected = Files.readAllLines(folder.resolve("expected.txt"));
        if (frames.size() != expected.size()) {
          throw new IllegalStateException(folder + ": one line of expected.txt for each frame");
        }
        for (int i = 0; i < frames.size(); i++) {
          examples.add(
              new Example(
                  String.valueOf(folder.getFileName()),
                  frames.get(i).getBytes(UTF_8),
                  expected.get(i)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  /** Stream, first, own first and last id, venue time; or the kind alone. */
  static String words(Mapping mapping, byte[] bytes, Recognition into) {
    mapping.recognise(bytes, 0, bytes.length, into);
    return into.kind() == Recognition.Kind.DATA
        ? String.join(
            " ",
            into.stream().toString(),
            Long.toString(into.firstId()),
            Long.toString(into.ownFirstId()),
            Long.toString(into.lastId()),
            Long.toString(mapping.venueTimeMs(into.stream(), bytes, 0, bytes.length)))
        : into.kind().name().toLowerCase(Locale.ROOT);
  }
}
