package dev.caravan.venue.binance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The example frames of both venues. */
final class BinanceFrames {

  private static final Path ROOT = Path.of("src/test/resources/frames");

  /** One frame and, in words, what it is. */
  record Example(String venue, String channel, String frame, String expected) {}

  private BinanceFrames() {}

  static List<Example> all() {
    return Stream.of("binance-spot", "binance-usdm").flatMap(venue -> of(venue).stream()).toList();
  }

  static List<Example> of(String venue) {
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> folders = Files.list(ROOT.resolve(venue))) {
      for (Path folder : folders.sorted().toList()) {
        List<String> frames = Files.readAllLines(folder.resolve("frames.ndjson"));
        List<String> expected = Files.readAllLines(folder.resolve("expected.txt"));
        if (frames.size() != expected.size()) {
          throw new IllegalStateException(folder + ": one line of expected.txt for each frame");
        }
        for (int i = 0; i < frames.size(); i++) {
          examples.add(
              new Example(
                  venue, String.valueOf(folder.getFileName()), frames.get(i), expected.get(i)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }
}
