package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one stream at one moment.
 *
 * @param phase how far the stream has come
 * @param frames frames received since start
 * @param bytes bytes of those frames
 * @param framesPerSecond over the last ten seconds or so
 * @param lastReceiveTimeNs epoch nanoseconds of the last frame, or 0 before the first
 * @param silence since the last frame, or since it was asked for
 * @param staleAfter how long a silence is allowed now
 * @param latencyMs receive time minus the venue's time of a recent frame; negative where our clock
 *     is behind; empty where the channel has no time
 * @param gaps how many holes; {@code missingIds} how many ids they hold
 * @param dropped copies that another connection of the same stream delivered too
 * @param lastId highest id seen, or -1
 * @param retry how a stream that is silent or refused is asked for anew; empty where it is not
 */
public record StreamStatus(
    StreamId stream,
    Phase phase,
    long frames,
    long bytes,
    double framesPerSecond,
    long lastReceiveTimeNs,
    Duration silence,
    Duration staleAfter,
    OptionalLong latencyMs,
    long gaps,
    long missingIds,
    long repeated,
    long reordered,
    long dropped,
    long lastId,
    Optional<Retry> retry) {

  /**
   * How a stream is asked for anew, by itself.
   *
   * @param tries how often it was so far
   * @param next until the next time
   */
  public record Retry(int tries, Duration next) {

    /** In words: {@code asked again 2 times, next in 40s}. */
    @Override
    public String toString() {
      long seconds = (next.toMillis() + 999) / 1000;
      String asked =
          switch (tries) {
            case 0 -> "to be asked again";
            case 1 -> "asked again once, next";
            default -> "asked again " + tries + " times, next";
          };
      return asked + " in " + seconds + "s";
    }
  }

  /** Without dropped copies and without a retry. */
  public StreamStatus(
      StreamId stream,
      Phase phase,
      long frames,
      long bytes,
      double framesPerSecond,
      long lastReceiveTimeNs,
      Duration silence,
      Duration staleAfter,
      OptionalLong latencyMs,
      long gaps,
      long missingIds,
      long repeated,
      long reordered,
      long lastId) {
    this(
        stream,
        phase,
        frames,
        bytes,
        framesPerSecond,
        lastReceiveTimeNs,
        silence,
        staleAfter,
        latencyMs,
        gaps,
        missingIds,
        repeated,
        reordered,
        0,
        lastId,
        Optional.empty());
  }

  /** How far a wanted stream has come. */
  public enum Phase {
    /** Wanted, not yet acknowledged by the venue. */
    WANTED,
    /** Acknowledged, no frame yet: no proof of delivery. */
    ACKNOWLEDGED,
    RECEIVING,
    /** Received before, silent for longer than allowed. */
    STALE,
    /** The venue said no. */
    REFUSED;

    /** Whether it has to be asked for anew by itself. */
    boolean isTroubled() {
      return this == STALE || this == REFUSED;
    }

    /** Whether an acknowledgement changes anything. */
    boolean isUnanswered() {
      return this == WANTED || this == REFUSED;
    }
  }
}
