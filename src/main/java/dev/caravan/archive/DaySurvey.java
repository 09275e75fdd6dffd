package dev.caravan.archive;

import dev.caravan.instrument.Recognition;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.FrameIds;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.List;

/** First reading of a day: which streams there are, how much of each, and what may be double. */
final class DaySurvey implements DayLines.Visitor {

  private final DayPlan plan;
  private final StreamTallies tallies = new StreamTallies();
  private final RepeatSurvey repeats = new RepeatSurvey();
  private final List<Long> recordsOfSegments = new ArrayList<>();

  DaySurvey(DayPlan plan) {
    this.plan = plan;
  }

  @Override
  public void segment(SegmentSpan span) {
    recordsOfSegments.add(0L);
  }

  @Override
  public void record(
      ParsedRecord.Entry entry, Recognition recognition, FrameIds ids, DayLines.Line line) {
    if (!plan.day().contains(entry.receiveTimeNs())) {
      return;
    }
    recordsOfSegments.set(
        recordsOfSegments.size() - 1, recordsOfSegments.get(recordsOfSegments.size() - 1) + 1);
    int stream = tallies.numberOf(entry.stream());
    tallies.get(stream).add(entry, line.bytes(), line.from(), line.length());
    if (isStart(entry)) {
      repeats.started();
    } else if (ids.last() >= 0) {
      repeats.frame(stream, ids);
    }
  }

  static boolean isStart(ParsedRecord.Entry entry) {
    return entry instanceof ParsedRecord.Event known
        && known.event() instanceof RecordEvent.State state
        && state.to().equals("started");
  }

  StreamTallies tallies() {
    return tallies;
  }

  RepeatSurvey repeats() {
    return repeats;
  }

  /** How many records of the day each segment of the plan has. */
  List<Long> recordsOfSegments() {
    return List.copyOf(recordsOfSegments);
  }
}
