package dev.caravan.instrument;

/** Stands for a venue that nobody knows: recognises nothing. */
public final class NoMapping implements Mapping {

  @Override
  public void recognise(byte[] bytes, int offset, int length, Recognition into) {
    into.unknown();
  }

  @Override
  public Sequencing sequencing(String channel) {
    return Sequencing.NONE;
  }

  @Override
  public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    return -1;
  }
}
