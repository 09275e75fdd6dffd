package dev.caravan.camel.push;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Knows which paths of the web port are pushed to; shared by the component and the web gate.
 *
 * <p>Any thread.
 */
public final class PushHubs {
  /** The registry name under which component and gate find the same one. */
  public static final String BEAN = "pushHubs";

  private final ConcurrentMap<String, PushHub> hubs = new ConcurrentHashMap<>();
  // By path; they outlive a hub, so that a reloaded route goes on counting.
  private final ConcurrentMap<String, PushCounts> counts = new ConcurrentHashMap<>();

  // Null where nobody asked for metrics; set before the first hub opens.
  private volatile @Nullable MeterRegistry meters;

  /** Counts the viewers of every hub that opens from now on. */
  public void meterIn(MeterRegistry registry) {
    meters = requireNonNull(registry, "registry");
  }

  /** The open hub of a request's path, without its query. */
  public Optional<PushHub> find(String path) {
    return Optional.ofNullable(hubs.get(path));
  }

  /** Viewers of all paths. */
  public long viewers() {
    return hubs.values().stream().mapToLong(PushHub::viewers).sum();
  }

  /**
   * Opens a path; without conversations it only broadcasts.
   *
   * @throws IllegalStateException if another endpoint has opened it
   */
  PushHub open(
      String path,
      PushLimits limits,
      @Nullable Conversations conversations,
      @Nullable Executor talker) {
    PushCounts known = counts.computeIfAbsent(path, this::metered);
    PushHub hub = new PushHub(path, limits, known, NanoClock.system(), conversations, talker);
    if (hubs.putIfAbsent(path, hub) != null) {
      throw new IllegalStateException(
          "push path is taken: path=" + path + "; give each push endpoint its own path");
    }
    return hub;
  }

  private PushCounts metered(String path) {
    PushCounts fresh = new PushCounts();
    MeterRegistry registry = meters;
    if (registry != null) {
      Tags tags = Tags.of("path", path);
      Gauge.builder("caravan.viewers", fresh, PushCounts::viewers).tags(tags).register(registry);
      counter(registry, "caravan.viewer.messages.skipped", tags, fresh, PushCounts::skipped);
      counter(registry, "caravan.viewers.refused", tags, fresh, PushCounts::refused);
      counter(registry, "caravan.viewers.dropped", tags, fresh, PushCounts::dropped);
    }
    return fresh;
  }

  private static void counter(
      MeterRegistry registry,
      String name,
      Tags tags,
      PushCounts counts,
      ToDoubleFunction<PushCounts> value) {
    FunctionCounter.builder(name, counts, value).tags(tags).register(registry);
  }

  void close(PushHub hub) {
    hubs.remove(hub.path(), hub);
    hub.close();
  }
}
