package dev.caravan.camel.daemon;

import dev.caravan.camel.health.CaravanHealthCheck;
import dev.caravan.camel.health.CheckProblem;
import dev.caravan.clock.NanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.health.GapRate;
import dev.caravan.health.LoopPulse;
import dev.caravan.health.RateDrop;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.Feeds;
import dev.caravan.stream.StreamStatus;
import dev.caravan.web.GapCount;
import dev.caravan.web.GapCounter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** Registers the checks of one venue; each is one question to its feed. */
final class VenueChecks {

  /** A loop that is late for this long does not come back. */
  static final Duration LOOP_IS_DEAD = Duration.ofMinutes(1);

  private final HealthCheckRegistry registry;
  private final CaravanConfig config;
  private final RecentStatus status;
  private final String venue;
  private final String feedCheck;

  private VenueChecks(CamelContext context, CaravanConfig config, Feeds feeds, String venue) {
    this.registry = HealthCheckRegistry.get(context);
    this.config = config;
    this.status = new RecentStatus(feeds, venue, NanoClock.system());
    this.venue = venue;
    this.feedCheck = "feed/" + venue;
  }

  static void register(
      CamelContext context,
      CaravanConfig config,
      Feeds feeds,
      String venue,
      GapCounter gaps,
      LoopPulse pulse) {
    VenueChecks checks = new VenueChecks(context, config, feeds, venue);
    checks.registerConnections();
    checks.registerStreams();
    checks.registerNumbers(gaps);
    checks.registerLoop(pulse);
  }

  private void registerConnections() {
    add(
        "feed",
        () ->
            status
                .get()
                .map(FeedProblems::of)
                .orElse(Optional.of(venue + ": no capture route has started its feed"))
                .map(CheckProblem::new),
        Severity.CRITICAL,
        "Check the network and the venue's status page; Caravan keeps trying by itself.",
        Set.of());
    Duration clockOffset = config.duration("caravan.watch.clock-offset");
    add(
        "clock",
        () -> ask(feed -> ClockProblems.of(feed, clockOffset).map(CheckProblem::new)),
        Severity.WARNING,
        "Check the time synchronisation of this machine (chronyc tracking, timedatectl); receive"
            + " times are recorded as they are.",
        Set.of());
  }

  /**
   * Apart from each other: an incident says once what it is about, and a stream that is refused for
   * ever must not hide one that falls silent.
   */
  private void registerStreams() {
    add(
        "refused",
        () -> ask(FeedProblems::refused),
        Severity.CRITICAL,
        "Check the channel's name, and whether the venue still offers it; Caravan asks again by"
            + " itself.",
        Set.of());
    add(
        "silent",
        () -> ask(FeedProblems::silent),
        Severity.CRITICAL,
        "Check the venue's status page and whether the symbol is halted; Caravan asks again by"
            + " itself.",
        Set.of(feedCheck));
    Duration acknowledgeWithin = config.duration("caravan.watch.acknowledge-within");
    add(
        "unacknowledged",
        () -> ask(feed -> FeedProblems.unacknowledged(feed, acknowledgeWithin)),
        Severity.CRITICAL,
        "Check the venue's status page; if it answers others, restart, and report it with the log.",
        Set.of(feedCheck));
  }

  private void registerNumbers(GapCounter gaps) {
    RateDrop rate = new RateDrop(NanoClock.system(), config.number("caravan.watch.rate-drop"));
    add(
        "rate",
        () ->
            ask(
                feed ->
                    rate.problem(
                            feed.streams().stream()
                                .mapToDouble(StreamStatus::framesPerSecond)
                                .sum(),
                            feed.streams().size())
                        .map(sentence -> new CheckProblem(venue + ": " + sentence))),
        Severity.WARNING,
        "Check the venue's status page and the network; a quiet market looks like this too.",
        Set.of(feedCheck, "silent/" + venue, "unacknowledged/" + venue));
    GapRate gapRate = new GapRate(NanoClock.system());
    int mostGaps = config.number("caravan.watch.gaps");
    add(
        "gaps",
        () -> gapProblem(gapRate.lately(gapsOf(gaps)), mostGaps),
        Severity.WARNING,
        "Look at their causes (/gaps, the dashboard, caravan verify): disconnect is the network or"
            + " the venue, disk-full the disk. Set lines=2 for the venue where they go on.",
        Set.of(feedCheck));
    Duration latency = config.duration("caravan.watch.latency");
    add(
        "latency",
        () -> ask(feed -> LatencyProblems.of(feed, latency).map(CheckProblem::new)),
        Severity.WARNING,
        "Check the network, this machine's load and the venue's status page; what is late is"
            + " recorded all the same.",
        Set.of(feedCheck, "clock/" + venue));
  }

  private void registerLoop(LoopPulse pulse) {
    Duration stall = config.duration("caravan.watch.loop-stall");
    add(
        "loop",
        () -> lateProblem(pulse.late(), stall),
        Severity.WARNING,
        "This machine is too busy or was suspended: look at its load, its swapping and the heap.",
        Set.of());
    registry.register(
        new CaravanHealthCheck(
            "loop-dead/" + venue,
            () -> lateProblem(pulse.late(), LOOP_IS_DEAD),
            Severity.CRITICAL,
            "Restart the process and report it with the log.",
            Set.of(),
            true));
  }

  private Optional<CheckProblem> lateProblem(Duration late, Duration limit) {
    return late.compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(
            new CheckProblem(
                String.format(
                    Locale.ROOT,
                    "%s: the event loop has been stuck for %.1f s (limit %.1f s)",
                    venue,
                    late.toMillis() / 1e3,
                    limit.toMillis() / 1e3)));
  }

  private long gapsOf(GapCounter gaps) {
    return gaps.counts().stream()
        .filter(gap -> gap.venue().equals(venue))
        .mapToLong(GapCount::gaps)
        .sum();
  }

  private Optional<CheckProblem> gapProblem(long lately, int most) {
    return lately <= most
        ? Optional.empty()
        : Optional.of(
            new CheckProblem(
                venue
                    + ": "
                    + lately
                    + " gaps within "
                    + GapRate.WINDOW.toMinutes()
                    + " min (limit "
                    + most
                    + ")",
                lately));
  }

  private Optional<CheckProblem> ask(Function<FeedStatus, Optional<CheckProblem>> question) {
    return status.get().flatMap(question);
  }

  private void add(
      String name,
      Supplier<Optional<CheckProblem>> problem,
      Severity severity,
      String nextStep,
      Set<String> causes) {
    registry.register(
        new CaravanHealthCheck(name + "/" + venue, problem, severity, nextStep, causes, false));
  }
}
