package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.book.PendingHoles.Hole;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the frames that connections deliver into records: recognised, judged between connections,
 * followed by id.
 *
 * <p>Event loop only.
 */
final class FrameIntake {

  private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);
  private static final int GAPS_LOGGED = 100;

  /** How long another connection of the same stream may take to come to a hole. */
  private static final long CAUGHT_UP_WITHIN_NS = RecentKeys.WINDOW_NS;

  /** How late a frame may come that the venue sent behind a later one. */
  private static final long SWAPPED_WITHIN_NS = 500_000_000L;

  private final String venue;
  private final Mapping mapping;
  private final Outlet outlet;
  private final WantedStreams streams;
  private final Feed.GapListener gapListener;
  private final Repairs repairs;
  private final Recognition recognition = new Recognition();
  private long frames;
  private long unrecognised;
  private long gaps;

  FrameIntake(
      String venue,
      Mapping mapping,
      Outlet outlet,
      WantedStreams streams,
      Feed.GapListener gapListener,
      Repairs repairs) {
    this.venue = requireNonNull(venue, "venue");
    this.mapping = requireNonNull(mapping, "mapping");
    this.outlet = requireNonNull(outlet, "outlet");
    this.streams = requireNonNull(streams, "streams");
    this.gapListener = requireNonNull(gapListener, "gapListener");
    this.repairs = requireNonNull(repairs, "repairs");
  }

  /** Frames taken since start, copies included. */
  long frames() {
    return frames;
  }

  long unrecognised() {
    return unrecognised;
  }

  /**
   * Takes one frame.
   *
   * @param bytes those of the burst that is being made, which holds the frame at {@code at}
   * @return what it was; ask {@link #stream()} for more
   */
  Recognition.Kind take(
      VenueConnection connection, byte[] bytes, int at, int length, boolean isBinary) {
    frames++;
    mapping.recognise(bytes, at, length, recognition);
    switch (recognition.kind()) {
      case DATA -> {
        StreamState stream = streams.find(recognition);
        if (stream != null && !follow(connection, stream, bytes, at, length)) {
          return Recognition.Kind.DATA;
        }
      }
      case CONTROL -> {}
      case UNKNOWN -> {
        if (unrecognised++ == 0) {
          LOG.warn("frame not recognised, recorded all the same venue={}", venue);
        }
      }
    }
    outlet
        .burst()
        .addReserved(
            connection.sources().of(recognition), outlet.receiveTimeNs(), at, length, isBinary);
    return recognition.kind();
  }

  /** The stream of the frame just taken. */
  StreamId stream() {
    return recognition.stream();
  }

  /** Follows the stream; false for a copy that is not recorded. */
  private boolean follow(
      VenueConnection connection, StreamState stream, byte[] bytes, int at, int length) {
    long now = outlet.receivedAtNs();
    String leaderBefore = stream.leaderName;
    if (recognition.hasId()) {
      stream.reached(connection.number(), recognition.lastId());
    }
    switch (Arbiter.judge(stream, recognition, connection.number(), now)) {
      case DROP -> {
        stream.dropped++;
        return false;
      }
      case RECORD_NEW_LEADER -> {
        stream.leaderName = connection.name();
        if (!leaderBefore.isEmpty()) {
          outlet.event(
              stream.stream,
              connection.name(),
              new RecordEvent.Leader(leaderBefore, connection.name()));
        }
      }
      case RECORD -> {
        if (!recognition.hasId()) {
          stream.leaderName = connection.name();
        }
      }
    }
    if (recognition.isWhole()) {
      stream.bookCame(recognition.lastId());
    }
    switch (stream.continuity.next(recognition.firstId(), recognition.lastId())) {
      case FIRST -> begun(stream);
      case GAP -> hole(connection, stream);
      case REPEATED -> stream.repeated++;
      case REORDERED -> {
        stream.reordered++;
        stream.pendingHoles.fill(recognition.firstId(), recognition.lastId());
      }
      default -> {}
    }
    boolean wasStale = stream.phase == StreamStatus.Phase.STALE;
    stream.received(now, outlet.receiveTimeNs(), length);
    if (wasStale) {
      LOG.info("stream receives again venue={} stream={}", venue, stream.stream);
    }
    if (stream.latencyWanted) {
      stream.latencyWanted = false;
      long venueTimeMs = mapping.venueTimeMs(stream.stream, bytes, at, length);
      if (venueTimeMs >= 0) {
        stream.latencyMs = outlet.receiveTimeNs() / 1_000_000 - venueTimeMs;
      }
    }
    return true;
  }

  /**
   * Another connection may still fill the hole, or the venue swapped frames; only what a lost
   * connection left behind comes no more.
   */
  private void hole(VenueConnection connection, StreamState stream) {
    Hole hole =
        new Hole(
            stream.continuity.gapFirst(),
            stream.continuity.gapLast(),
            causeOfHole(stream),
            outlet.receiveTimeNs(),
            outlet.receivedAtNs());
    if (stream.isShared() || !stream.wasInterrupted) {
      stream.pendingHoles.add(hole);
    } else {
      gap(connection.name(), stream, hole);
    }
  }

  private void begun(StreamState stream) {
    stream.lacksBook |= stream.beginsWithBook && !recognition.isWhole();
    repairs.onBegun(stream.stream, recognition.firstId());
  }

  /** A book in the middle of a connection only comes where it was asked for anew. */
  private String causeOfHole(StreamState stream) {
    return stream.wasInterrupted ? "disconnect" : recognition.isWhole() ? "resubscribed" : "venue";
  }

  /** Records ids as missing that no frame of this feed can show. */
  void missed(StreamState stream, long first, long last, String cause) {
    Hole hole = new Hole(first, last, cause, outlet.receiveTimeNs(), outlet.receivedAtNs());
    gap(venue, stream, hole);
  }

  /** Records the holes that every connection of the stream has passed, or took too long to. */
  void giveUpHoles(StreamState stream, long nowNs) {
    giveUp(
        stream,
        hole -> {
          long ageNs = nowNs - hole.sinceNs();
          return ageNs >= CAUGHT_UP_WITHIN_NS
              || (ageNs >= SWAPPED_WITHIN_NS && !stream.progress.isSomeoneBefore(hole.last()));
        });
  }

  /** Records the holes that nobody can fill any more, since nothing more comes. */
  void giveUpAllHoles(StreamState stream) {
    giveUp(stream, hole -> true);
  }

  private void giveUp(StreamState stream, Predicate<Hole> isLost) {
    if (!stream.pendingHoles.isEmpty()) {
      stream.pendingHoles.giveUp(isLost).forEach(hole -> gap(venue, stream, hole));
    }
  }

  private void gap(String connection, StreamState stream, Hole hole) {
    stream.gaps++;
    stream.missingIds += hole.missing();
    gapListener.onGap(venue, stream.stream.channel(), hole.cause(), hole.missing());
    outlet.event(
        stream.stream,
        connection,
        new RecordEvent.Gap(
            hole.first(), hole.last(), hole.missing(), hole.cause(), hole.detectedAtNs()));
    stream.lost(hole.last());
    repairs.onGap(stream.stream, hole.first(), hole.last());
    if (gaps++ < GAPS_LOGGED) {
      LOG.warn(
          "gap detected venue={} stream={} first={} last={} missing={} cause={}{}",
          venue,
          stream.stream,
          hole.first(),
          hole.last(),
          hole.missing(),
          hole.cause(),
          gaps == GAPS_LOGGED ? "; later ones are only counted and recorded" : "");
    }
  }
}
