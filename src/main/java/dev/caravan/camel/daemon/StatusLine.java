package dev.caravan.camel.daemon;

import dev.caravan.web.DaemonStatus;
import dev.caravan.web.Verdict;
import java.time.Duration;
import java.util.Locale;

/**
 * Words the line that the log has each minute: up time, messages, messages a minute, active
 * streams, gaps, the newest frame, the disk.
 *
 * <p>Remembers the line before, for the rate; one thread.
 */
final class StatusLine {

  // As of the line before; of the start of the daemon for the first one.
  private long framesBefore;
  private Duration uptimeBefore = Duration.ZERO;

  /** The next line. */
  String next(DaemonStatus status) {
    long frames = status.framesTotal();
    Duration uptime = status.uptime();
    long elapsedMs = Math.max(1, uptime.minus(uptimeBefore).toMillis());
    long perMinute = Math.max(0, Math.round((frames - framesBefore) * 60_000.0 / elapsedMs));
    framesBefore = frames;
    uptimeBefore = uptime;
    return String.format(
        Locale.ROOT,
        "up %s  %,d messages  %,d a minute  %,d of %,d streams active  last %s  %,d gaps  disk %s%s",
        Durations.text(uptime),
        frames,
        perMinute,
        status.receiving(),
        status.wanted(),
        last(status),
        status.gaps(),
        disk(status),
        status.isReady() ? "" : "  NOT READY: " + Verdict.of(status).sentence());
  }

  private static String last(DaemonStatus status) {
    return status.feeds().stream()
        .flatMap(feed -> feed.streams().stream())
        .filter(stream -> stream.frames() > 0)
        .map(stream -> stream.silence().toMillis())
        .min(Long::compare)
        .map(ms -> String.format(Locale.ROOT, "%.1fs ago", ms / 1000.0))
        .orElse("never");
  }

  private static String disk(DaemonStatus status) {
    long total = Math.max(1, status.totalDiskBytes());
    String used =
        String.format(Locale.ROOT, "%.0f%% used", 100.0 * (total - status.freeDiskBytes()) / total);
    return status.hoursToFullDisk().isPresent()
        ? used + ", full in " + Durations.text(ofHours(status.hoursToFullDisk().getAsDouble()))
        : used;
  }

  private static Duration ofHours(double hours) {
    return Duration.ofMinutes((long) Math.min(hours * 60, Integer.MAX_VALUE));
  }
}
