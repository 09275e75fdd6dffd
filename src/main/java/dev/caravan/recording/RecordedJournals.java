package dev.caravan.recording;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.manifest.VenueMappings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the journals whose records a data folder holds, also those of which only consolidated days
 * were handed over.
 */
public final class RecordedJournals {

  private static final String RAW = "raw/";

  private RecordedJournals() {}

  /**
   * Looks for them; behind those with segments come those that the archive alone knows, by venue.
   *
   * @throws NoDataFolderException if the folder is none of Caravan's
   */
  public static List<JournalDirectory> in(Path data) throws IOException {
    NoDataFolderException.requireDataFolder(data);
    List<JournalDirectory> journals = new ArrayList<>(JournalDirectory.all(data));
    List<String> known =
        journals.stream().map(journal -> VenueMappings.venueOf(journal.name())).toList();
    ArchiveLayout layout = new ArchiveLayout(data);
    for (String venue : layout.venues()) {
      if (!known.contains(venue)
          && JournalDirectory.isName(RAW + venue)
          && !layout.days(venue).isEmpty()) {
        journals.add(new JournalDirectory(data, RAW + venue));
      }
    }
    return List.copyOf(journals);
  }
}
