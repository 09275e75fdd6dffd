package dev.caravan.record;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One stream as one connection delivers it.
 *
 * <p>Whoever delivers many frames makes one source per stream and connection and uses it for all of
 * them, so that what is derived from the two names is derived once and found without a look-up. Not
 * a value: two sources of the same names are two objects.
 *
 * <p>Any thread.
 */
public final class Source {

  private final StreamId stream;
  private final String connection;

  /** Null until somebody wants it; always the same bytes, whoever made them. */
  private volatile byte @Nullable [] encoded;

  public Source(StreamId stream, String connection) {
    this.stream = requireNonNull(stream, "stream");
    this.connection = requireNonNull(connection, "connection");
  }

  public StreamId stream() {
    return stream;
  }

  /** Name of the connection: {@code binance-spot-1}. */
  public String connection() {
    return connection;
  }

  /**
   * The names as a journal writes them in front of each record; must not be changed.
   *
   * @param encoder makes them, the first time; the same for all who ask
   */
  public byte[] encoded(Function<Source, byte[]> encoder) {
    byte[] known = encoded;
    if (known == null) {
      known = encoder.apply(this);
      encoded = known;
    }
    return known;
  }
}
