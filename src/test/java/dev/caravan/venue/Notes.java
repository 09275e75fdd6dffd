package dev.caravan.venue;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.record.Burst;
import dev.caravan.record.BurstListener;
import dev.caravan.record.RecordEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the key of every frame that a feed delivers, and what the feed says besides. */
final class Notes implements BurstListener {

  /** A hole with the stream it is in. */
  record Hole(StreamId stream, RecordEvent.Gap gap) {}

  /** What a frame accounts for. */
  record Ids(long firstId, long lastId) {}

  private final Mapping mapping;
  private final Recognition recognition = new Recognition();

  // Guarded by this.
  private final Map<StreamId, List<Long>> keys = new HashMap<>();
  private final Map<StreamId, List<Long>> timesNs = new HashMap<>();
  private final List<Hole> holes = new ArrayList<>();
  private final Map<StreamId, List<Ids>> ids = new HashMap<>();
  private final List<RecordEvent.Snapshot> snapshots = new ArrayList<>();
  private final List<String> states = new ArrayList<>();

  Notes(Mapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public synchronized void onBurst(Burst burst) {
    for (int i = 0; i < burst.size(); i++) {
      RecordEvent event = burst.event(i);
      if (event == null) {
        mapping.recognise(burst.bytes(), burst.offset(i), burst.length(i), recognition);
        long key = FrameKeys.keyOf(recognition, burst.bytes(), burst.offset(i), burst.length(i));
        keys.computeIfAbsent(burst.stream(i), unused -> new ArrayList<>()).add(key);
        ids.computeIfAbsent(burst.stream(i), unused -> new ArrayList<>())
            .add(new Ids(recognition.firstId(), recognition.lastId()));
        timesNs
            .computeIfAbsent(burst.stream(i), unused -> new ArrayList<>())
            .add(burst.receiveTimeNs(i));
      } else if (event instanceof RecordEvent.Gap gap) {
        holes.add(new Hole(burst.stream(i), gap));
      } else if (event instanceof RecordEvent.Snapshot snapshot) {
        snapshots.add(snapshot);
      } else if (event instanceof RecordEvent.State state) {
        states.add(state.to());
      }
    }
  }

  synchronized List<Long> keys(StreamId stream) {
    return List.copyOf(keys.getOrDefault(stream, List.of()));
  }

  synchronized List<Ids> ids(StreamId stream) {
    return List.copyOf(ids.getOrDefault(stream, List.of()));
  }

  synchronized int frames(StreamId stream) {
    return keys.getOrDefault(stream, List.of()).size();
  }

  synchronized List<RecordEvent.Gap> gaps(StreamId stream) {
    return holes.stream().filter(hole -> hole.stream().equals(stream)).map(Hole::gap).toList();
  }

  /** The longest time without a frame of the stream, from its first frame to its last. */
  synchronized Duration longestSilence(StreamId stream) {
    List<Long> times = timesNs.getOrDefault(stream, List.of());
    long longest = 0;
    for (int i = 1; i < times.size(); i++) {
      longest = Math.max(longest, times.get(i) - times.get(i - 1));
    }
    return Duration.ofNanos(longest);
  }

  synchronized List<RecordEvent.Snapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  synchronized int allGaps() {
    return holes.size();
  }

  synchronized long states(String state) {
    return states.stream().filter(state::equals).count();
  }
}
