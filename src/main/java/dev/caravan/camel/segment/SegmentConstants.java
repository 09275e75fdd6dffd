package dev.caravan.camel.segment;

import org.apache.camel.spi.Metadata;

/** Names what one sealing step leaves for the next. */
public final class SegmentConstants {

  @Metadata(
      label = "producer",
      description = "What the compared segment holds; set by compare, needed by publish.",
      javaType = "dev.caravan.manifest.Manifest")
  public static final String MANIFEST = "CaravanManifest";

  private SegmentConstants() {}
}
