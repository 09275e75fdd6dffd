package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.clock.ReceiveClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a running feed once a second: its clock, silent streams, holes that nobody filled,
 * connections.
 *
 * <p>Event loop only.
 */
final class FeedWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);

  private final String venue;
  private final ReceiveClock receiveClock;
  private final NanoClock monotonic;
  private final Outlet outlet;
  private final WantedStreams streams;
  private final FrameIntake intake;
  private final Fleet fleet;
  private final Repairs repairs;
  private final LatencyTurns latencyTurns = new LatencyTurns();
  private long tickedAtNs;

  FeedWatch(
      String venue,
      ReceiveClock receiveClock,
      NanoClock monotonic,
      Outlet outlet,
      WantedStreams streams,
      FrameIntake intake,
      Fleet fleet,
      Repairs repairs) {
    this.venue = requireNonNull(venue, "venue");
    this.receiveClock = requireNonNull(receiveClock, "receiveClock");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.outlet = requireNonNull(outlet, "outlet");
    this.streams = requireNonNull(streams, "streams");
    this.intake = requireNonNull(intake, "intake");
    this.fleet = requireNonNull(fleet, "fleet");
    this.repairs = requireNonNull(repairs, "repairs");
    this.tickedAtNs = monotonic.nanos();
  }

  /** The feed begins. */
  void start() {
    tickedAtNs = monotonic.nanos();
    repairs.onTick(tickedAtNs);
  }

  /**
   * About once a second.
   *
   * @param isReading whether bytes are read; where they are not, silence proves nothing
   */
  void tick(boolean isReading) {
    long now = monotonic.nanos();
    double seconds = (now - tickedAtNs) / 1e9;
    tickedAtNs = now;
    checkClock();
    latencyTurns.next(streams.size());
    int place = 0;
    for (StreamState stream : streams.all()) {
      stream.tick(seconds);
      if (latencyTurns.isDue(place++)) {
        stream.latencyWanted = true;
      }
      intake.giveUpHoles(stream, now);
      if (stream.recent != null && now > stream.recentUntilNs) {
        stream.overlapEnded();
      }
      if (isReading && streams.isToAskAgain(stream, now)) {
        fleet.askAgain(stream.stream);
      }
      if (isReading && stream.isToAskForBook(now)) {
        fleet.askOneAgain(stream.stream);
      }
    }
    fleet.tick(now);
    repairs.onTick(now);
    outlet.emit();
  }

  /** The feed has ended: nobody will fill a hole any more. */
  void giveUpHoles() {
    for (StreamState stream : streams.all()) {
      stream.recentUntilNs = 0;
      intake.giveUpAllHoles(stream);
    }
  }

  /** All but these streams are wanted no more: what is missing of them is missing. */
  void giveUpHolesOfOthers(Set<StreamId> wanted) {
    for (StreamState stream : streams.all()) {
      if (!wanted.contains(stream.stream)) {
        intake.giveUpAllHoles(stream);
      }
    }
  }

  private void checkClock() {
    OptionalLong corrected = receiveClock.compare();
    if (corrected.isPresent()) {
      outlet.eventNow(StreamId.NONE, venue, new RecordEvent.Clock(corrected.getAsLong()));
      LOG.warn(
          "receive clock anchored anew venue={} differenceMs={}",
          venue,
          corrected.getAsLong() / 1_000_000);
    }
  }
}
