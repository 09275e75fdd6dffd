package dev.caravan.stream;

import dev.caravan.book.Continuity;
import dev.caravan.book.PendingHoles;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the feed knows of one stream: ids, rhythm, carriers, counts.
 *
 * <p>Event loop only.
 */
final class StreamState {

  /** Owner number of nobody. */
  static final int NOBODY = 0;

  private static final Duration FOR_EVER = Duration.ofDays(3_650);
  private static final long BOOK_COMES_WITHIN_NS = 10_000_000_000L;
  private static final int MOST_DOUBLINGS = 6;
  private static final double RATE_SMOOTHING = 0.2;
  private static final long NONE = Long.MIN_VALUE;
  private static final double LIVELY_FRAMES_PER_SECOND = 2;
  private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio

  final StreamId stream;
  final Continuity continuity;
  final Rhythm rhythm = new Rhythm();

  StreamStatus.Phase phase = StreamStatus.Phase.WANTED;
  long frames;
  long bytes;
  long lastReceiveTimeNs;

  /** Monotonic; when the last frame came, or since when silence counts. */
  long heardAtNs;

  /** No connection carries it, ever: what REST brings counts as its frames. */
  boolean isOverRestOnly;

  /** The venue sends its whole book when it is asked for. */
  boolean beginsWithBook;

  /** Its silence means nothing. */
  boolean isOccasional;

  /** Id of the last whole book that the stream itself brought, or -1. */
  long bookId = -1;

  /** Ids are missing behind the last whole book: only another one makes it true again. */
  boolean lacksBook;

  /** Monotonic; not asked for another book before. */
  private long nextBookAtNs;

  private int booksAskedFor;

  /** A connection that carried it was lost since its last frame. */
  boolean wasInterrupted;

  /** There while more than one connection carries the stream, or did so lately. */
  @Nullable RecentKeys recent;

  /** Monotonic; until when {@link #recent} is kept though one connection is left. */
  long recentUntilNs;

  /** How far each of its connections has come, while more than one carries it or did so lately. */
  final Progress progress = new Progress();

  /** While one connection carries it: which. */
  private int carrier = NOBODY;

  /** Holes that may still be filled. */
  final PendingHoles pendingHoles = new PendingHoles();

  /** Of a stream without ids: whose frames are recorded. */
  int leader = NOBODY;

  String leaderName = "";

  /** Monotonic; when it is asked for anew by itself; 0 where that is not planned. */
  long askAgainAtNs;

  /** How often that was planned. */
  int askedAgain;

  long latencyMs = NONE;
  boolean latencyWanted = true;
  long gaps;
  long missingIds;
  long repeated;
  long reordered;
  long dropped;
  private long framesAtTick;
  private double framesPerSecond;

  StreamState(StreamId stream, Sequencing sequencing, long nowNs) {
    this.stream = stream;
    this.continuity = new Continuity(sequencing);
    this.heardAtNs = nowNs;
    this.nextBookAtNs = nowNs;
  }

  /** Whether more than one connection brings its frames now. */
  boolean isShared() {
    return recent != null && recentUntilNs == Long.MAX_VALUE;
  }

  /** A connection delivered up to this id. */
  void reached(int connection, long lastId) {
    if (recent != null) {
      progress.reached(connection, lastId);
    } else {
      carrier = connection;
    }
  }

  /** From now on more than one connection carries it. */
  void overlap() {
    if (recent == null) {
      recent = new RecentKeys();
      if (carrier != NOBODY) {
        progress.reached(carrier, continuity.highestId());
      }
    }
  }

  /** One connection is left, and has been for long enough. */
  void overlapEnded() {
    recent = null;
    progress.clear();
  }

  /** A connection is gone: it brings nothing more. */
  void lost(int connection) {
    progress.lost(connection);
    if (carrier == connection) {
      carrier = NOBODY;
    }
  }

  /** A frame came that is recorded. */
  void received(long nowNs, long receiveTimeNs, int length) {
    if (frames > 0 && nowNs > heardAtNs && isGapRemembered()) {
      rhythm.add(nowNs - heardAtNs);
    }
    heardAtNs = nowNs;
    lastReceiveTimeNs = receiveTimeNs;
    frames++;
    bytes += length;
    phase = StreamStatus.Phase.RECEIVING;
    wasInterrupted = false;
    askedAgain = 0;
    askAgainAtNs = 0;
  }

  /**
   * Of a lively stream one gap in four, spread so that no pattern of its own hits always the same
   * ones; of others every gap.
   */
  private boolean isGapRemembered() {
    return framesPerSecond < LIVELY_FRAMES_PER_SECOND || frames * SPREAD >>> 62 == 0;
  }

  /** Called once a second. */
  void tick(double seconds) {
    double now = (frames - framesAtTick) / Math.max(seconds, 0.001);
    framesPerSecond =
        framesAtTick == 0 ? now : framesPerSecond + RATE_SMOOTHING * (now - framesPerSecond);
    framesAtTick = frames;
  }

  boolean isSilent(StalenessPolicy policy, long nowNs) {
    long silenceNs = nowNs - heardAtNs;
    // The percentile is only worth sorting for once the shortest allowance is used up.
    return !isOccasional
        && silenceNs > policy.shortestAllowance().toNanos()
        && silenceNs > policy.allowedSilence(rhythm).toNanos();
  }

  /** A whole book came through the stream. */
  void bookCame(long lastId) {
    bookId = lastId;
    lacksBook = false;
    booksAskedFor = 0;
  }

  /** These ids are missing for good. */
  void lost(long last) {
    lacksBook |= beginsWithBook && last > bookId;
  }

  /** Called once a second; whether another book is to be asked for now, ever more rarely. */
  boolean isToAskForBook(long nowNs) {
    boolean isDue = lacksBook && nowNs - nextBookAtNs >= 0;
    if (isDue) {
      nextBookAtNs = nowNs + (BOOK_COMES_WITHIN_NS << Math.min(booksAskedFor++, MOST_DOUBLINGS));
    }
    return isDue;
  }

  /** Whether no connection delivers it. */
  boolean isDown() {
    return isOverRestOnly
        || (phase != StreamStatus.Phase.RECEIVING && phase != StreamStatus.Phase.ACKNOWLEDGED);
  }

  Repairs.Down down() {
    return new Repairs.Down(stream, heardAtNs, continuity.highestId(), isOverRestOnly);
  }

  StreamStatus status(StalenessPolicy policy, long nowNs) {
    return new StreamStatus(
        stream,
        phase,
        frames,
        bytes,
        framesPerSecond,
        lastReceiveTimeNs,
        Duration.ofNanos(Math.max(0, nowNs - heardAtNs)),
        isOccasional ? FOR_EVER : policy.allowedSilence(rhythm),
        latencyMs == NONE ? OptionalLong.empty() : OptionalLong.of(latencyMs),
        gaps,
        missingIds,
        repeated,
        reordered,
        dropped,
        continuity.highestId(),
        retry(nowNs));
  }

  /** The first one is planned as soon as the stream is troubled. */
  private Optional<StreamStatus.Retry> retry(long nowNs) {
    return phase.isTroubled() && askedAgain > 0
        ? Optional.of(
            new StreamStatus.Retry(
                askedAgain - 1, Duration.ofNanos(Math.max(0, askAgainAtNs - nowNs))))
        : Optional.empty();
  }
}
