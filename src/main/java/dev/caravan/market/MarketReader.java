package dev.caravan.market;

/**
 * Says what the frames of one venue mean; a venue implements it beside its mapping.
 *
 * <p>The stream comes from the mapping, live, or from the record. Frames that belong to no stream,
 * and those of channels that say nothing about prices, give nothing. Reading is not judging: a
 * crossed quote is read like any other.
 *
 * <p>Bytes come from a stranger: no input makes a method throw. A frame that is no JSON is one
 * {@link Refusal} and says nothing else; where one of several things in a frame cannot be read,
 * that one is refused and the others are said.
 *
 * <p>Not thread-safe; make one per thread.
 */
public interface MarketReader {

  /**
   * Reads one frame as received.
   *
   * @param bytes holds the frame at {@code offset}, {@code length} bytes long; not kept
   */
  void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into);

  /**
   * Reads a book that came over REST: the body of a {@code snapshot} record.
   *
   * @param lastId the update id that the record names
   */
  void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into);

  /** Reads trades that came over REST: the body of a {@code backfill} record. */
  void readBackfill(Arrival arrival, String body, MarketSink into);
}
