package dev.caravan.rest;

import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Speaks one venue's public REST: what to ask, what it costs, what the answers mean.
 *
 * <p>Pure: holds no state, opens nothing. Bodies come from a stranger: what cannot be read is an
 * {@link IOException}, never another exception.
 */
public interface RestDialect {

  /** Name of the venue: {@code binance-spot}. */
  String venue();

  /** Scheme, host and port used where the configuration names none. */
  URI defaultRestUrl();

  /** What may be spent in any minute: the safe side of what the venue allows. */
  int weightPerMinute();

  /** The response header that tells the weight that the venue counted in the last minute. */
  default Optional<String> usedWeightHeader() {
    return Optional.empty();
  }

  /** Asks for everything that is listed, trading or not. */
  RestRequest instruments();

  /** Asks for the same where a venue has a list for each kind; they are asked one by one. */
  default List<RestRequest> instrumentLists() {
    return List.of(instruments());
  }

  /**
   * Reads the answer to one of {@link #instrumentLists()}.
   *
   * @throws IOException if it is not one
   */
  List<Instrument> readInstruments(byte[] body) throws IOException;

  /**
   * Asks for the rest of the list, where one answer does not hold it all.
   *
   * @param asked the last request
   * @param read what its answer lists
   * @return empty where that was all
   */
  default Optional<RestRequest> furtherInstruments(RestRequest asked, List<Instrument> read) {
    return Optional.empty();
  }

  /** Whether the venue tells its time over REST at all; the clock's offset is unknown otherwise. */
  default boolean tellsTime() {
    return true;
  }

  /** Asks for the venue's time; where it does not tell it, any small question. */
  RestRequest time();

  /**
   * Reads the answer to {@link #time()}: milliseconds since the epoch.
   *
   * @throws IOException if it is not one
   */
  long readTimeMs(byte[] body) throws IOException;

  /** Asks for the book that this stream's deltas continue; empty where the stream needs none. */
  Optional<RestRequest> snapshot(StreamId stream);

  /**
   * Reads the answer to {@link #snapshot}: the ids that it holds.
   *
   * @throws IOException if it is not one
   */
  default SnapshotBridge readSnapshot(byte[] body) throws IOException {
    throw new IOException("snapshots of " + venue() + " cannot be read yet");
  }

  /**
   * Asks for what the venue says of a stream now, in place of its frames.
   *
   * @return empty where it offers nothing
   */
  default Optional<RestRequest> backup(StreamId stream) {
    return Optional.empty();
  }

  /**
   * Asks for trades by id, oldest first, to fill a hole.
   *
   * @param firstId the first wanted
   * @param count how many; the venue may give fewer, ask again behind the last
   * @return empty where the stream holds no trades, or the venue does not give them without a key
   */
  Optional<RestRequest> trades(StreamId stream, long firstId, int count);

  /**
   * Reads the answer to {@link #trades}: where each trade stands in it, in its order.
   *
   * @throws IOException if it is not one
   */
  default List<TradeSpan> readTrades(StreamId stream, byte[] body) throws IOException {
    throw new IOException("trades of " + venue() + " cannot be read yet");
  }
}
