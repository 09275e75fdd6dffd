package dev.caravan.web;

import dev.caravan.archive.ArchiveStatus;
import dev.caravan.incident.Incident;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.ReadCount;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Everything that is shown of the daemon, taken at one moment.
 *
 * @param at wall time of the snapshot
 */
public record DaemonStatus(
    Instant at,
    String version,
    Instant startedAt,
    String dataDir,
    long freeDiskBytes,
    long totalDiskBytes,
    long reserveDiskBytes,
    OptionalDouble hoursToFullDisk,
    ProcessStatus process,
    List<FeedStatus> feeds,
    List<JournalStatus> journals,
    List<Incident> openIncidents,
    List<Incident> recentIncidents,
    List<CheckResult> checks,
    List<CheckResult> livenessChecks,
    List<GapCount> gapsByCause,
    List<InvalidCount> invalid,
    List<ReadCount> read,
    List<TapStatus> taps,
    ArchiveStatus archive) {

  public DaemonStatus {
    feeds = List.copyOf(feeds);
    journals = List.copyOf(journals);
    openIncidents = List.copyOf(openIncidents);
    recentIncidents = List.copyOf(recentIncidents);
    checks = List.copyOf(checks);
    livenessChecks = List.copyOf(livenessChecks);
    gapsByCause = List.copyOf(gapsByCause);
    invalid = List.copyOf(invalid);
    read = List.copyOf(read);
    taps = List.copyOf(taps);
  }

  /** Asks the daemon once for each part. */
  public static DaemonStatus of(DaemonView view, Instant at) {
    return new DaemonStatus(
        at,
        view.version(),
        view.startedAt(),
        view.dataDir(),
        view.freeDiskBytes(),
        view.totalDiskBytes(),
        view.reserveDiskBytes(),
        view.hoursToFullDisk(),
        ProcessStatus.now(),
        view.feeds(),
        view.journals(),
        view.openIncidents(),
        view.recentIncidents(),
        view.checks(),
        view.livenessChecks(),
        view.gaps(),
        view.invalid(),
        view.read(),
        view.taps(),
        view.archive());
  }

  /** Time since start; zero where the clock was set back before it. */
  public Duration uptime() {
    Duration uptime = Duration.between(startedAt, at);
    return uptime.isNegative() ? Duration.ZERO : uptime;
  }

  public boolean isReady() {
    return checks.stream().allMatch(CheckResult::up);
  }

  public boolean isLive() {
    return livenessChecks.stream().allMatch(CheckResult::up);
  }

  public long wanted() {
    return feeds.stream().mapToLong(feed -> feed.streams().size()).sum();
  }

  public long acknowledged() {
    return feeds.stream().mapToLong(FeedStatus::acknowledged).sum();
  }

  public long receiving() {
    return count(StreamStatus.Phase.RECEIVING);
  }

  /** Streams that have come exactly so far. */
  public long count(StreamStatus.Phase phase) {
    return feeds.stream().mapToLong(feed -> feed.count(phase)).sum();
  }

  /** Frames a second of all streams. */
  public double framesPerSecond() {
    return feeds.stream()
        .flatMap(feed -> feed.streams().stream())
        .mapToDouble(StreamStatus::framesPerSecond)
        .sum();
  }

  public long framesTotal() {
    return feeds.stream().mapToLong(FeedStatus::framesTotal).sum();
  }

  public long gaps() {
    return feeds.stream()
        .flatMap(feed -> feed.streams().stream())
        .mapToLong(StreamStatus::gaps)
        .sum();
  }

  public long missingIds() {
    return feeds.stream()
        .flatMap(feed -> feed.streams().stream())
        .mapToLong(StreamStatus::missingIds)
        .sum();
  }
}
