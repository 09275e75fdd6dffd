package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.NoMapping;
import java.util.function.Function;

/**
 * Finds the mapping for a journal; a journal of a venue that this software does not know is read
 * all the same, without ids.
 */
public final class VenueMappings {

  private final Function<String, Mapping> byVenue;

  /**
   * Takes the known venues.
   *
   * @param byVenue makes a new mapping for a venue; throws {@link IllegalArgumentException} where
   *     it knows none
   */
  public VenueMappings(Function<String, Mapping> byVenue) {
    this.byVenue = requireNonNull(byVenue, "byVenue");
  }

  /** The venue of a journal: {@code binance-spot} of {@code raw/binance-spot}. */
  public static String venueOf(String journal) {
    return journal.substring(journal.lastIndexOf('/') + 1);
  }

  /** A new mapping for the frames of this journal. */
  public Mapping forJournal(String journal) {
    try {
      return byVenue.apply(venueOf(journal));
    } catch (IllegalArgumentException e) {
      return new NoMapping();
    }
  }
}
