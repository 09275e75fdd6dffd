package dev.caravan.book;

/**
 * Decides whether a delta leads on from a book snapshot.
 *
 * <p>Shape: a snapshot holds everything up to its id; a delta accounts for {@code firstId..lastId}.
 * Deltas that end before the snapshot are contained in it and dropped. The first one kept has to
 * begin at the latest right behind the snapshot: {@code firstId <= snapshotId + 1}. What is behind
 * a delta that begins later can no longer be known: the snapshot is too old, fetch a new one and
 * keep the deltas.
 *
 * <p>Where a delta that ends exactly at the snapshot counts as the first one kept, applying it
 * again is harmless, since quantities are absolute.
 *
 * <p>Source: Binance spot, {@code U <= L + 1 <= u}; Binance USD-M, {@code pu <= L <= u}, where
 * {@code firstId} is {@code pu + 1}; protocol sheets of 2026-11-20, sections 5 and 6. Immutable.
 */
public final class SnapshotBridge {

  /** What a delta is to the snapshot. */
  public enum Step {
    /** Contained in the snapshot: drop it and look at the next. */
    CONTAINED,
    /** The first one to apply; from here on the stream's own ids prove the chain. */
    BRIDGES,
    /** Begins too late: the snapshot is too old. */
    TOO_LATE
  }

  private final long snapshotId;
  private final long firstLastId;

  private SnapshotBridge(long snapshotId, long firstLastId) {
    if (snapshotId < 0) {
      throw new IllegalArgumentException("a snapshot needs its id: snapshotId=" + snapshotId);
    }
    this.snapshotId = snapshotId;
    this.firstLastId = firstLastId;
  }

  /** The first delta to apply ends behind the snapshot (Binance spot). */
  public static SnapshotBridge endingBehind(long snapshotId) {
    return new SnapshotBridge(snapshotId, snapshotId + 1);
  }

  /** The first delta to apply ends at the snapshot or behind it (Binance USD-M). */
  public static SnapshotBridge endingAt(long snapshotId) {
    return new SnapshotBridge(snapshotId, snapshotId);
  }

  /** Judges the next delta in order of arrival. */
  public Step judge(long firstId, long lastId) {
    if (lastId < firstLastId) {
      return Step.CONTAINED;
    }
    return firstId <= snapshotId + 1 ? Step.BRIDGES : Step.TOO_LATE;
  }

  public long snapshotId() {
    return snapshotId;
  }
}
