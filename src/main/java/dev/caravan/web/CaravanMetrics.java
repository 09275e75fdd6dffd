package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.archive.ArchiveStatus;
import dev.caravan.incident.Incident;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.ReadCount;
import dev.caravan.stream.ConnectionStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps the daemon's meters true to its newest snapshot; labels name venues, channels and causes,
 * and symbols only where {@link #showEachStream} asked for it.
 *
 * <p>Meters read numbers that {@link #refresh} set, so a scrape asks the daemon once, whatever the
 * number of streams. Any thread.
 */
public final class CaravanMetrics implements AutoCloseable {
  private static final double SECONDS_OF_A_DAY = 86_400;
  private static final Set<String> WITHOUT_SOCKET = Set.of("connecting", "backoff", "closed");

  private final MeterRegistry registry;
  private final Supplier<DaemonStatus> statuses;
  private final JvmGcMetrics collector = new JvmGcMetrics();

  // Guarded by this.
  private final Map<Series, Value> gauges = new HashMap<>();
  private final Map<Series, Value> counters = new HashMap<>();
  private final RisingTotals<Tags, String> framesByChannel = new RisingTotals<>();
  private boolean isBound;
  private boolean showsEachStream;

  public CaravanMetrics(MeterRegistry registry, Supplier<DaemonStatus> statuses) {
    this.registry = requireNonNull(registry, "registry");
    this.statuses = requireNonNull(statuses, "statuses");
  }

  /**
   * Begins to count what nobody can be asked for later, the collector's pauses. All else waits for
   * the first {@link #refresh}, since to register it is a tenth of a start's work.
   */
  public CaravanMetrics listen() {
    collector.bindTo(registry);
    return this;
  }

  private void bindProcess() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** Adds three series for each stream: with thousands of them, a scrape of a megabyte. */
  public synchronized void showEachStream() {
    showsEachStream = true;
  }

  /** Takes over the newest snapshot; to be called before each scrape. */
  public synchronized void refresh() {
    if (!isBound) {
      isBound = true;
      bindProcess();
    }
    DaemonStatus status = statuses.get();
    gauges.values().forEach(value -> value.now = 0);
    for (FeedStatus feed : status.feeds()) {
      refresh(feed);
    }
    framesByChannel.endRound().forEach((tags, frames) -> counter("caravan.frames", tags, frames));
    for (JournalStatus journal : status.journals()) {
      refresh(journal);
    }
    for (ArchiveStatus.Venue archived : status.archive().venues()) {
      Tags venue = Tags.of("venue", archived.venue());
      gauge("caravan.archive.backlog.days", venue, archived.backlogDays());
      archived
          .lastDay()
          .ifPresent(
              day ->
                  gauge(
                      "caravan.archive.last.day.seconds",
                      venue,
                      day.toEpochDay() * SECONDS_OF_A_DAY));
    }
    for (GapCount gap : status.gapsByCause()) {
      Tags tags = Tags.of("venue", gap.venue(), "channel", gap.channel(), "cause", gap.cause());
      counter("caravan.gaps", tags, gap.gaps());
      counter("caravan.missing.ids", tags, gap.missingIds());
    }
    for (InvalidCount invalid : status.invalid()) {
      counter(
          invalid.reason().isOddity() ? "caravan.oddities" : "caravan.invalid",
          Tags.of(
              "venue",
              invalid.venue(),
              "channel",
              invalid.channel(),
              "reason",
              invalid.reason().label()),
          invalid.count());
    }
    for (ReadCount live : status.read()) {
      counter("caravan.live.frames", Tags.of("venue", live.venue(), "result", "read"), live.read());
      counter(
          "caravan.live.frames",
          Tags.of("venue", live.venue(), "result", "skipped"),
          live.skipped());
    }
    for (TapStatus tap : status.taps()) {
      counter("caravan.dropped", Tags.of("tap", tap.name()), tap.dropped());
    }
    for (Incident.Severity severity : Incident.Severity.values()) {
      long open =
          status.openIncidents().stream()
              .filter(incident -> incident.severity() == severity)
              .count();
      gauge("caravan.incidents.open", Tags.of("severity", lower(severity)), open);
    }
    for (CheckResult check : status.checks()) {
      gauge("caravan.check.up", Tags.of("check", check.name()), check.up() ? 1 : 0);
    }
    gauge("caravan.ready", Tags.empty(), status.isReady() ? 1 : 0);
    gauge("caravan.disk.free.bytes", Tags.empty(), status.freeDiskBytes());
    gauge("caravan.disk.total.bytes", Tags.empty(), status.totalDiskBytes());
    gauge("caravan.disk.reserve.bytes", Tags.empty(), status.reserveDiskBytes());
    gauge(
        "caravan.disk.full.hours",
        Tags.empty(),
        status.hoursToFullDisk().orElse(Double.POSITIVE_INFINITY));
  }

  private void refresh(FeedStatus feed) {
    Tags venue = Tags.of("venue", feed.venue());
    gauge("caravan.streams", venue.and("state", "wanted"), feed.streams().size());
    gauge("caravan.streams", venue.and("state", "acknowledged"), feed.acknowledged());
    gauge(
        "caravan.streams",
        venue.and("state", "receiving"),
        feed.count(StreamStatus.Phase.RECEIVING));
    gauge("caravan.streams", venue.and("state", "served-by-rest"), feed.servedByRest().size());
    gauge(
        "caravan.connections",
        venue,
        feed.connections().stream()
            .map(ConnectionStatus::state)
            .filter(state -> !WITHOUT_SOCKET.contains(state))
            .count());
    gauge("caravan.reading", venue, feed.attached() && feed.reading() ? 1 : 0);
    feed.clockOffsetNs()
        .ifPresent(offset -> gauge("caravan.clock.offset.seconds", venue, offset / 1e9));
    counter("caravan.unrecognised.frames", venue, feed.unrecognised());
    for (StreamStatus stream : feed.streams()) {
      framesByChannel.add(
          venue.and("channel", stream.stream().channel()),
          feed.venue() + " " + stream.stream(),
          stream.frames());
      if (showsEachStream) {
        refresh(stream, venue);
      }
    }
    Map<String, Long> silence =
        feed.streams().stream()
            .collect(
                Collectors.toMap(
                    stream -> stream.stream().channel(),
                    stream -> stream.silence().toMillis(),
                    Math::max));
    silence.forEach(
        (channel, ms) ->
            gauge("caravan.longest.silence.seconds", venue.and("channel", channel), ms / 1000.0));
  }

  private void refresh(StreamStatus stream, Tags venue) {
    Tags tags =
        venue.and("channel", stream.stream().channel()).and("symbol", stream.stream().symbol());
    counter("caravan.stream.frames", tags, stream.frames());
    counter("caravan.stream.missing.ids", tags, stream.missingIds());
    gauge("caravan.stream.silence.seconds", tags, stream.silence().toMillis() / 1000.0);
  }

  private void refresh(JournalStatus journal) {
    Tags venue = Tags.of("venue", Verdict.venueOf(journal));
    gauge("caravan.unsynced.seconds", venue, journal.unsyncedAge().toNanos() / 1e9);
    gauge("caravan.in.flight.bytes", venue, journal.inFlightBytes());
    gauge("caravan.seal.backlog", venue, journal.sealBacklog());
    gauge("caravan.open.segment.bytes", venue, journal.openBytes());
    gauge("caravan.journal.writing", venue, journal.problem().isEmpty() ? 1 : 0);
    counter("caravan.written.bytes", venue, journal.bytesWritten());
    counter("caravan.written.records", venue, journal.recordsWritten());
    counter("caravan.wrapped.frames", venue, journal.wrappedFrames());
    counter("caravan.not.kept.frames", venue, journal.notKeptFrames());
    counter("caravan.segments", venue, journal.segments());
  }

  private void gauge(String name, Tags tags, double now) {
    gauges.computeIfAbsent(
                new Series(name, tags),
                series -> {
                  Value value = new Value();
                  Gauge.builder(name, value, known -> known.now).tags(tags).register(registry);
                  return value;
                })
            .now =
        now;
  }

  private void counter(String name, Tags tags, double now) {
    counters.computeIfAbsent(
                new Series(name, tags),
                series -> {
                  Value value = new Value();
                  FunctionCounter.builder(name, value, known -> known.now)
                      .tags(tags)
                      .register(registry);
                  return value;
                })
            .now =
        now;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    collector.close();
  }

  private record Series(String name, Tags tags) {}

  /** Held by the map above, since meters hold what they read only weakly. */
  private static final class Value {
    volatile double now;
  }
}
