package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Source;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sources of one socket by the numbers of its streams.
 *
 * <p>Event loop only.
 */
final class Sources {

  private final String connection;
  private final Source control;
  private @Nullable Source[] numbered = new Source[0];

  Sources(String connection) {
    this.connection = requireNonNull(connection, "connection");
    this.control = new Source(StreamId.NONE, connection);
  }

  /** The source of a frame that came through the socket. */
  Source of(Recognition frame) {
    int number = frame.number();
    if (number < 0) {
      return frame.stream() == StreamId.NONE ? control : new Source(frame.stream(), connection);
    }
    if (number >= numbered.length) {
      numbered = Arrays.copyOf(numbered, Math.max(number + 1, numbered.length * 2));
    }
    Source known = numbered[number];
    if (known == null) {
      known = new Source(frame.stream(), connection);
      numbered[number] = known;
    }
    return known;
  }
}
