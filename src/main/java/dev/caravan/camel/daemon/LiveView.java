package dev.caravan.camel.daemon;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.archive.ArchiveStatus;
import dev.caravan.camel.health.CheckState;
import dev.caravan.camel.health.HealthChecks;
import dev.caravan.camel.journal.Journals;
import dev.caravan.camel.tap.TapComponent;
import dev.caravan.disk.DiskForecast;
import dev.caravan.disk.DiskSpace;
import dev.caravan.incident.Incident;
import dev.caravan.incident.IncidentLog;
import dev.caravan.journal.JournalStatus;
import dev.caravan.market.InvalidCount;
import dev.caravan.market.InvalidData;
import dev.caravan.market.LiveState;
import dev.caravan.market.Normalizer;
import dev.caravan.market.ReadCount;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.Feeds;
import dev.caravan.web.CheckResult;
import dev.caravan.web.DaemonView;
import dev.caravan.web.FlushTimes;
import dev.caravan.web.GapCount;
import dev.caravan.web.GapCounter;
import dev.caravan.web.TapStatus;
import dev.caravan.web.Timeline;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.camel.CamelContext;

/** Answers what the page, the health texts and the metrics ask. */
final class LiveView implements DaemonView {

  private static final int RECENT = 50;

  private final DaemonOptions options;
  private final Instant startedAt;
  private final Feeds feeds;
  private final Journals journals;
  private final ArchiveKeeper archive;
  private final IncidentLog incidents;
  private final CamelContext context;
  private final GapCounter gaps;
  private final InvalidData invalid;
  private final Normalizer normalizer;
  private final DiskForecast forecast;
  private final Timeline timeline;
  private final LiveState market;

  LiveView(
      DaemonOptions options,
      Instant startedAt,
      Feeds feeds,
      Journals journals,
      ArchiveKeeper archive,
      IncidentLog incidents,
      CamelContext context,
      GapCounter gaps,
      InvalidData invalid,
      Normalizer normalizer,
      DiskForecast forecast,
      Timeline timeline,
      LiveState market) {
    this.options = options;
    this.startedAt = startedAt;
    this.feeds = feeds;
    this.journals = journals;
    this.archive = archive;
    this.incidents = incidents;
    this.context = context;
    this.gaps = gaps;
    this.invalid = invalid;
    this.normalizer = normalizer;
    this.forecast = forecast;
    this.timeline = timeline;
    this.market = market;
  }

  @Override
  public String version() {
    return options.version();
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public String dataDir() {
    return options.dataDir().toString();
  }

  @Override
  public long freeDiskBytes() {
    try {
      return DiskSpace.usableBytes(options.dataDir());
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public long totalDiskBytes() {
    try {
      return DiskSpace.totalBytes(options.dataDir());
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public long reserveDiskBytes() {
    return forecast.reserveBytes();
  }

  @Override
  public OptionalDouble hoursToFullDisk() {
    return forecast.hoursToFull();
  }

  @Override
  public List<FeedStatus> feeds() {
    return feeds.all().stream().map(Feed::status).toList();
  }

  @Override
  public List<JournalStatus> journals() {
    return journals.status();
  }

  @Override
  public ArchiveStatus archive() {
    return archive.status();
  }

  @Override
  public List<Incident> openIncidents() {
    return incidents.open();
  }

  @Override
  public List<Incident> recentIncidents() {
    return incidents.recent(RECENT).stream().filter(incident -> !incident.isOpen()).toList();
  }

  @Override
  public List<CheckResult> checks() {
    List<CheckResult> checks = new ArrayList<>();
    HealthChecks.current(context)
        .forEach(check -> checks.add(new CheckResult(check.id(), check.up(), check.message())));
    // Not a health check of Camel's: that a start takes a moment is no incident.
    for (FeedStatus feed : feeds()) {
      FeedProblems.starting(feed)
          .ifPresent(
              reason -> checks.add(new CheckResult("starting/" + feed.venue(), false, reason)));
    }
    return checks;
  }

  @Override
  public List<CheckResult> livenessChecks() {
    return HealthChecks.current(context).stream()
        .filter(CheckState::isLiveness)
        .map(check -> new CheckResult(check.id(), check.up(), check.message()))
        .toList();
  }

  @Override
  public List<GapCount> gaps() {
    return gaps.counts();
  }

  @Override
  public List<InvalidCount> invalid() {
    return invalid.counts();
  }

  @Override
  public Timeline timeline() {
    return timeline;
  }

  @Override
  public Optional<LiveState> market() {
    return options.config().isYes("caravan.live.enabled") ? Optional.of(market) : Optional.empty();
  }

  @Override
  public FlushTimes flushTimes() {
    return new FlushTimes(
        options.config().duration("caravan.journal.batch-interval"),
        options.config().number("caravan.journal.batch-size"),
        options.config().duration("caravan.journal.sync-every"));
  }

  @Override
  public List<ReadCount> read() {
    return normalizer.counts();
  }

  @Override
  public List<TapStatus> taps() {
    TapComponent component = context.hasComponent("tap") instanceof TapComponent taps ? taps : null;
    return component == null
        ? List.of()
        : component.taps().entrySet().stream()
            .map(tap -> new TapStatus(tap.getKey(), tap.getValue().dropped()))
            .toList();
  }
}
