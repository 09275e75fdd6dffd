package dev.caravan.camel.daemon;

import dev.caravan.journal.JournalStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a run amounted to, printed when it ends.
 *
 * @param notKept frames that were not kept while the disk was full; gap records say so unless they
 *     are also {@code lost}
 * @param unsealed segments that the next start will seal
 * @param lost records that were received and that the disk did not take until the end
 */
public record FinalStatistics(
    Duration upTime,
    long frames,
    long unrecognised,
    long records,
    long bytes,
    long segments,
    long gaps,
    long missingIds,
    long notKept,
    int unsealed,
    long lost) {

  static FinalStatistics of(
      Duration upTime,
      List<FeedStatus> feeds,
      List<JournalStatus> journals,
      int unsealed,
      long lost) {
    return new FinalStatistics(
        upTime,
        feeds.stream().mapToLong(FeedStatus::framesTotal).sum(),
        feeds.stream().mapToLong(FeedStatus::unrecognised).sum(),
        journals.stream().mapToLong(JournalStatus::recordsWritten).sum(),
        journals.stream().mapToLong(JournalStatus::bytesWritten).sum(),
        journals.stream().mapToLong(JournalStatus::segments).sum(),
        feeds.stream().flatMap(feed -> feed.streams().stream()).mapToLong(StreamStatus::gaps).sum(),
        feeds.stream()
            .flatMap(feed -> feed.streams().stream())
            .mapToLong(StreamStatus::missingIds)
            .sum(),
        journals.stream().mapToLong(JournalStatus::notKeptFrames).sum(),
        unsealed,
        lost);
  }

  /** One line for people. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "recorded %,d frames (%,d records, %.1f MB) in %d segment%s over %s; %d gap%s with %,d"
            + " missing ids; %s%,d frames not recognised; %s",
        frames,
        records,
        bytes / 1e6,
        segments,
        segments == 1 ? "" : "s",
        Durations.text(upTime),
        gaps,
        gaps == 1 ? "" : "s",
        missingIds,
        notKept == 0
            ? ""
            : String.format(Locale.ROOT, "%,d frames not kept, the disk being full; ", notKept),
        unrecognised,
        ending());
  }

  private String ending() {
    if (lost > 0) {
      return String.format(
          Locale.ROOT,
          "%,d RECORDS ARE LOST: the disk did not take them; see 'journal closed' in the log",
          lost);
    }
    return unsealed == 0
        ? "everything is on disk and sealed"
        : "everything is on disk, " + unsealed + " to be sealed at the next start";
  }
}
