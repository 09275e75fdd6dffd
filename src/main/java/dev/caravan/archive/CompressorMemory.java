package dev.caravan.archive;

import com.github.luben.zstd.ZstdCompressCtx;

/**
 * Keeps a compressor within a number of bytes.
 *
 * <p>Source of what a level takes: {@code lib/compress/clevels.h} of zstd 1.5.7 for contents above
 * 256 KiB. A window of {@code 2^w} bytes and tables of {@code 2^c} and {@code 2^h} words of four
 * bytes.
 */
final class CompressorMemory {

  private static final int[] WINDOW = {
    19, 19, 20, 21, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 22, 22, 22, 23, 23, 25, 26, 27
  };
  private static final int[] CHAIN = {
    12, 13, 15, 16, 18, 18, 18, 19, 19, 20, 21, 21, 22, 22, 22, 23, 22, 23, 23, 24, 25, 26, 27
  };
  private static final int[] HASH = {
    13, 14, 16, 17, 18, 19, 19, 20, 20, 21, 22, 22, 23, 22, 23, 23, 22, 22, 22, 22, 23, 24, 25
  };
  private static final int SMALLEST_LOG = 10;

  private CompressorMemory() {}

  /** Makes window and tables smaller until they fit. */
  static void limit(ZstdCompressCtx compressor, int level, long memory) {
    int window = WINDOW[level];
    int chain = CHAIN[level];
    int hash = HASH[level];
    boolean isChanged = false;
    while (bytes(window, chain, hash) > memory && hash > SMALLEST_LOG) {
      isChanged = true;
      if (chain >= hash) {
        chain--;
      } else {
        hash--;
      }
      window = Math.min(window, Math.max(chain, hash) + 1);
    }
    if (isChanged) {
      compressor.setWindowLog(window);
      compressor.setChainLog(chain);
      compressor.setHashLog(hash);
    }
  }

  /** What a compressor of this level takes when nothing limits it. */
  static long bytes(int level) {
    return bytes(WINDOW[level], CHAIN[level], HASH[level]);
  }

  private static long bytes(int window, int chain, int hash) {
    return (1L << window) + (4L << chain) + (4L << hash);
  }
}
