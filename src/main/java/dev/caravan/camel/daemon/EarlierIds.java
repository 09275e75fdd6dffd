package dev.caravan.camel.daemon;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.manifest.LastIds;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads beside the start what the journals of a venue hold so far, on a thread that then ends. */
final class EarlierIds {

  private static final Logger LOG = LoggerFactory.getLogger(EarlierIds.class);

  private EarlierIds() {}

  /**
   * The last id of each stream as recorded until now; where it cannot be read it is never known,
   * and {@code verify} alone tells what is missing.
   */
  static CompletableFuture<Map<StreamId, Long>> of(Path dataDir, String venue) {
    CompletableFuture<Map<StreamId, Long>> ids = new CompletableFuture<>();
    List<LastIds> journals = new ArrayList<>();
    try {
      for (JournalDirectory journal : JournalDirectory.all(dataDir)) {
        if (VenueMappings.venueOf(journal.name()).equals(venue)) {
          journals.add(LastIds.in(journal, Venues.mapping(venue)));
        }
      }
    } catch (IOException e) {
      unknown(venue, e);
      return ids;
    }
    Thread reader = new Thread(() -> read(journals, venue, ids), "last-ids-" + venue);
    reader.setDaemon(true);
    reader.start();
    return ids;
  }

  private static void read(
      List<LastIds> journals, String venue, CompletableFuture<Map<StreamId, Long>> into) {
    Map<StreamId, Long> all = new HashMap<>();
    try {
      for (LastIds journal : journals) {
        journal.read().forEach((stream, id) -> all.merge(stream, id, Math::max));
      }
      into.complete(all);
    } catch (IOException | RuntimeException e) {
      unknown(venue, e);
    }
  }

  private static void unknown(String venue, Exception reason) {
    LOG.warn(
        "what was missed before this start is not recorded, verify tells it venue={} reason={}",
        venue,
        reason.toString());
  }
}
