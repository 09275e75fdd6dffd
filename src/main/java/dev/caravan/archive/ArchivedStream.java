package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.time.LocalDate;

/**
 * Names one file of the archive: one day of one stream.
 *
 * @param venue {@code binance-spot}
 * @param stream {@link StreamId#NONE} for the records of no stream
 * @param date UTC day of their {@code receiveTimeNs}
 */
public record ArchivedStream(String venue, StreamId stream, LocalDate date) {
  public ArchivedStream {
    requireNonNull(venue, "venue");
    requireNonNull(stream, "stream");
    requireNonNull(date, "date");
  }
}
