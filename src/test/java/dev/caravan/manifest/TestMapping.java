package dev.caravan.manifest;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises {@code {"of":"trade/BTCUSDT","U":1,"u":2}}; trades have no holes, depth only grows.
 */
public final class TestMapping implements Mapping {

  private static final Pattern FRAME =
      Pattern.compile(
          "\\s*\\{\"of\":\"([^\"]+)\"(?:,\"U\":(\\d+),\"u\":(\\d+))?.*", Pattern.DOTALL);

  /** Knows {@code test-venue} alone. */
  public static Mapping of(String venue) {
    if (venue.equals("test-venue")) {
      return new TestMapping();
    }
    throw new IllegalArgumentException("unknown venue: " + venue);
  }

  @Override
  public void recognise(byte[] bytes, int offset, int length, Recognition into) {
    Matcher matcher = FRAME.matcher(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      into.unknown();
      return;
    }
    String first = matcher.group(2);
    into.data(
        StreamId.parse(matcher.group(1)),
        first == null ? -1 : Long.parseLong(first),
        first == null ? -1 : Long.parseLong(matcher.group(3)));
  }

  @Override
  public Sequencing sequencing(String channel) {
    return switch (channel) {
      case "trade" -> Sequencing.CONTIGUOUS;
      case "depth" -> Sequencing.GROWING;
      default -> Sequencing.NONE;
    };
  }

  @Override
  public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    return -1;
  }
}
