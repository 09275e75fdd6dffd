package dev.caravan.web;

import dev.caravan.archive.ArchiveStatus;
import dev.caravan.incident.Incident;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.LiveState;
import dev.caravan.market.ReadCount;
import dev.caravan.stream.ConnectionStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A daemon whose every answer a test can set; all is well until it says otherwise. */
public final class FakeDaemon implements DaemonView {
  public volatile Instant startedAt = Instant.now().minusSeconds(3 * 3600 + 17 * 60);
  public volatile long freeDiskBytes = 412_300_000_000L;
  public volatile long totalDiskBytes = 500_000_000_000L;
  public volatile List<FeedStatus> feeds = List.of();
  public volatile List<JournalStatus> journals = List.of();
  public volatile List<Incident> open = List.of();
  public volatile List<Incident> recent = List.of();
  public volatile List<CheckResult> checks = List.of();
  public volatile List<CheckResult> liveness = List.of();
  public volatile List<GapCount> gaps = List.of();
  public volatile List<TapStatus> taps = List.of();
  public volatile List<InvalidCount> invalid = List.of();
  public volatile List<ReadCount> read = List.of();
  public volatile ArchiveStatus archive = ArchiveStatus.NONE;

  public volatile Optional<LiveState> market = Optional.empty();
  public final Timeline timeline = new Timeline();

  @Override
  public Timeline timeline() {
    return timeline;
  }

  @Override
  public Optional<LiveState> market() {
    return market;
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public String dataDir() {
    return "data";
  }

  @Override
  public long freeDiskBytes() {
    return freeDiskBytes;
  }

  @Override
  public long totalDiskBytes() {
    return totalDiskBytes;
  }

  @Override
  public List<FeedStatus> feeds() {
    return feeds;
  }

  @Override
  public List<JournalStatus> journals() {
    return journals;
  }

  @Override
  public List<Incident> openIncidents() {
    return open;
  }

  @Override
  public List<Incident> recentIncidents() {
    return recent;
  }

  @Override
  public List<CheckResult> checks() {
    return checks;
  }

  @Override
  public List<CheckResult> livenessChecks() {
    return liveness;
  }

  @Override
  public List<GapCount> gaps() {
    return gaps;
  }

  @Override
  public List<InvalidCount> invalid() {
    return invalid;
  }

  @Override
  public List<ReadCount> read() {
    return read;
  }

  @Override
  public ArchiveStatus archive() {
    return archive;
  }

  @Override
  public List<TapStatus> taps() {
    return taps;
  }

  /** One venue with these streams on one connection, and its journal. */
  public FakeDaemon withFeed(String venue, StreamStatus... streams) {
    feeds = append(feeds, feed(venue, List.of(streams)));
    journals = append(journals, journal("raw/" + venue, ""));
    return this;
  }

  public static FeedStatus feed(String venue, List<StreamStatus> streams) {
    long frames = streams.stream().mapToLong(StreamStatus::frames).sum();
    return new FeedStatus(
        venue,
        true,
        true,
        "",
        frames,
        0,
        List.of(
            new ConnectionStatus(venue + "-1", "live", streams.size(), Duration.ofMinutes(197), 0)),
        streams);
  }

  public static StreamStatus stream(String channel, String symbol, Phase phase, long frames) {
    return stream(channel, symbol, phase, frames, frames > 0 ? 9.8 : 0, 12, 0, 88_190_000_123L);
  }

  public static StreamStatus stream(
      String channel,
      String symbol,
      Phase phase,
      long frames,
      double rate,
      long silenceMs,
      long gaps,
      long lastId) {
    boolean received = frames > 0;
    return new StreamStatus(
        new StreamId(channel, symbol),
        phase,
        frames,
        frames * 420,
        rate,
        received ? (System.currentTimeMillis() - silenceMs) * 1_000_000 : 0,
        Duration.ofMillis(silenceMs),
        Duration.ofSeconds(5),
        received ? OptionalLong.of(18 + symbol.length()) : OptionalLong.empty(),
        gaps,
        gaps * 3,
        0,
        0,
        received ? lastId : -1);
  }

  public static JournalStatus journal(String name, String problem) {
    return new JournalStatus(
        name,
        "000042-2026-11-20T13-00-00.000Z.jsonl",
        183_500_000,
        5,
        1,
        4096,
        Duration.ofMillis(640),
        4_812_345,
        2_120_000_000L,
        3,
        117,
        0,
        false,
        problem);
  }

  public static Incident incident(
      long id, String key, Incident.Severity severity, String sentence, Instant closedAt) {
    return new Incident(
        id,
        key,
        severity,
        Instant.now().minusSeconds(95 * (id % 7 + 1)),
        Optional.ofNullable(closedAt),
        sentence,
        "Look at the venue's status page; recording goes on by itself when it delivers again.");
  }

  private static <T> List<T> append(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }
}
