package dev.caravan.report;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.GapCount;
import dev.caravan.web.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is recorded, across restarts: the time in which the process was not running counts as
 * wanted and not recorded.
 *
 * <p>Thread-safe; to be called every few seconds.
 */
public final class Tally {

  private static final Duration WRITE_EVERY = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofDays(40);
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  /** What the process has counted since its own start, at the last look. */
  private record Seen(long frames, long bytes, Map<String, Long> gaps, long missingIds) {
    static Seen of(DaemonStatus status) {
      Map<String, Long> gaps = new TreeMap<>();
      for (GapCount gap : status.gapsByCause()) {
        gaps.merge(gap.cause(), gap.gaps(), Long::sum);
      }
      return new Seen(
          status.framesTotal(),
          status.journals().stream().mapToLong(JournalStatus::bytesWritten).sum(),
          gaps,
          status.gapsByCause().stream().mapToLong(GapCount::missingIds).sum());
    }
  }

  private final TallyFile file;

  // Guarded by this.
  private Optional<Totals> totals;
  private Seen seen = new Seen(0, 0, Map.of(), 0);
  private boolean isStarted;
  private boolean isFailing;
  private Instant writtenAt = Instant.EPOCH;

  /**
   * @param path of its file, in a folder that is there
   */
  public Tally(Path path) {
    this.file = new TallyFile(requireNonNull(path, "path"));
    this.totals = file.read();
  }

  /** Adds what happened since the last call, or since an earlier process counted last. */
  public synchronized Totals count(DaemonStatus status) {
    Instant now = status.at();
    Totals before = totals.orElseGet(() -> Totals.from(now, status.wanted()));
    Seen latest = Seen.of(status);
    Duration passed = Duration.between(before.countedAt(), now);
    boolean isPlausible = !passed.isNegative() && passed.compareTo(LONGEST_PAUSE) < 0;
    double seconds = isPlausible ? passed.toMillis() / 1e3 : 0;
    long wanted = isStarted ? status.wanted() : before.wanted();
    long recorded = isStarted ? recorded(status) : 0;
    Map<String, Long> gaps = new TreeMap<>();
    latest.gaps.forEach(
        (cause, count) -> {
          long more = count - seen.gaps.getOrDefault(cause, 0L);
          if (more > 0) {
            gaps.put(cause, more);
          }
        });
    Totals counted =
        before.plus(
            new Totals(
                before.since(),
                now,
                status.wanted(),
                wanted * seconds,
                Math.min(recorded, wanted) * seconds,
                latest.frames - seen.frames,
                latest.bytes - seen.bytes,
                isStarted ? 0 : 1,
                gaps,
                latest.missingIds - seen.missingIds));
    isStarted = true;
    seen = latest;
    totals = Optional.of(counted);
    if (Duration.between(writtenAt, now).abs().compareTo(WRITE_EVERY) >= 0) {
      write(counted, now);
    }
    return counted;
  }

  /** Begins anew from this moment. */
  public synchronized void reset(Instant now) {
    long wanted = totals.map(Totals::wanted).orElse(0L);
    totals = Optional.of(Totals.from(now, wanted));
    write(totals.get(), now);
  }

  private void write(Totals counted, Instant now) {
    writtenAt = now;
    try {
      file.write(counted);
      isFailing = false;
    } catch (IOException e) {
      if (!isFailing) {
        LOG.warn("tally not written, kept in memory reason={}", e.toString());
      }
      isFailing = true;
    }
  }

  /** Streams that deliver and whose journal writes. */
  private static long recorded(DaemonStatus status) {
    long recorded = 0;
    for (FeedStatus feed : status.feeds()) {
      boolean isWritten =
          feed.attached()
              && status.journals().stream()
                  .filter(journal -> Verdict.venueOf(journal).equals(feed.venue()))
                  .allMatch(journal -> journal.problem().isEmpty() && !journal.isPaused());
      if (isWritten) {
        recorded += feed.count(Phase.RECEIVING) + feed.count(Phase.ACKNOWLEDGED);
      }
    }
    return recorded;
  }
}
