package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.RecordEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the connections of a feed say to the parts that it concerns.
 *
 * <p>Event loop only.
 */
final class Deliveries implements VenueConnection.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
  private static final int STREAMS_NAMED = 5;

  private final Dialect dialect;
  private final Outlet outlet;
  private final FrameIntake intake;
  private final WantedStreams streams;
  private final Fleet fleet;
  private final NanoClock monotonic;
  private final ReadPace pace;

  /**
   * Serves the connections of one fleet.
   *
   * @param fleet may still be under construction; nothing of it is called before the first event
   */
  Deliveries(
      Dialect dialect,
      Outlet outlet,
      FrameIntake intake,
      WantedStreams streams,
      Fleet fleet,
      NanoClock monotonic,
      ReadPace pace) {
    this.dialect = requireNonNull(dialect, "dialect");
    this.outlet = requireNonNull(outlet, "outlet");
    this.intake = requireNonNull(intake, "intake");
    this.streams = requireNonNull(streams, "streams");
    this.fleet = requireNonNull(fleet, "fleet");
    this.monotonic = requireNonNull(monotonic, "monotonic");
    this.pace = requireNonNull(pace, "pace");
  }

  @Override
  public void onBytes() {
    outlet.stamp();
  }

  @Override
  public long epochMs() {
    return outlet.epochNanosAt(monotonic.nanos()) / 1_000_000;
  }

  @Override
  public Burst.Builder onFramesBegin() {
    outlet.beginFrames();
    return outlet.burst();
  }

  @Override
  public void onFrame(
      VenueConnection connection, byte[] bytes, int at, int length, boolean isBinary) {
    switch (intake.take(connection, bytes, at, length, isBinary)) {
      case DATA -> {
        connection.onData(intake.stream());
        fleet.onDelivered(connection, intake.stream(), outlet.receivedAtNs());
      }
      case CONTROL -> onControl(connection, dialect.interpret(bytes, at, length));
      case UNKNOWN -> {}
    }
  }

  @Override
  public void onFramesEnd() {
    outlet.endFrames();
  }

  private void onControl(VenueConnection connection, ControlMessage message) {
    if (message instanceof ControlMessage.ClosingSoon soon) {
      LOG.warn(
          "venue will close the connection venue={} connection={} reason={}",
          dialect.venue(),
          connection.name(),
          soon.reason());
      fleet.replace(connection, soon.reason(), monotonic.nanos());
    }
    connection.onControl(message);
  }

  @Override
  public void onReadComplete(VenueConnection connection) {
    outlet.readComplete();
    pace.readComplete();
  }

  @Override
  public void onStateChanged(VenueConnection connection, ConnectionState from, String reason) {
    ConnectionState to = connection.state();
    outlet.eventNow(
        StreamId.NONE,
        connection.name(),
        new RecordEvent.State(to.label(), reason.isEmpty() ? null : reason));
    if (to instanceof ConnectionState.Backoff || to instanceof ConnectionState.Closed) {
      // What only this connection carried is interrupted.
      boolean isInterrupted = !fleet.isCarriedWithout(connection) && !connection.isClosing();
      streams.lost(connection.streams(), connection.number(), isInterrupted);
    }
    if (to instanceof ConnectionState.Backoff) {
      // Every attempt is in the journal; the log says it ever more rarely.
      if (Integer.bitCount(to.failures()) == 1) {
        LOG.warn(
            "connection lost venue={} connection={} reason={} attempt={}",
            dialect.venue(),
            connection.name(),
            reason,
            to.failures());
      }
    } else if (to instanceof ConnectionState.Live && from instanceof ConnectionState.Subscribing) {
      LOG.info(
          "connection live venue={} connection={} streams={}",
          dialect.venue(),
          connection.name(),
          connection.streams().size());
    }
    fleet.onStateChanged(connection, monotonic.nanos());
  }

  @Override
  public void onAcknowledged(VenueConnection connection, List<StreamId> acknowledged) {
    streams.acknowledged(acknowledged, monotonic.nanos());
  }

  @Override
  public void onRefused(VenueConnection connection, List<StreamId> refused, String reason) {
    streams.refused(refused);
    LOG.error(
        "subscription refused venue={} streams={} reason={}",
        dialect.venue(),
        refused.size() <= STREAMS_NAMED ? refused : refused.subList(0, STREAMS_NAMED) + "…",
        reason);
  }
}
