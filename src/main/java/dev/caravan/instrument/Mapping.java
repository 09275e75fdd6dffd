package dev.caravan.instrument;

/**
 * Says which stream a venue's frame belongs to and what its ids are.
 *
 * <p>Used live by the feed and offline by sealing and verification, so that both see the same.
 * Implementations hold a cache of names and are therefore not thread-safe; make one per thread.
 * Bytes come from a stranger: no input makes a method throw.
 */
public interface Mapping {

  /**
   * Recognises one frame of the combined form that Caravan subscribes to.
   *
   * @param bytes holds the frame at {@code offset}, {@code length} bytes long; not kept
   * @param into receives the answer
   */
  void recognise(byte[] bytes, int offset, int length, Recognition into);

  /** What the ids of this channel prove. */
  Sequencing sequencing(String channel);

  /**
   * The venue's own time in the frame, in milliseconds since the epoch, or -1 where the channel has
   * none.
   *
   * <p>Slower than {@link #recognise}; ask for samples, not for every frame.
   */
  long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length);
}
