package dev.caravan.testing;

import dev.caravan.camel.aggregate.FrameBatchStrategy;
import dev.caravan.camel.journal.Journals;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalOptions;
import dev.caravan.journal.SegmentFiles;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.Feeds;
import dev.caravan.stream.VenueLoops;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The shipped capture route of Binance spot in a Camel context of its own, without the rest of the
 * daemon, so that a test may put a faulty disk or other timers behind it.
 */
public final class CaptureRoute implements AutoCloseable {

  public static final String VENUE = "binance-spot";
  public static final String JOURNAL = "raw/" + VENUE;

  /** Bursts that are small beside a batch, so that both sizes and timers complete batches. */
  private static final Duration BURST_INTERVAL = Duration.ofMillis(10);

  private final VenueLoops loops = new VenueLoops();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Feeds feeds;
  private final Journals journals;

  private CaptureRoute(Simulator simulator, Setup setup) throws Exception {
    feeds =
        new Feeds(
            venue ->
                new Feed(
                    Venues.dialect(venue),
                    Venues.mapping(venue),
                    FeedOptions.to(URI.create(simulator.websocketUrl()))
                        .withBurstInterval(BURST_INTERVAL),
                    loops.loop(venue),
                    loops.resolver(),
                    EpochNanoClock.system(),
                    NanoClock.system(),
                    (which, channel, cause, missing) -> {}),
            loops::timers);
    journals =
        new Journals(
            (name, listener) ->
                Journal.open(
                    JournalOptions.of(setup.data, name, "caravan 0.0.0-test")
                        .withMaxInFlight(setup.maxInFlightBytes)
                        .withReserve(0, () -> Venues.mapping(VENUE)),
                    listener,
                    setup.files,
                    EpochNanoClock.system(),
                    NanoClock.system()),
            1);
    Map<String, String> set = Daemons.recording(simulator);
    set.putAll(setup.keys);
    CaravanConfig config = CaravanConfig.with(set, Venues.names());
    Properties placeholders = new Properties();
    placeholders.putAll(config.placeholders());
    context.getPropertiesComponent().setInitialProperties(placeholders);
    context.getRegistry().bind("feeds", feeds);
    context.getRegistry().bind("journals", journals);
    context
        .getRegistry()
        .bind("frameBatch", new FrameBatchStrategy(config.number("caravan.journal.batch-size")));
    context.getRegistry().bind("callerRuns", new SynchronousExecutorService());
    ScheduledExecutorService timers = setup.timers;
    context.getRegistry().bind(VENUE + "-timers", timers == null ? loops.timers(VENUE) : timers);
    context
        .getCamelContextExtension()
        .addInterceptStrategy(
            (camel, step, target, next) ->
                step instanceof ToDefinition to && to.getUri().startsWith("journal")
                    ? new DelegateAsyncProcessor(exchange -> setup.append.append(exchange, target))
                    : target);
    for (String file : new String[] {"errors", "capture-" + VENUE}) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.resolveMandatoryResource(
                  context, "file:" + Daemons.ROUTES.resolve(file + ".camel.yaml")));
    }
    context.start();
  }

  /** Stands before the step that appends to the journal. */
  @FunctionalInterface
  public interface BeforeAppend {
    void append(Exchange batch, Processor journal) throws Exception;
  }

  /** Collects what a test wants to be different. */
  public static final class Setup {
    private final Path data;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private SegmentFiles files = SegmentFiles.system();
    private long maxInFlightBytes = JournalOptions.DEFAULT_MAX_IN_FLIGHT_BYTES;
    private @Nullable ScheduledExecutorService timers;
    private BeforeAppend append = (batch, journal) -> journal.process(batch);

    private Setup(Path data) {
      this.data = data;
    }

    public Setup set(String key, String value) {
      keys.put(key, value);
      return this;
    }

    public Setup files(SegmentFiles files) {
      this.files = files;
      return this;
    }

    public Setup maxInFlight(long bytes) {
      this.maxInFlightBytes = bytes;
      return this;
    }

    /** Other timers than those that run on the venue's event loop. */
    public Setup timers(ScheduledExecutorService timers) {
      this.timers = timers;
      return this;
    }

    /** Looks at each completed batch on the thread that takes it to the journal. */
    public Setup append(BeforeAppend append) {
      this.append = append;
      return this;
    }

    public CaptureRoute start(Simulator simulator) throws Exception {
      return new CaptureRoute(simulator, this);
    }
  }

  public static Setup into(Path data) {
    return new Setup(data);
  }

  public CamelContext context() {
    return context;
  }

  public Feed feed() {
    return feeds.feed(VENUE);
  }

  public Journal journal() throws IOException {
    return journals.journal(JOURNAL);
  }

  /** Frames received since the start. */
  public long received() {
    return feed().status().framesTotal();
  }

  /** Stops as the daemon does: venue, route, journal. */
  public void stop() throws Exception {
    feeds.closeAll().get(20, TimeUnit.SECONDS);
    context.stop();
    journals.close();
  }

  /** Ends what still runs; nothing is promised of what is in flight. */
  @Override
  public void close() throws Exception {
    context.close();
    journals.close();
    loops.close();
  }
}
