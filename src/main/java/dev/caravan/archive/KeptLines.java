package dev.caravan.archive;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.CountingVisitor;
import dev.caravan.manifest.FrameIds;
import dev.caravan.manifest.RecordAccount;
import java.io.IOException;

/**
 * Second reading of a day: leaves out what a restart brought twice, and counts and hands on the
 * rest.
 */
final class KeptLines implements DayLines.Visitor {

  private final DayPlan plan;
  private final StreamTallies numbers;
  private final LineSink sink;
  private final RepeatFilter filter;
  private final RecordAccount earlier;
  private final CountingVisitor earlierCount;
  private final RecordAccount account;
  private final CountingVisitor count;
  private final StreamTally[] kept;
  private final long[] dropped;
  private final long[] droppedSum;
  private boolean hasBegun;

  /**
   * Prepares the reading.
   *
   * @param numbers the streams as the survey numbered them
   * @param earlier knows the ids before the first segment
   */
  KeptLines(
      DayPlan plan,
      StreamTallies numbers,
      RepeatFilter filter,
      RecordAccount earlier,
      Mapping mapping,
      LineSink sink) {
    this.plan = plan;
    this.numbers = numbers;
    this.filter = filter;
    this.earlier = earlier;
    this.earlierCount = new CountingVisitor(earlier);
    this.account = new RecordAccount(mapping::sequencing);
    this.count = new CountingVisitor(account);
    this.sink = sink;
    this.kept = new StreamTally[numbers.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new StreamTally(numbers.get(i).stream());
    }
    this.dropped = new long[kept.length];
    this.droppedSum = new long[kept.length];
  }

  @Override
  public void segment(SegmentSpan span) {
    // where a record stands makes no difference
  }

  @Override
  public void record(
      ParsedRecord.Entry entry, Recognition recognition, FrameIds ids, DayLines.Line line)
      throws IOException {
    if (!plan.day().contains(entry.receiveTimeNs())) {
      if (!hasBegun && entry.receiveTimeNs() < plan.day().startNs()) {
        count(earlierCount, entry, recognition, ids);
      }
      return;
    }
    if (!hasBegun) {
      hasBegun = true;
      account.resume(earlier);
    }
    int stream = numbers.numberOf(entry.stream());
    if (DaySurvey.isStart(entry)) {
      filter.started();
    } else if (entry instanceof ParsedRecord.Frame frame
        && ids.last() >= 0
        && filter.isRepeated(stream, ids, frame.bytes(), frame.offset(), frame.length())) {
      dropped[stream]++;
      droppedSum[stream] += LineHash.of(line.bytes(), line.from(), line.length());
      return;
    }
    count(count, entry, recognition, ids);
    kept[stream].add(entry, line.bytes(), line.from(), line.length());
    sink.line(stream, line.bytes(), line.from(), line.length());
  }

  private static void count(
      CountingVisitor count, ParsedRecord.Entry entry, Recognition recognition, FrameIds ids) {
    if (entry instanceof ParsedRecord.Frame frame) {
      count.frame(frame, recognition, ids);
    } else {
      count.event(entry);
    }
  }

  StreamTally kept(int stream) {
    return kept[stream];
  }

  long dropped(int stream) {
    return dropped[stream];
  }

  long droppedSum(int stream) {
    return droppedSum[stream];
  }

  /** What was kept, with its ids and gaps. */
  RecordAccount account() {
    return account;
  }
}
