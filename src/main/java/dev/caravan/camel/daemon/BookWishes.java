package dev.caravan.camel.daemon;

import dev.caravan.instrument.StreamId;
import dev.caravan.market.BookSource;
import dev.caravan.stream.Repairs;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Takes the wish of live state for a book to the repairs of the venue's feed, which fetch it within
 * the venue's budget and record it.
 *
 * <p>Thread-safe.
 */
final class BookWishes implements BookSource {

  private record Place(Repairs.Site site, Repairs repairs) {}

  private final ConcurrentMap<String, Place> places = new ConcurrentHashMap<>();

  /** The repairs of a venue's feed; those of a feed before it are forgotten. */
  Repairs fulfilledBy(String venue, Repairs.Site site, Repairs repairs) {
    places.put(venue, new Place(site, repairs));
    return repairs;
  }

  @Override
  public void wish(String venue, StreamId stream, long firstId) {
    Place place = places.get(venue);
    if (place != null) {
      place.site.execute(() -> place.repairs.onBegun(stream, firstId));
    }
  }
}
