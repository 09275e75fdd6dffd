package dev.caravan.venue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.market.MarketReader;
import dev.caravan.venue.bithumb.BithumbMapping;
import dev.caravan.venue.bithumb.BithumbMarketReader;
import dev.caravan.venue.coinone.CoinoneMapping;
import dev.caravan.venue.coinone.CoinoneMarketReader;
import dev.caravan.venue.upbit.UpbitMapping;
import dev.caravan.venue.upbit.UpbitMarketReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The example frames of the Korean venues. */
final class KoreanExamples {

  static final List<String> VENUES = List.of("upbit", "bithumb", "coinone");

  private static final Path ROOT = Path.of("src/test/resources/frames");

  /** One frame with what it is and what it means, in words. */
  record Example(String frame, String expected, String market) {
    byte[] bytes() {
      return frame.getBytes(UTF_8);
    }
  }

  private KoreanExamples() {}

  static Mapping mapping(String venue) {
    return switch (venue) {
      case "upbit" -> new UpbitMapping();
      case "bithumb" -> new BithumbMapping();
      default -> new CoinoneMapping();
    };
  }

  static MarketReader reader(String venue) {
    return switch (venue) {
      case "upbit" -> new UpbitMarketReader();
      case "bithumb" -> new BithumbMarketReader();
      default -> new CoinoneMarketReader();
    };
  }

  static List<Example> of(String venue) {
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> folders = Files.list(ROOT.resolve(venue))) {
      for (Path folder : folders.sorted().toList()) {
        List<String> frames = Files.readAllLines(folder.resolve("frames.ndjson"));
        List<String> expected = Files.readAllLines(folder.resolve("expected.txt"));
        List<String> market = Files.readAllLines(folder.resolve("market.txt"));
        if (frames.size() != expected.size() || frames.size() != market.size()) {
          throw new IllegalStateException(folder + ": one line of each file for each frame");
        }
        for (int i = 0; i < frames.size(); i++) {
          examples.add(new Example(frames.get(i), expected.get(i), market.get(i)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return examples;
  }

  /** What a mapping makes of a frame. */
  static String words(Mapping mapping, Recognition recognition, byte[] bytes) {
    mapping.recognise(bytes, 0, bytes.length, recognition);
    return recognition.kind() == Recognition.Kind.DATA
        ? String.join(
            " ",
            recognition.stream().toString(),
            Long.toString(recognition.firstId()),
            Long.toString(recognition.ownFirstId()),
            Long.toString(recognition.lastId()),
            Long.toString(mapping.venueTimeMs(recognition.stream(), bytes, 0, bytes.length)))
        : recognition.kind().name().toLowerCase(Locale.ROOT);
  }
}
