package dev.caravan.web;

import dev.caravan.archive.ArchiveStatus;
import dev.caravan.incident.Incident;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.LiveState;
import dev.caravan.market.ReadCount;
import dev.caravan.stream.FeedStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Looks into the running daemon: what the page, the health texts and the metrics are made of.
 *
 * <p>Any thread; each call answers with what is known now and never waits for disk or network.
 */
public interface DaemonView {

  String version();

  Instant startedAt();

  /** The data folder as the operator wrote it. */
  String dataDir();

  /** Bytes that recording may still use on the data folder's file system. */
  long freeDiskBytes();

  long totalDiskBytes();

  /** Free bytes below which writing pauses. */
  default long reserveDiskBytes() {
    return 0;
  }

  /** When only the reserve will be left at the measured rate; empty where that is not known. */
  default OptionalDouble hoursToFullDisk() {
    return OptionalDouble.empty();
  }

  /** One per venue. */
  List<FeedStatus> feeds();

  /** One per venue, named {@code raw/<venue>}. */
  List<JournalStatus> journals();

  /** Open incidents, newest first. */
  List<Incident> openIncidents();

  /** The last closed incidents, newest first; a few dozen are enough. */
  List<Incident> recentIncidents();

  /** Every health check that decides about readiness. */
  List<CheckResult> checks();

  /** Checks that only a restart of the process would cure; usually none. */
  default List<CheckResult> livenessChecks() {
    return List.of();
  }

  /** Gaps by cause; see {@link GapCounter}. */
  default List<GapCount> gaps() {
    return List.of();
  }

  /** What was kept away from live state; see {@link dev.caravan.market.InvalidData}. */
  default List<InvalidCount> invalid() {
    return List.of();
  }

  /** How much of what is recorded was also read and judged. */
  default List<ReadCount> read() {
    return List.of();
  }

  default List<TapStatus> taps() {
    return List.of();
  }

  /** The newest gaps and swaps. */
  default Timeline timeline() {
    return new Timeline();
  }

  /** What is true of the markets now. */
  default Optional<LiveState> market() {
    return Optional.empty();
  }

  /** How often what is received is written, and how often what is written is synced. */
  default FlushTimes flushTimes() {
    return FlushTimes.UNKNOWN;
  }

  /** How far consolidation is. */
  default ArchiveStatus archive() {
    return ArchiveStatus.NONE;
  }
}
