package dev.caravan.manifest;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/** Decodes the content of a sealed segment. */
public final class ZstdContent {
  private ZstdContent() {}

  /** The plain content of these compressed bytes; closes them. */
  public static InputStream decode(InputStream compressed) throws IOException {
    try {
      return new ZstdInputStreamNoFinalizer(compressed);
    } catch (IOException | RuntimeException e) {
      compressed.close();
      throw e;
    }
  }
}
