package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;

/**
 * Says which stream a frame belongs to, who delivered it and when.
 *
 * @param connection name of the connection; empty for what came over REST
 * @param receiveTimeNs our wall time of the read, nanoseconds since the epoch
 */
public record Arrival(StreamId stream, String connection, long receiveTimeNs) {

  public Arrival {
    requireNonNull(stream, "stream");
    requireNonNull(connection, "connection");
  }
}
