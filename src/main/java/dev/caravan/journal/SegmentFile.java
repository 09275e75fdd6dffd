package dev.caravan.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One segment as its files in the folder show it.
 *
 * @param plain present while it is open or rotated, or as a leftover beside a sealed one
 * @param compressed present once it was compressed
 * @param manifest present once it is sealed, for ever
 */
public record SegmentFile(
    SegmentName name,
    State state,
    Optional<Path> plain,
    Optional<Path> compressed,
    Optional<Path> manifest) {

  /** How far a segment has come. */
  public enum State {
    /**
     * Plain, and the highest number: may be written now. After an orderly rotation the highest one
     * may already be whole; nobody but the writer needs to know.
     */
    OPEN,
    /** Plain and not the highest number: whole and synced, waits to be sealed. */
    ROTATED,
    /** Its manifest exists; a plain file beside it is a leftover. */
    SEALED,
    /** Compressed, but with neither manifest nor plain file: somebody took them away. */
    UNPROVEN
  }

  /**
   * The file that holds the records: compressed where it is sealed, plain before; empty where they
   * were purged.
   */
  public Optional<Path> content() {
    return state == State.SEALED || plain.isEmpty() ? compressed.or(() -> plain) : plain;
  }

  /** Whether the end of its content may be torn without being damaged. */
  public SegmentReader.Tail tail() {
    return state == State.OPEN ? SegmentReader.Tail.MAY_BE_TORN : SegmentReader.Tail.WHOLE;
  }
}
