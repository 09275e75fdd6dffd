package dev.caravan.merge;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What two recordings hold, found by reading both once before anything is written: which ids each
 * one has, and whether streams without ids came to both with the same bytes.
 *
 * <p>Memory grows with streams and holes, not with records. Not thread-safe.
 */
final class Survey {

  /** Both recordings receive a stream if their last frames of it are not further apart. */
  private static final long BESIDE_NS = 60_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  /** What one recording holds. */
  static final class Source {
    private long records;
    private long frames;
    private long firstSegment;
    private long lastSegment;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    private void count(SourceRecords source) {
      if (records++ == 0) {
        firstSegment = source.segment();
      }
      lastSegment = source.segment();
      firstNs = Math.min(firstNs, source.record().receiveTimeNs());
      lastNs = Math.max(lastNs, source.record().receiveTimeNs());
      frames += source.record() instanceof ParsedRecord.Frame ? 1 : 0;
    }

    long records() {
      return records;
    }

    long frames() {
      return frames;
    }

    long firstSegment() {
      return firstSegment;
    }

    long lastSegment() {
      return lastSegment;
    }

    long firstNs() {
      return firstNs;
    }

    long lastNs() {
      return lastNs;
    }
  }

  /** What both hold of one stream. */
  static final class Stream {
    private final BySide<Intervals> ids = BySide.each(Intervals::new);
    private final BySide<WithoutId> withoutId = BySide.each(WithoutId::new);
    private long copies;

    /** The ids that a side has; empty where ids prove no hole. */
    Intervals ids(Side side) {
      return ids.of(side);
    }

    /**
     * Whether the venue sends both connections the same bytes: at least half of what both received
     * at a time is the same.
     */
    boolean isSameBytes() {
      return copies * 2 >= Math.min(withoutId.a().beside, withoutId.b().beside);
    }

    private void withoutId(Side side, boolean isCopy, long alignedNs) {
      copies += isCopy ? 1 : 0;
      long other = withoutId.of(side.other()).lastNs;
      WithoutId own = withoutId.of(side);
      own.beside += other != NEVER && alignedNs - other <= BESIDE_NS ? 1 : 0;
      own.lastNs = alignedNs;
    }
  }

  /** Counts frames without ids of one recording. */
  private static final class WithoutId {
    private long beside; // received while the other one did too
    private long lastNs = NEVER;
  }

  private final BySide<Source> sources = BySide.each(Source::new);
  private final Map<StreamId, Stream> streams = new HashMap<>();
  private String journal = "";

  private Survey() {}

  /** Reads both to their ends. */
  static Survey of(Pair pair, LongConsumer progress) throws IOException {
    Survey survey = new Survey();
    CopyWindow window = new CopyWindow();
    for (Optional<Side> next = pair.earlier(); next.isPresent(); next = pair.earlier()) {
      Side side = next.get();
      SourceRecords source = pair.of(side);
      survey.take(side, source, pair.alignedNs(side), window);
      progress.accept(survey.of(Side.A).records() + survey.of(Side.B).records());
      source.next();
    }
    return survey;
  }

  private void take(Side side, SourceRecords source, long alignedNs, CopyWindow window) {
    of(side).count(source);
    journal = source.journal();
    StreamId id = source.record().stream();
    if (id.isNone() || !(source.record() instanceof ParsedRecord.Frame)) {
      return;
    }
    Stream stream = streams.computeIfAbsent(id, unused -> new Stream());
    if (!source.hasIds()) {
      boolean isCopy = window.isCopy(id, source.first(), source.last(), side, alignedNs, alignedNs);
      stream.withoutId(side, isCopy, alignedNs);
    } else if (source.isContiguous(id)) {
      stream.ids(side).add(source.first(), source.last());
    }
  }

  Source of(Side side) {
    return sources.of(side);
  }

  /** What both hold of a stream; nothing of one that has no frame. */
  Stream of(StreamId stream) {
    return streams.getOrDefault(stream, new Stream());
  }

  /** {@code raw/binance-spot}; empty where neither holds a record. */
  String journal() {
    return journal;
  }

  /** How many holes in the ids of a side the other one fills wholly, and how many ids. */
  FilledHoles filledOf(Side side) {
    long holes = 0;
    long ids = 0;
    for (Stream stream : streams.values()) {
      Intervals other = stream.ids(side.other());
      for (Intervals.Run hole : stream.ids(side).holes()) {
        long missing =
            other.missing(hole.first(), hole.last()).stream().mapToLong(Intervals.Run::size).sum();
        holes += missing == 0 ? 1 : 0;
        ids += hole.size() - missing;
      }
    }
    return new FilledHoles(holes, ids);
  }

  /** Holes of one recording that the other one closes. */
  record FilledHoles(long holes, long ids) {}
}
