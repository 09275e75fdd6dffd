package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.FrameBatch;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what arrives while nothing can be written, per stream and, where ids prove something, by
 * id, and says it as gap records.
 *
 * <p>Events are small and few: they are kept and written later. Only the bodies that came over REST
 * are given up with the frames. Not thread-safe.
 */
final class NotKeptFrames {
  private static final int RUNS_KEPT = 1_000;
  private static final int EVENTS_KEPT = 10_000;

  /** Frames whose ids follow each other, or all frames of a stream without such ids. */
  private static final class Run {
    private long last;
    private long frames;
    private long fromNs = Long.MAX_VALUE;
    private long toNs = Long.MIN_VALUE;

    void add(long timeNs) {
      frames++;
      fromNs = Math.min(fromNs, timeNs);
      toNs = Math.max(toNs, timeNs);
    }

    void add(Run other) {
      last = Math.max(last, other.last);
      frames += other.frames;
      fromNs = Math.min(fromNs, other.fromNs);
      toNs = Math.max(toNs, other.toNs);
    }
  }

  private static final class Counts {
    private final TreeMap<Long, Run> byFirstId = new TreeMap<>();
    private final Run withoutIds = new Run();
  }

  private record KeptEvent(StreamId stream, String connection, long timeNs, RecordEvent event) {}

  private final Mapping mapping;
  private final Recognition recognition = new Recognition();
  private final Map<StreamId, Counts> streams = new LinkedHashMap<>();
  private final List<KeptEvent> events = new ArrayList<>();
  private String venue = "";
  private long frames;

  NotKeptFrames(Mapping mapping) {
    this.mapping = requireNonNull(mapping, "mapping");
  }

  boolean isEmpty() {
    return streams.isEmpty() && events.isEmpty();
  }

  /** Frames since the last {@link #clear}. */
  long frames() {
    return frames;
  }

  void add(FrameBatch batch) {
    for (Burst burst : batch.bursts()) {
      venue = burst.venue();
      for (int i = 0; i < burst.size(); i++) {
        add(burst, i);
      }
    }
  }

  private void add(Burst burst, int i) {
    RecordEvent event = burst.event(i);
    if (event == null) {
      frames++;
      Counts counts = streams.computeIfAbsent(burst.stream(i), unused -> new Counts());
      count(counts, burst, i);
    } else if (!hasBody(event) && events.size() < EVENTS_KEPT) {
      events.add(
          new KeptEvent(burst.stream(i), burst.connection(i), burst.receiveTimeNs(i), event));
    }
  }

  private static boolean hasBody(RecordEvent event) {
    return event instanceof RecordEvent.Snapshot
        || event instanceof RecordEvent.Backfill
        || event instanceof RecordEvent.Backup;
  }

  private void count(Counts counts, Burst burst, int i) {
    StreamId stream = burst.stream(i);
    mapping.recognise(burst.bytes(), burst.offset(i), burst.length(i), recognition);
    boolean hasIds =
        recognition.kind() == Recognition.Kind.DATA
            && recognition.stream().equals(stream)
            && recognition.firstId() >= 0
            && recognition.lastId() >= recognition.firstId()
            && mapping.sequencing(stream.channel()) == Sequencing.CONTIGUOUS
            && counts.byFirstId.size() < RUNS_KEPT;
    if (!hasIds) {
      counts.withoutIds.add(burst.receiveTimeNs(i));
      return;
    }
    long first = recognition.firstId();
    Run run = new Run();
    run.last = recognition.lastId();
    run.add(burst.receiveTimeNs(i));
    Map.Entry<Long, Run> before = counts.byFirstId.floorEntry(first);
    if (before != null && before.getValue().last >= first - 1) {
      before.getValue().add(run);
      first = before.getKey();
      run = before.getValue();
    } else {
      counts.byFirstId.put(first, run);
    }
    Map.Entry<Long, Run> after = counts.byFirstId.higherEntry(first);
    while (after != null && after.getKey() - 1 <= run.last) {
      run.add(after.getValue());
      counts.byFirstId.remove(after.getKey());
      after = counts.byFirstId.higherEntry(first);
    }
  }

  /** All of it as records: the events that were kept, then a gap record per run and stream. */
  FrameBatch records(long nowNs) {
    Burst.Builder burst = new Burst.Builder(venue, FlowControl.NONE, 0);
    for (KeptEvent kept : events) {
      burst.addEvent(kept.stream(), kept.connection(), kept.timeNs(), kept.event());
    }
    streams.forEach(
        (stream, counts) -> {
          if (counts.withoutIds.frames > 0) {
            burst.addEvent(stream, venue, nowNs, gap(-1, -1, counts.withoutIds, nowNs));
          }
          counts.byFirstId.forEach(
              (first, run) ->
                  burst.addEvent(stream, venue, nowNs, gap(first, run.last, run, nowNs)));
        });
    return new FrameBatch().add(burst.build());
  }

  private static RecordEvent.NotKept gap(long first, long last, Run run, long nowNs) {
    return new RecordEvent.NotKept(
        first, last, RecordEvent.NotKept.DISK_FULL, nowNs, run.frames, run.fromNs, run.toNs);
  }

  void clear() {
    streams.clear();
    events.clear();
    frames = 0;
  }
}
