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
  public void event(ParsedRecord.Entry entry) {
    RecordEvent event = entry instanceof ParsedRecord.Event known ? known.event() : null;
    if (event instanceof RecordEvent.Gap gap) {
      account.gap(
          entry.stream(),
          entry.receiveTimeNs(),
          new Gap(gap.first(), gap.last(), gap.missing(), gap.cause()));
    } else if (event instanceof RecordEvent.Backfill backfill) {
      account.backfill(entry.stream(), entry.receiveTimeNs(), backfill.first(), backfill.last());
    } else if (event instanceof RecordEvent.State state && state.to().equals(STARTED)) {
      account.started(entry.stream(), entry.receiveTimeNs());
    } else {
      account.event(entry.stream(), entry.receiveTimeNs());
    }
  }

  @Override
  public void offender(long offset, String reason) {
    account.offender(offset, reason);
  }
}
