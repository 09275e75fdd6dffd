package dev.caravan.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes frames that no venue should send, each different from all others.
 *
 * <p>None of them begins like a frame of a stream, so every reader must put them under no stream.
 */
final class Garbage {

  /** One frame; {@code isBinary} is the opcode. */
  record Piece(byte[] bytes, boolean isBinary) {}

  private static final int KINDS = 5;

  private long made;

  Piece next() {
    long n = made++;
    return switch ((int) (n % KINDS)) {
      case 0 -> text("{\"garbage\":" + n + ",\"broken\":[\"95000.01");
      case 1 -> text("{\"garbage\":" + n + ",\n\"line\":2}");
      case 2 ->
          text(
              "{\"garbage\":"
                  + n
                  + "},\"gap\":{\"first\":1,\"last\":9,\"missing\":9,\"cause\":\"venue\","
                  + "\"detectedAtNs\":1}");
      case 3 -> invalidUtf8(n);
      default -> new Piece(binary(n), true);
    };
  }

  private static Piece text(String text) {
    return new Piece(text.getBytes(StandardCharsets.UTF_8), false);
  }

  private static Piece invalidUtf8(long n) {
    byte[] bytes = ("{\"garbage\":" + n + ",\"x\":\"??\"}").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 4] = (byte) 0xff;
    bytes[bytes.length - 3] = (byte) 0xc0;
    return new Piece(bytes, false);
  }

  private static byte[] binary(long n) {
    byte[] bytes = Arrays.copyOf(new byte[] {0, 1, '\n', (byte) 0xfe}, 12);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[4 + i] = (byte) (n >>> (8 * i));
    }
    return bytes;
  }
}
