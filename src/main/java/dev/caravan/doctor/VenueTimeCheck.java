package dev.caravan.doctor;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.rest.RestClient;
import dev.caravan.rest.VenueTime;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a venue for its time over REST and compares it with this machine's. */
public final class VenueTimeCheck implements Check {

  private static final int WITHIN_SECONDS = 15;

  private final RestClient client;
  private final EpochNanoClock wall;
  private final Duration limit;

  /**
   * @param limit {@code caravan.watch.clock-offset}
   */
  public VenueTimeCheck(RestClient client, EpochNanoClock wall, Duration limit) {
    this.client = requireNonNull(client, "client");
    this.wall = requireNonNull(wall, "wall");
    this.limit = requireNonNull(limit, "limit");
  }

  @Override
  public String name() {
    return "time";
  }

  @Override
  public List<Finding> look() throws InterruptedException {
    String venue = client.dialect().venue();
    VenueTime time;
    try {
      time = client.time().get(WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return List.of(
          Finding.fail(
              name(),
              venue + ": " + (e.getCause() == null ? e : e.getCause()).getMessage(),
              "without REST no symbols are resolved and no gaps are filled"));
    } catch (TimeoutException e) {
      return List.of(
          Finding.fail(
              name(),
              venue + ": " + client.base() + " does not answer within " + WITHIN_SECONDS + " s",
              "is caravan.venues." + venue + ".rest-url right, and the network up?"));
    }
    long agoNs = NanoClock.system().nanos() - time.sentAtNs() - time.roundTripNs() / 2;
    long offsetNs = time.timeMs() * 1_000_000 - (wall.epochNanos() - agoNs);
    String said =
        String.format(
            Locale.ROOT,
            "%s: %.0f ms %s this machine's clock, round trip %.0f ms",
            venue,
            Math.abs(offsetNs) / 1e6,
            offsetNs > 0 ? "ahead of" : "behind",
            time.roundTripNs() / 1e6);
    return List.of(
        Math.abs(offsetNs) > limit.toNanos() + time.roundTripNs() / 2
            ? Finding.warn(
                name(),
                said + "; limit " + limit.toMillis() + " ms (caravan.watch.clock-offset)",
                "synchronise this machine's clock, see clock above")
            : Finding.ok(name(), said));
  }
}
