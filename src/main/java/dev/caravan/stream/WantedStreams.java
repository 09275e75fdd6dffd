package dev.caravan.stream;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of every wanted stream, and says which must be asked for anew.
 *
 * <p>An acknowledgement is no proof: what stays silent, or was refused, is asked for anew by
 * itself, ever more rarely. Event loop only.
 */
final class WantedStreams {

  /**
   * What a new list of streams changes.
   *
   * @param gone wanted before and no more
   * @param added wanted for the first time
   */
  record Change(List<StreamId> gone, List<StreamId> added) {
    boolean isNothing() {
      return gone.isEmpty() && added.isEmpty();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(WantedStreams.class);

  private final String venue;
  private final Mapping mapping;
  private final StalenessPolicy staleness;
  private final Map<StreamId, StreamState> streams = new LinkedHashMap<>();
  private @Nullable StreamState[] numbered = new StreamState[64];

  WantedStreams(String venue, Mapping mapping, StalenessPolicy staleness) {
    this.venue = requireNonNull(venue, "venue");
    this.mapping = requireNonNull(mapping, "mapping");
    this.staleness = requireNonNull(staleness, "staleness");
  }

  /** What is known of the stream; null where it is not wanted. */
  @Nullable StreamState find(StreamId stream) {
    return streams.get(stream);
  }

  /** The same for the stream of a frame; its number spares looking at its names. */
  @Nullable StreamState find(Recognition frame) {
    int number = frame.number();
    if (number >= 0 && number < numbered.length) {
      StreamState known = numbered[number];
      if (known != null) {
        return known;
      }
    }
    StreamState found = streams.get(frame.stream());
    if (found != null && number >= 0) {
      if (number >= numbered.length) {
        numbered = Arrays.copyOf(numbered, Math.max(number + 1, numbered.length * 2));
      }
      numbered[number] = found;
    }
    return found;
  }

  boolean isWanted(StreamId stream) {
    return streams.containsKey(stream);
  }

  int size() {
    return streams.size();
  }

  /** In the order in which they came to be wanted. */
  Collection<StreamState> all() {
    return Collections.unmodifiableCollection(streams.values());
  }

  /** Makes the wanted streams the given ones. */
  Change want(Set<StreamId> wanted, long nowNs) {
    List<StreamId> gone =
        streams.keySet().stream().filter(stream -> !wanted.contains(stream)).toList();
    gone.forEach(streams::remove);
    Arrays.fill(numbered, null);
    List<StreamId> added = new ArrayList<>();
    for (StreamId stream : wanted) {
      if (!streams.containsKey(stream)) {
        streams.put(stream, new StreamState(stream, mapping.sequencing(stream.channel()), nowNs));
        added.add(stream);
      }
    }
    return new Change(gone, added);
  }

  /** Nothing was read until now: silence counts from here on. */
  void listenAnew(long nowNs) {
    streams.values().forEach(stream -> stream.heardAtNs = nowNs);
  }

  /**
   * A connection that carried these streams is gone.
   *
   * @param number of its socket
   * @param isInterrupted whether nobody else carries them on and it did not leave on purpose
   */
  void lost(Collection<StreamId> carried, int number, boolean isInterrupted) {
    for (StreamId id : carried) {
      StreamState stream = streams.get(id);
      if (stream == null) {
        continue;
      }
      stream.lost(number);
      if (stream.leader == number) {
        stream.leader = StreamState.NOBODY;
      }
      if (isInterrupted) {
        stream.wasInterrupted = true;
        // What was refused is asked for in its own time, also where the refusal took the
        // connection.
        if (stream.phase != StreamStatus.Phase.REFUSED) {
          stream.phase = StreamStatus.Phase.WANTED;
        }
      }
    }
  }

  void acknowledged(List<StreamId> acknowledged, long nowNs) {
    for (StreamId id : acknowledged) {
      StreamState stream = streams.get(id);
      if (stream != null && stream.phase.isUnanswered()) {
        stream.phase = StreamStatus.Phase.ACKNOWLEDGED;
        stream.heardAtNs = nowNs;
      }
    }
  }

  void refused(List<StreamId> refused) {
    for (StreamId id : refused) {
      StreamState stream = streams.get(id);
      if (stream != null) {
        stream.phase = StreamStatus.Phase.REFUSED;
      }
    }
  }

  /**
   * Called once a second and stream, while bytes are read.
   *
   * @return whether the stream must be asked for anew now
   */
  boolean isToAskAgain(StreamState stream, long nowNs) {
    switch (stream.phase) {
      case RECEIVING, ACKNOWLEDGED -> {
        if (stream.isSilent(staleness, nowNs)) {
          stream.phase = StreamStatus.Phase.STALE;
          askAgainLater(stream, nowNs);
        }
      }
      case STALE, REFUSED -> {
        if (stream.askAgainAtNs == 0) {
          askAgainLater(stream, nowNs);
        } else if (nowNs - stream.askAgainAtNs >= 0) {
          askAgainLater(stream, nowNs);
          LOG.debug("stream asked for anew venue={} stream={}", venue, stream.stream);
          return true;
        }
      }
      case WANTED -> {}
    }
    return false;
  }

  private void askAgainLater(StreamState stream, long nowNs) {
    stream.askAgainAtNs = nowNs + staleness.askAgainAfter(stream.askedAgain++).toNanos();
  }

  List<StreamStatus> statuses(long nowNs) {
    return streams.values().stream().map(stream -> stream.status(staleness, nowNs)).toList();
  }
}
