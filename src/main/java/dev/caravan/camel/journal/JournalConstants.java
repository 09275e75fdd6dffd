package dev.caravan.camel.journal;

import org.apache.camel.spi.Metadata;

/** Names the headers of an exchange that carries a rotated segment. */
public final class JournalConstants {

  @Metadata(
      label = "consumer",
      description = "Name of the journal that the segment belongs to.",
      javaType = "String")
  public static final String JOURNAL = "CaravanJournal";

  private JournalConstants() {}
}
