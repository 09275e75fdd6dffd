package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import dev.caravan.book.Continuity;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the frames of one stream, follows their ids, and knows which are missing.
 *
 * <p>Not thread-safe.
 */
public final class StreamAccount {

  private final StreamId stream;
  private final Sequencing sequencing;
  private final Continuity continuity;
  private final Holes holes = new Holes();
  private final List<Gap> withoutIds = new ArrayList<>();
  private final TreeMap<Long, Long> backfilled = new TreeMap<>();
  private long frames;
  private long events;
  private long firstId = -1;
  private long lastId = -1;
  private long lowestKnownId = -1;

  /** Ids that were known before the venue began them anew. */
  private final List<Gap> endedIds = new ArrayList<>();

  private long repeated;
  private long reordered;
  private long notKept;
  // Null where ids prove more than silence does.
  private final @Nullable Rhythm rhythm;
  private long longestSilenceNs;
  private long lastFrameNs;
  private int startsAtLastFrame;
  private int damagesAtLastFrame;
  private String lastConnection = "";

  StreamAccount(StreamId stream, Sequencing sequencing) {
    this.stream = requireNonNull(stream, "stream");
    this.sequencing = requireNonNull(sequencing, "sequencing");
    this.continuity = new Continuity(sequencing);
    this.rhythm = sequencing == Sequencing.NONE && !stream.isNone() ? new Rhythm() : null;
  }

  /** Goes on behind ids that an earlier segment holds; only before the first frame. */
  void resumeAfter(long highestId) {
    continuity.resumeAfter(highestId);
    lowestKnownId = highestId;
  }

  /** Goes on behind ids that are known to have been recorded and were removed. */
  void skipTo(long highestId) {
    if (highestId > continuity.highestId()) {
      continuity.resumeAfter(highestId);
      lowestKnownId = lowestKnownId < 0 ? highestId : lowestKnownId;
    }
  }

  /**
   * Counts one frame.
   *
   * @param starts how often the recorder had started by then
   * @param damages how often content had been unreadable by then
   */
  void frame(FrameIds ids, long receiveTimeNs, String connection, int starts, int damages) {
    if (frames > 0) {
      longestSilenceNs = Math.max(longestSilenceNs, receiveTimeNs - lastFrameNs);
      if (rhythm != null) {
        rhythm.add(receiveTimeNs - lastFrameNs);
      }
    }
    String cause = causeOfHole(connection, starts, damages);
    follow(ids, cause);
    frames++;
    lastFrameNs = receiveTimeNs;
    lastConnection = connection;
    startsAtLastFrame = starts;
    damagesAtLastFrame = damages;
  }

  private void follow(FrameIds ids, String causeOfHole) {
    long before = continuity.highestId();
    Continuity.Step step = continuity.next(ids.first(), ids.last());
    if (continuity.highestId() < before) {
      endedIds.add(new Gap(lowestKnownId, Math.max(before, ids.first() - 1), 0, "ended"));
      lowestKnownId = ids.last();
    }
    switch (step) {
      case GAP -> holes.open(continuity.gapFirst(), continuity.gapLast(), causeOfHole);
      case REPEATED -> repeated++;
      case REORDERED -> {
        reordered++;
        holes.fill(ids.first(), ids.last());
      }
      case FIRST, CONTINUES, UNPROVABLE -> {
        // nothing is missing before this frame
      }
    }
    if (ids.last() >= 0) {
      if (firstId < 0) {
        firstId = ids.ownFirst();
      }
      if (lowestKnownId < 0) {
        lowestKnownId = ids.first();
      }
      lastId = Math.max(lastId, ids.last());
    }
  }

  private String causeOfHole(String connection, int starts, int damages) {
    if (damages != damagesAtLastFrame) {
      return Gap.DAMAGE;
    }
    if (starts != startsAtLastFrame) {
      return Gap.RESTART;
    }
    return lastConnection.isEmpty() || lastConnection.equals(connection)
        ? Gap.UNRECORDED
        : Gap.DISCONNECT;
  }

  /** Counts a record of this stream that is no frame. */
  void event() {
    events++;
  }

  /** Counts a gap record of this stream. */
  void gap(Gap gap) {
    events++;
    holes.record(gap);
  }

  /** Counts a record of frames of this stream that were received and not written. */
  void notKept(RecordEvent.NotKept gap) {
    events++;
    notKept += gap.frames();
    if (gap.hasIds()) {
      holes.record(new Gap(gap.first(), gap.last(), gap.missing(), gap.cause()));
    } else {
      withoutIds.add(Gap.ofFrames(gap.frames(), gap.cause()));
    }
  }

  /** Counts a backfill record of this stream: the frames stay missing, their trades are there. */
  void backfill(long first, long last) {
    events++;
    backfilled.merge(first, last, Math::max);
  }

  /** How many ids are in backfill records, missing or not. */
  public long idsInBackfills() {
    long ids = 0;
    long next = Long.MIN_VALUE;
    for (Map.Entry<Long, Long> run : backfilled.entrySet()) {
      long first = Math.max(next, run.getKey());
      ids += Math.max(0, run.getValue() - first + 1);
      next = Math.max(next, run.getValue() + 1);
    }
    return ids;
  }

  /** How many of the missing ids are in backfill records. */
  public long backfilledIds() {
    return gaps().stream().mapToLong(this::backfilledIn).sum();
  }

  private long backfilledIn(Gap gap) {
    long ids = 0;
    long next = gap.first();
    Long from = backfilled.floorKey(next);
    for (Map.Entry<Long, Long> run :
        backfilled.subMap(from == null ? next : from, true, gap.last(), true).entrySet()) {
      long first = Math.max(next, run.getKey());
      long last = Math.min(gap.last(), run.getValue());
      ids += Math.max(0, last - first + 1);
      next = Math.max(next, last + 1);
    }
    return ids;
  }

  public StreamId stream() {
    return stream;
  }

  public Sequencing sequencing() {
    return sequencing;
  }

  public long frames() {
    return frames;
  }

  /** Records of this stream that are no frames. */
  public long events() {
    return events;
  }

  /** First id of the first frame that has one, or -1. */
  public long firstId() {
    return firstId;
  }

  /** Highest id of the counted frames, or -1. */
  public long lastId() {
    return lastId;
  }

  /** Highest id known so far, that of earlier segments included, or -1. */
  public long highestId() {
    return continuity.highestId();
  }

  /** Frames with the same ids as the frame before. */
  public long repeated() {
    return repeated;
  }

  /** Frames with older ids than what was already there. */
  public long reordered() {
    return reordered;
  }

  /** Frames that were received and are not there, as gap records count them. */
  public long notKept() {
    return notKept;
  }

  /**
   * What nine of ten times between two frames are not above, within a quarter; -1 where ids prove
   * more than silence does, or with fewer than two frames.
   */
  public long rhythmNs() {
    return rhythm == null ? -1 : rhythm.mostlyWithinNs();
  }

  /** Longest time between two frames in a row, or from the last frame to {@code endNs}. */
  public long longestSilenceNs(long endNs) {
    return frames == 0 ? 0 : Math.max(longestSilenceNs, endNs - lastFrameNs);
  }

  /**
   * Every known gap: those that no id proves, then in order of ids holes that the ids show, and gap
   * records of what no frame can show (at either end of the stream, or on a channel whose ids do
   * not prove it).
   */
  public List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>(withoutIds);
    if (sequencing != Sequencing.CONTIGUOUS || lowestKnownId < 0) {
      gaps.addAll(holes.allRecorded());
      return List.copyOf(gaps);
    }
    gaps.addAll(holes.unfilled());
    for (Gap outside : holes.recordedOutside(lowestKnownId, continuity.highestId())) {
      if (endedIds.stream()
          .noneMatch(known -> outside.last() >= known.first() && outside.first() <= known.last())) {
        gaps.add(outside);
      }
    }
    gaps.sort(Comparator.comparingLong(Gap::first));
    return List.copyOf(gaps);
  }
}
