package dev.caravan.camel.daemon;

import static java.util.Objects.requireNonNull;

import dev.caravan.archive.ArchiveKeeper;
import dev.caravan.archive.ArchiveOptions;
import dev.caravan.archive.Consolidator;
import dev.caravan.archive.RetentionPolicy;
import dev.caravan.archive.YieldingPace;
import dev.caravan.camel.aggregate.FrameBatchStrategy;
import dev.caravan.camel.commands.CommandPolling;
import dev.caravan.camel.commands.CommandsBean;
import dev.caravan.camel.health.HealthEndpoint;
import dev.caravan.camel.journal.Journals;
import dev.caravan.camel.marketdata.MarketDataEndpoint;
import dev.caravan.camel.reload.ClasspathRouteSource;
import dev.caravan.camel.reload.RouteReloader;
import dev.caravan.camel.reload.RouteText;
import dev.caravan.camel.reload.SharingScratchContextFactory;
import dev.caravan.camel.web.WebBeans;
import dev.caravan.camel.web.WebOptions;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.HttpAddress;
import dev.caravan.disk.DiskForecast;
import dev.caravan.health.LoopPulse;
import dev.caravan.incident.IncidentLog;
import dev.caravan.incident.PlainText;
import dev.caravan.journal.DataLock;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalOptions;
import dev.caravan.journal.JournalStatus;
import dev.caravan.manifest.SegmentSealer;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.market.InvalidData;
import dev.caravan.market.LiveState;
import dev.caravan.market.Normalizer;
import dev.caravan.market.ReadingBudget;
import dev.caravan.market.Screening;
import dev.caravan.market.Validators;
import dev.caravan.repair.BackupPolicy;
import dev.caravan.repair.RestBackup;
import dev.caravan.repair.RestRepairs;
import dev.caravan.repair.RestartGaps;
import dev.caravan.report.DaemonReport;
import dev.caravan.report.Digest;
import dev.caravan.report.Tally;
import dev.caravan.rest.InstrumentWatch;
import dev.caravan.rest.InstrumentWatches;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.RestClients;
import dev.caravan.rest.RestThread;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.Feeds;
import dev.caravan.stream.NetworkPath;
import dev.caravan.stream.ProxyAddress;
import dev.caravan.stream.Repairs;
import dev.caravan.stream.StalenessPolicy;
import dev.caravan.stream.SwapPolicy;
import dev.caravan.stream.TlsTrust;
import dev.caravan.stream.VenueLoops;
import dev.caravan.telegram.BotApiClient;
import dev.caravan.telegram.TelegramSetup;
import dev.caravan.venue.Venues;
import dev.caravan.web.DaemonStatus;
import dev.caravan.web.GapCounter;
import dev.caravan.web.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.Main;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.apache.camel.util.function.Suppliers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is the running process: lock, feeds, journals, Camel and its routes, started in order and stopped
 * in order.
 *
 * <p>Stopping asks the venues to close and reads on until they did, lets the capture routes finish
 * their batches, writes and syncs the journals, lets the last segments be sealed, and only then
 * ends the rest.
 *
 * <p>{@link #start} and {@link #stop} are called by one thread; everything else by any.
 */
public final class Daemon {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final String SHIPPED_ROUTES = "shipped/routes";
  private static final Logger STATUS_LOG = LoggerFactory.getLogger(StatusLine.class);
  private static final Duration FEEDS_CLOSE_WITHIN = Duration.ofSeconds(15);
  private static final Duration ROUTE_STOP_WITHIN = Duration.ofSeconds(10);
  private static final long CONFIG_LOOK_MS = 500;
  private static final Duration SEAL_WITHIN = Duration.ofSeconds(60);
  private static final Duration REST_STOP_WITHIN = Duration.ofSeconds(15);

  private final DaemonOptions options;
  private final CaravanConfig config;
  private final Instant startedAt = Instant.now();
  private final VenueLoops loops = new VenueLoops();
  private final GapCounter gaps = new GapCounter();
  private final Timeline timeline = new Timeline();
  private final InvalidData invalid = new InvalidData(NanoClock.system());
  private final BookWishes bookWishes = new BookWishes();
  private final LiveState liveState = new LiveState(NanoClock.system(), invalid, bookWishes);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Feeds feeds = new Feeds(this::makeFeed, loops::timers);
  private final RestThread restThread = new RestThread();
  private final RestClients rest = new RestClients(this::makeRestClient);
  private final InstrumentWatches instruments = new InstrumentWatches(this::makeInstrumentWatch);
  private final Journals journals;
  private final Normalizer normalizer;
  private final DiskForecast forecast;
  private final YieldingPace archivePace = new YieldingPace(this::bytesInFlight);
  private final ArchiveKeeper archive;
  private final Main main = new Main();
  private int httpPort;
  private @Nullable RouteReloader reloader;
  private @Nullable IncidentLog incidents;
  private @Nullable Future<?> statusTimer;
  private boolean stopped;

  private Daemon(DaemonOptions options) {
    this.options = options;
    this.config = options.config();
    this.forecast = new DiskForecast(NanoClock.system(), config.size("caravan.disk.reserve"));
    this.journals = new Journals(this::openJournal, config.number("caravan.compress.workers"));
    this.archive = makeArchive();
    this.normalizer =
        new Normalizer(
            Venues::marketReader,
            invalid,
            liveState::isWatched,
            ReadingBudget.ofPercent(
                config.number("caravan.live.cpu-percent"), liveState::isLookedAt));
  }

  /**
   * Starts everything.
   *
   * @throws StartException if it cannot; what was begun is ended again
   */
  public static Daemon start(DaemonOptions options) throws StartException {
    Daemon daemon = new Daemon(requireNonNull(options, "options"));
    try {
      daemon.open();
      return daemon;
    } catch (Exception e) {
      daemon.closeOpened();
      throw StartException.of(e);
    }
  }

  private void open() throws Exception {
    Files.createDirectories(options.dataDir());
    DataLock lock = DataLock.acquire(options.dataDir(), startedAt);
    opened.push(lock);
    opened.push(loops);
    opened.push(restThread);
    TelegramSetup telegram = telegram();
    IncidentLog log =
        IncidentLog.in(options.dataDir().resolve("incidents"), EpochNanoClock.system());
    opened.push(log);
    incidents = log;
    httpPort = choosePort();
    openJournalsOnDisk();

    CamelContext context = context(telegram, log);
    DaemonChecks.register(context, config, options.dataDir(), journals, forecast);
    DaemonChecks.registerProcess(context, config, log);
    Map<String, LoopPulse> pulses = new TreeMap<>();
    for (String venue : config.names("caravan.venues")) {
      LoopPulse pulse = LoopPulse.of(loops.loop(venue), NanoClock.system());
      pulses.put(venue, pulse);
      VenueChecks.register(context, config, feeds, venue, gaps, pulse);
    }
    DaemonChecks.registerInstruments(context, instruments);
    DaemonChecks.registerMarketData(context, config, invalid);
    DaemonChecks.registerArchive(context, archive);
    WebBeans web = bindWeb(context, log);
    HealthMeters.register(web.registry(), web.statuses(), pulses);
    bindReports(context, telegram, log, web);
    main.start();
    opened.push(main::stop);
    RouteReloader routes =
        new RouteReloader(
            context, options.routes(), new SharingScratchContextFactory(), Daemon::isShipped);
    routes.loadAll();
    reloader = routes;
    DaemonChecks.registerRoutes(context, routes);
    routes.start();
    opened.push(routes::stop);
    options.source().ifPresent(source -> followConfiguration(source, context));
    sayStatus(web.statuses());
    lock.publishHttp(httpAddress());
    LOG.info("{}", telegram.sentence());
    LOG.info(
        "started version={} venues={} dataDir={} dashboard={}/dashboard",
        options.version(),
        config.names("caravan.venues"),
        options.dataDir(),
        httpAddress());
  }

  private WebBeans bindWeb(CamelContext context, IncidentLog log) {
    LiveView view =
        new LiveView(
            options,
            startedAt,
            feeds,
            journals,
            archive,
            log,
            context,
            gaps,
            invalid,
            normalizer,
            forecast,
            timeline,
            liveState);
    WebBeans web =
        WebBeans.bind(
            context,
            new WebOptions(
                config.text("caravan.http.host"),
                httpPort,
                Set.copyOf(config.names("caravan.http.allowed-hosts")),
                Set.copyOf(config.names("caravan.http.trusted-proxy")),
                config.number("caravan.http.max-connections")),
            view);
    opened.push(web);
    if (config.isYes("caravan.metrics.per-symbol")) {
      web.showEachStreamInMetrics();
    }
    return web;
  }

  private void sayStatus(Supplier<DaemonStatus> statuses) {
    StatusLine line = new StatusLine();
    long everyMs = config.duration("caravan.log.status-every").toMillis();
    statusTimer =
        restThread
            .executor()
            .scheduleAtFixedRate(
                () -> {
                  try {
                    STATUS_LOG.info("{}", line.next(statuses.get()));
                  } catch (RuntimeException e) {
                    LOG.error("status not said reason={}", e.toString());
                  }
                },
                everyMs,
                everyMs,
                TimeUnit.MILLISECONDS);
  }

  /**
   * What is wrong with the route files, found by building them as a start would; empty where a
   * start would load them. Nothing is opened but a temporary folder, and nothing stays.
   */
  public static List<String> routeProblems(DaemonOptions options) throws Exception {
    Daemon daemon = new Daemon(requireNonNull(options, "options"));
    Path scratch = Files.createTempDirectory("caravan-routes-");
    try {
      return daemon.routeProblems(scratch);
    } finally {
      daemon.closeOpened();
      Files.deleteIfExists(scratch);
    }
  }

  private List<String> routeProblems(Path scratch) throws Exception {
    opened.push(loops);
    opened.push(restThread);
    opened.push(() -> Files.deleteIfExists(scratch.resolve("incidents.jsonl")));
    IncidentLog log = IncidentLog.in(scratch, EpochNanoClock.system());
    opened.push(log);
    httpPort = 1;
    opened.push(main::stop);
    TelegramSetup telegram =
        new TelegramSetup(Optional.empty(), Optional.empty(), TelegramSetup.DEFAULT_BASE_URI);
    CamelContext context = context(telegram, log);
    bindReports(context, telegram, log, bindWeb(context, log));
    return new RouteReloader(context, options.routes(), new SharingScratchContextFactory())
        .problems().stream().map(Object::toString).toList();
  }

  /** What is shipped was built and started by the tests of this version. */
  private static boolean isShipped(RouteText text) {
    return ClasspathRouteSource.isShipped(Daemon.class.getClassLoader(), SHIPPED_ROUTES, text);
  }

  /** What the routes digest and commands name. */
  private void bindReports(
      CamelContext context, TelegramSetup telegram, IncidentLog log, WebBeans web) {
    String zone = config.text("caravan.notify.zone");
    String at = config.text("caravan.digest.at");
    Tally tally = new Tally(options.dataDir().resolve("incidents").resolve("tally.json"));
    Digest digest =
        new Digest(
            web.statuses(),
            tally,
            at.equals("none") ? Optional.empty() : Optional.of(LocalTime.parse(at)),
            zone.equals("system") ? ZoneId.systemDefault() : ZoneId.of(zone));
    CommandsBean commands =
        new CommandsBean(Commands.of(telegram, new DaemonReport(web.statuses()), log));
    commands.meterIn(web.registry());
    context.getRegistry().bind("digest", digest);
    context.getRegistry().bind(CommandsBean.BEAN, commands);
    context.getRegistry().bind(CommandPolling.BEAN, new CommandPolling());
  }

  private void followConfiguration(ConfigSource source, CamelContext context) {
    ConfigWatch watch =
        new ConfigWatch(
            config,
            source,
            instruments,
            applied -> overridePlaceholders(context, applied),
            NanoClock.system());
    DaemonChecks.registerConfiguration(context, watch);
    restThread
        .executor()
        .scheduleWithFixedDelay(
            () -> {
              try {
                watch.look();
              } catch (RuntimeException e) {
                LOG.error("saved configuration not followed reason={}", e.toString());
              }
            },
            CONFIG_LOOK_MS,
            CONFIG_LOOK_MS,
            TimeUnit.MILLISECONDS);
  }

  /** The next version of a route, and a route made again, take the applied values too. */
  private static void overridePlaceholders(CamelContext context, Map<String, String> applied) {
    if (context.getPropertiesComponent() instanceof PropertiesComponent component) {
      component.getOverrideProperties().putAll(applied);
    }
  }

  private TelegramSetup telegram() {
    TelegramSetup setup =
        new TelegramSetup(
            Optional.of(config.text("caravan.telegram.token")),
            Optional.of(config.text("caravan.telegram.chat-id")),
            config.text("caravan.telegram.base-uri"),
            config.isYes("caravan.telegram.commands"));
    if (!setup.problems().isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", setup.problems()));
    }
    return setup;
  }

  private CamelContext context(TelegramSetup telegram, IncidentLog log) {
    Properties properties = new Properties();
    properties.setProperty("camel.main.name", "caravan");
    properties.setProperty("camel.main.routesIncludePattern", "false");
    properties.setProperty("camel.main.autoConfigurationLogSummary", "false");
    properties.setProperty("camel.main.startupSummaryLevel", "Off");
    properties.setProperty(
        "camel.main.shutdownTimeout", Long.toString(REST_STOP_WITHIN.toSeconds()));
    // The check "routes" says more in one sentence than one check per route and consumer.
    properties.setProperty("camel.health.routesEnabled", "false");
    properties.setProperty("camel.health.consumersEnabled", "false");
    properties.setProperty("camel.main.shutdownLogInflightExchangesOnTimeout", "false");
    Map<String, String> placeholders = new TreeMap<>(config.placeholders());
    placeholders.putAll(telegram.properties());
    placeholders.put("caravan.http.port", Integer.toString(httpPort));
    properties.putAll(placeholders);
    properties.putAll(config.camel());
    main.setPropertyPlaceholderLocations("false");
    main.setInitialProperties(properties);
    main.bind("frameBatch", new FrameBatchStrategy(config.number("caravan.journal.batch-size")));
    main.bind("callerRuns", new SynchronousExecutorService());
    for (String venue : config.names("caravan.venues")) {
      main.bind(venue + "-timers", loops.timers(venue));
    }
    main.bind("feeds", feeds);
    main.bind("instruments", instruments);
    main.bind("journals", journals);
    main.bind(
        "sealer",
        new SegmentSealer(
            Venues::mapping,
            config.number("caravan.compress.level"),
            options.software(),
            journals::rotated));
    main.bind("normalizer", normalizer);
    main.bind("screening", new Screening(Validators.ofEvents(), invalid));
    main.bind("liveState", liveState);
    main.bind("archive", archive);
    main.bind("incidentLog", log);
    main.bind("incidentText", new PlainText());
    main.bind("telegramText", new dev.caravan.telegram.TelegramText());
    main.init();
    CamelContext context = main.getCamelContext();
    // Made when a route asks for it: its HTTP client costs more than all the rest of the binding.
    context
        .getRegistry()
        .bind(
            "telegramClient",
            BotApiClient.class,
            Suppliers.memorize(() -> (Object) telegram.client()));
    return context;
  }

  private Feed makeFeed(String venue) {
    Dialect dialect = Venues.dialect(venue);
    String url = config.text(venue, "websocket-url");
    int streamsPerConnection = config.number(venue, "streams-per-connection");
    List<URI> urls = url.isEmpty() ? dialect.websocketUrls() : List.of(URI.create(url));
    FeedOptions feedOptions =
        new FeedOptions(
            urls,
            new StalenessPolicy(
                config.durationUnlessAuto("caravan.watch.stale-after"),
                config.duration("caravan.watch.ask-again-after")),
            config.duration(venue, "detach-grace"),
            FeedOptions.DEFAULT_CLOSE_WITHIN,
            config.duration(venue, "burst-interval"),
            config.durationUnlessNone(venue, "read-interval"),
            config.number(venue, "lines"),
            streamsPerConnection == 0 ? Optional.empty() : Optional.of(streamsPerConnection),
            new SwapPolicy(
                config.duration(venue, "connection-lifetime"),
                config.duration(venue, "swap-before")),
            network(venue, urls));
    Feed feed =
        new Feed(
            dialect,
            Venues.mapping(venue),
            feedOptions,
            loops.loop(venue),
            loops.resolver(),
            EpochNanoClock.system(),
            NanoClock.system(),
            gaps::count,
            site -> repairs(venue, site));
    feed.tellEvents(new TimelineEvents(venue, timeline));
    return feed;
  }

  private Repairs repairs(String venue, Repairs.Site site) {
    Repairs overRest =
        rest.client(venue)
            .map(client -> bookWishes.fulfilledBy(venue, site, overRest(venue, client, site)))
            .orElse(Repairs.NONE);
    return new RestartGaps(EarlierIds.of(options.dataDir(), venue), overRest, site);
  }

  private Repairs overRest(String venue, RestClient client, Repairs.Site site) {
    return new RestBackup(
        client,
        new BackupPolicy(
            config.duration(venue, "backup-after"), config.duration(venue, "backup-every")),
        new RestRepairs(client, site),
        site);
  }

  private NetworkPath network(String venue, List<URI> urls) {
    boolean isTls = urls.stream().anyMatch(url -> "wss".equals(url.getScheme()));
    String certificate = config.text(venue, "trust-certificate");
    String proxy = config.text(venue, "proxy");
    try {
      return new NetworkPath(
          isTls
              ? Optional.of(
                  TlsTrust.load(
                      certificate.isEmpty() ? Optional.empty() : Optional.of(Path.of(certificate)),
                      EpochNanoClock.system()))
              : Optional.empty(),
          proxy.isEmpty() ? Optional.empty() : Optional.of(ProxyAddress.parse(proxy)));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Optional<RestClient> makeRestClient(String venue) {
    RestAccess access = RestAccess.of(config, venue, restThread);
    if (access.client().isEmpty()) {
      LOG.info("rest is not asked venue={} reason={}", venue, access.reason());
    }
    return access.client();
  }

  private InstrumentWatch makeInstrumentWatch(String venue) {
    return new InstrumentWatch(
        venue,
        rest.client(venue)
            .map(
                client ->
                    new InstrumentWatch.Listing(
                        client::instruments,
                        restThread.executor(),
                        config.duration(venue, "instruments-every"))),
        NanoClock.system());
  }

  private ArchiveKeeper makeArchive() {
    Consolidator consolidator =
        new Consolidator(
            options.dataDir(),
            Venues::mapping,
            new ArchiveOptions(
                config.size("caravan.consolidate.memory"),
                ArchiveOptions.DEFAULT_OPEN_FILES,
                config.number("caravan.consolidate.level"),
                options.software()),
            archivePace);
    long spreadMs = ThreadLocalRandom.current().nextLong(ArchiveKeeper.SPREAD.toMillis());
    return new ArchiveKeeper(
        options.dataDir(),
        consolidator,
        new RetentionPolicy(
            config.number("caravan.retention.days"),
            config.sizeUnlessNone("caravan.retention.size").orElse(0)),
        config.isYes("caravan.consolidate.purge-source"),
        EpochNanoClock.system(),
        ArchiveKeeper.FIRST_WAIT.plusMillis(spreadMs));
  }

  private long bytesInFlight() {
    return journals.status().stream().mapToLong(JournalStatus::inFlightBytes).sum();
  }

  private Journal openJournal(String name, JournalListener listener) throws IOException {
    return Journal.open(
        JournalOptions.of(options.dataDir(), name, options.software())
            .withRotation(
                config.duration("caravan.journal.rotate-every"),
                config.size("caravan.journal.rotate-size"))
            .withSync(
                config.duration("caravan.journal.sync-every"),
                JournalOptions.DEFAULT_MAX_UNSYNCED_BYTES)
            .withMaxInFlight(config.size("caravan.journal.max-in-flight"))
            .withReserve(
                config.size("caravan.disk.reserve"),
                () -> new VenueMappings(Venues::mapping).forJournal(name)),
        new FullDiskListener(listener, gaps, timeline, feeds, VenueMappings.venueOf(name)));
  }

  /** Also a venue that is no longer recorded gets its last segments recovered and sealed. */
  private void openJournalsOnDisk() throws IOException {
    for (JournalDirectory directory : JournalDirectory.all(options.dataDir())) {
      journals.journal(directory.name());
    }
  }

  private int choosePort() throws IOException {
    int wanted = config.number("caravan.http.port");
    InetAddress host = InetAddress.getByName(config.text("caravan.http.host"));
    try (ServerSocket probe = new ServerSocket(wanted, 1, host)) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new IOException(
          "http port cannot be used: host="
              + host.getHostAddress()
              + " port="
              + wanted
              + " reason="
              + e.getMessage()
              + "; set caravan.http.port to another one, or to 0 for any free one",
          e);
    }
  }

  /** Scheme, host and port of dashboard, health and metrics. */
  public String httpAddress() {
    return HttpAddress.of(config.text("caravan.http.host"), httpPort);
  }

  public List<FeedStatus> feeds() {
    return feeds.all().stream().map(Feed::status).toList();
  }

  /** What is true now; empty where live state is switched off. */
  public LiveState liveState() {
    return liveState;
  }

  public Journals journals() {
    return journals;
  }

  /**
   * Stops in order; safe to repeat, the later call does nothing and returns the same kind of
   * statistics.
   */
  public synchronized FinalStatistics stop() {
    if (!stopped) {
      stopped = true;
      archivePace.stop();
      if (statusTimer != null) {
        statusTimer.cancel(false);
      }
      LOG.info("stopping: asking the venues to close and reading on until they did");
      RouteReloader routes = reloader;
      if (routes != null) {
        routes.stop();
      }
      // First of all: that a stop takes things away is no incident.
      stopRoutes(HealthEndpoint.class);
      await("feeds", () -> feeds.closeAll().get(FEEDS_CLOSE_WITHIN.toSeconds(), TimeUnit.SECONDS));
      stopRoutes(MarketDataEndpoint.class);
      journals.close();
      awaitSealed();
    }
    FinalStatistics statistics =
        FinalStatistics.of(
            Duration.between(startedAt, Instant.now()),
            feeds(),
            journals.status(),
            unsealed(),
            journals.all().stream().mapToLong(Journal::undurableRecords).sum());
    closeOpened();
    return statistics;
  }

  private interface Waiting {
    void run() throws InterruptedException, ExecutionException, TimeoutException;
  }

  private static void await(String what, Waiting waiting) {
    try {
      waiting.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("not stopped in time what={} reason={}", what, e.toString());
    }
  }

  private void stopRoutes(Class<? extends Endpoint> from) {
    CamelContext context = main.getCamelContext();
    for (Route route : context.getRoutes()) {
      if (from.isInstance(route.getEndpoint())) {
        try {
          context
              .getRouteController()
              .stopRoute(route.getId(), ROUTE_STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
          LOG.error("route not stopped cleanly route={} reason={}", route.getId(), e.toString());
        }
      }
    }
  }

  private int unsealed() {
    return journals.all().stream().mapToInt(journal -> journal.unsealed().size()).sum();
  }

  /** One that fails is tried again by the next start; only those that get on are waited for. */
  private void awaitSealed() {
    long deadline = System.nanoTime() + SEAL_WITHIN.toNanos();
    int left = beingSealed();
    if (left > 0) {
      LOG.info("sealing the last segments segments={}", left);
    }
    while (left > 0 && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      left = beingSealed();
    }
    int unsealed = unsealed();
    if (unsealed > 0) {
      LOG.warn(
          "segments left for the next start to seal segments={} problems={}",
          unsealed,
          journals.all().stream()
              .map(journal -> journals.sealProblem(journal.name()))
              .filter(problem -> !problem.isEmpty())
              .toList());
    }
  }

  private int beingSealed() {
    return journals.all().stream()
        .filter(journal -> journals.sealProblem(journal.name()).isEmpty())
        .mapToInt(journal -> journal.unsealed().size())
        .sum();
  }

  private void closeOpened() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("not closed cleanly reason={}", e.toString());
      }
    }
  }
}
