package dev.caravan.verify;

import dev.caravan.instrument.Recognition;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.manifest.CountingVisitor;
import dev.caravan.manifest.FrameIds;
import dev.caravan.manifest.Gap;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.record.RecordEvent;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Counts each record for its segment and writes down what it means to the whole journal. */
final class VerifyingVisitor extends CountingVisitor {

  private final Transcript transcript;
  private final boolean keepsKeys;
  private final LongPredicate isElsewhere;
  private final CandleWatch candles;
  private Optional<SegmentHeader> header = Optional.empty();

  /**
   * Counts and writes down.
   *
   * @param isElsewhere says of a receive time whether its day counts for the journal as it is in
   *     the archive
   */
  VerifyingVisitor(
      RecordAccount segment,
      Transcript transcript,
      boolean keepsKeys,
      LongPredicate isElsewhere,
      CandleWatch candles) {
    super(segment);
    this.transcript = transcript;
    this.keepsKeys = keepsKeys;
    this.isElsewhere = isElsewhere;
    this.candles = candles;
  }

  Optional<SegmentHeader> header() {
    return header;
  }

  @Override
  public void header(SegmentHeader segment) {
    header = Optional.of(segment);
  }

  @Override
  public void frame(ParsedRecord.Frame frame, Recognition recognition, FrameIds ids) {
    super.frame(frame, recognition, ids);
    candles.frame(frame);
    if (isElsewhere.test(frame.receiveTimeNs())) {
      return;
    }
    long key =
        keepsKeys ? FrameKeys.keyOf(recognition, frame.bytes(), frame.offset(), frame.length()) : 0;
    transcript.frame(
        frame.stream(), frame.connection(), frame.receiveTimeNs(), ids, frame.form(), key);
  }

  @Override
  public void offender(long offset, String reason) {
    super.offender(offset, reason);
    // The reasons belong to the segment; the journal only has to know that something is unreadable.
    transcript.damaged();
  }

  @Override
  protected void gap(ParsedRecord.Entry entry, Gap gap) {
    super.gap(entry, gap);
    if (!isElsewhere.test(entry.receiveTimeNs())) {
      transcript.gap(entry.stream(), entry.receiveTimeNs(), gap);
    }
  }

  @Override
  protected void notKept(ParsedRecord.Entry entry, RecordEvent.NotKept gap) {
    super.notKept(entry, gap);
    transcript.notKept(entry.stream(), entry.receiveTimeNs(), gap);
  }

  @Override
  protected void backfill(ParsedRecord.Entry entry, long first, long last) {
    super.backfill(entry, first, last);
    if (!isElsewhere.test(entry.receiveTimeNs())) {
      transcript.backfill(entry.stream(), entry.receiveTimeNs(), first, last);
    }
  }

  @Override
  protected void started(ParsedRecord.Entry entry) {
    super.started(entry);
    if (!isElsewhere.test(entry.receiveTimeNs())) {
      transcript.started(entry.stream(), entry.receiveTimeNs());
    }
  }

  @Override
  protected void other(ParsedRecord.Entry entry) {
    super.other(entry);
    if (!isElsewhere.test(entry.receiveTimeNs())) {
      transcript.event(entry.stream(), entry.receiveTimeNs());
    }
  }
}
