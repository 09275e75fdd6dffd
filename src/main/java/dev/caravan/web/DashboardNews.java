package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.market.LiveState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the talks with all viewers of the page have in common, and builds it once for all.
 *
 * <p>One thread at a time.
 */
public final class DashboardNews {
  /** Points of the rate are this far apart while nobody watches. */
  private static final long UNWATCHED_POINT_MS = 10_000;

  private final Supplier<DaemonStatus> statuses;
  private final DaemonView view;
  private final Supplier<List<RouteStatus>> routes;
  private final RateHistory history;

  private long pointAtMs;
  private long viewers;
  // Null before somebody watched.
  private @Nullable DaemonStatus written;
  private Map<String, byte[]> sections = Map.of();

  /**
   * Knows where to ask.
   *
   * @param statuses the newest snapshot
   * @param history is added to in each round
   */
  public DashboardNews(
      Supplier<DaemonStatus> statuses,
      DaemonView view,
      Supplier<List<RouteStatus>> routes,
      RateHistory history) {
    this.statuses = requireNonNull(statuses, "statuses");
    this.view = requireNonNull(view, "view");
    this.routes = requireNonNull(routes, "routes");
    this.history = requireNonNull(history, "history");
  }

  /** Time for a point of the rate; nothing else happens while nobody watches. */
  public void round(long viewers, long nowMs) {
    this.viewers = viewers;
    if (viewers > 0 || nowMs - pointAtMs >= UNWATCHED_POINT_MS) {
      pointAtMs = nowMs;
      DaemonStatus status = statuses.get();
      history.add(status.at().toEpochMilli(), status.framesPerSecond());
    }
  }

  DaemonStatus status() {
    return statuses.get();
  }

  /** The parts that all viewers see, as they are now. */
  Map<String, byte[]> sections(DaemonStatus status) {
    if (status != written) {
      sections =
          DashboardSections.of(
              status, MachineStatus.now(), view.flushTimes(), routes.get(), viewers);
      written = status;
    }
    return sections;
  }

  RateHistory history() {
    return history;
  }

  Timeline timeline() {
    return view.timeline();
  }

  Optional<LiveState> market() {
    return view.market();
  }
}
