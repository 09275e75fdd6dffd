package dev.caravan.archive;

/**
 * Digests one line to 64 bits, good enough that the sum over all lines of a file tells whether they
 * are the same lines; no protection against somebody who means harm.
 */
final class LineHash {

  private LineHash() {}

  static long of(byte[] bytes, int from, int length) {
    long hash = length * 0x9E3779B97F4A7C15L;
    int end = from + length;
    int at = from;
    while (at + 8 <= end) {
      hash = mix(hash ^ word(bytes, at));
      at += 8;
    }
    long rest = 0;
    while (at < end) {
      rest = rest << 8 | (bytes[at] & 0xff);
      at++;
    }
    return mix(hash ^ rest);
  }

  private static long word(byte[] bytes, int at) {
    return (bytes[at] & 0xffL)
        | (bytes[at + 1] & 0xffL) << 8
        | (bytes[at + 2] & 0xffL) << 16
        | (bytes[at + 3] & 0xffL) << 24
        | (bytes[at + 4] & 0xffL) << 32
        | (bytes[at + 5] & 0xffL) << 40
        | (bytes[at + 6] & 0xffL) << 48
        | (bytes[at + 7] & 0xffL) << 56;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 29);
  }
}
