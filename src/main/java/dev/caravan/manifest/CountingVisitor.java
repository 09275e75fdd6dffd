package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Recognition;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.record.RecordEvent;

/** Counts what a scan finds in one account. */
public class CountingVisitor implements RecordVisitor {

  private static final String STARTED = "started";

  private final RecordAccount account;

  public CountingVisitor(RecordAccount account) {
    this.account = requireNonNull(account, "account");
  }

  @Override
  public void frame(ParsedRecord.Frame frame, Recognition recognition, FrameIds ids) {
    account.frame(frame.stream(), frame.connection(), frame.receiveTimeNs(), ids, frame.form());
  }

  @Override
  public final void event(ParsedRecord.Entry entry) {
    RecordEvent event = entry instanceof ParsedRecord.Event known ? known.event() : null;
    if (event instanceof RecordEvent.Gap gap) {
      gap(entry, new Gap(gap.first(), gap.last(), gap.missing(), gap.cause()));
    } else if (event instanceof RecordEvent.NotKept gap) {
      notKept(entry, gap);
    } else if (event instanceof RecordEvent.Backfill backfill) {
      backfill(entry, backfill.first(), backfill.last());
    } else if (event instanceof RecordEvent.State state && state.to().equals(STARTED)) {
      started(entry);
    } else {
      other(entry);
    }
  }

  /** Counts a gap record. */
  protected void gap(ParsedRecord.Entry entry, Gap gap) {
    account.gap(entry.stream(), entry.receiveTimeNs(), gap);
  }

  /** Counts a record of frames that were received and not written. */
  protected void notKept(ParsedRecord.Entry entry, RecordEvent.NotKept gap) {
    account.notKept(entry.stream(), entry.receiveTimeNs(), gap);
  }

  /** Counts a record of missed trades that were fetched later. */
  protected void backfill(ParsedRecord.Entry entry, long first, long last) {
    account.backfill(entry.stream(), entry.receiveTimeNs(), first, last);
  }

  /** Counts a record that says the recorder started. */
  protected void started(ParsedRecord.Entry entry) {
    account.started(entry.stream(), entry.receiveTimeNs());
  }

  /** Counts any other record. */
  protected void other(ParsedRecord.Entry entry) {
    account.event(entry.stream(), entry.receiveTimeNs());
  }

  @Override
  public void offender(long offset, String reason) {
    account.offender(offset, reason);
  }
}
