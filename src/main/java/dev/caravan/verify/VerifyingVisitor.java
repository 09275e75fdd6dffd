package dev.caravan.verify;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.manifest.CountingVisitor;
import dev.caravan.manifest.FrameIds;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.RecordVisitor;
import java.util.Map;
import java.util.function.Consumer;

/** Counts each record for its segment and for the whole journal, and keeps the keys of frames. */
final class VerifyingVisitor implements RecordVisitor {

  private final CountingVisitor segment;
  private final CountingVisitor journal;
  private final RecordAccount journalAccount;
  private final Consumer<SegmentHeader> headerCheck;
  private final boolean keepsKeys;
  private final Map<StreamId, KeyRuns.Builder> keys;

  VerifyingVisitor(
      RecordAccount segment,
      RecordAccount journal,
      Consumer<SegmentHeader> headerCheck,
      boolean keepsKeys,
      Map<StreamId, KeyRuns.Builder> keys) {
    this.segment = new CountingVisitor(segment);
    this.journal = new CountingVisitor(journal);
    this.journalAccount = journal;
    this.headerCheck = headerCheck;
    this.keepsKeys = keepsKeys;
    this.keys = keys;
  }

  @Override
  public void header(SegmentHeader header) {
    headerCheck.accept(header);
  }

  @Override
  public void frame(ParsedRecord.Frame frame, Recognition recognition, FrameIds ids) {
    segment.frame(frame, recognition, ids);
    journal.frame(frame, recognition, ids);
    if (keepsKeys) {
      keys.computeIfAbsent(frame.stream(), unused -> new KeyRuns.Builder())
          .add(FrameKeys.keyOf(recognition, frame.bytes(), frame.offset(), frame.length()));
    }
  }

  @Override
  public void event(ParsedRecord.Entry event) {
    segment.event(event);
    journal.event(event);
  }

  @Override
  public void offender(long offset, String reason) {
    segment.offender(offset, reason);
    // The reasons belong to the segment; the journal only has to know that something is unreadable.
    journalAccount.damaged();
  }
}
