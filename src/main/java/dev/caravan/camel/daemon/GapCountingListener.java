package dev.caravan.camel.daemon;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalListener;
import dev.caravan.record.RecordEvent;
import dev.caravan.web.GapCounter;
import java.nio.file.Path;

/** Counts the gaps that a full disk makes beside those of the feeds. */
record GapCountingListener(JournalListener next, GapCounter gaps, String venue)
    implements JournalListener {

  @Override
  public void onNotKept(StreamId stream, RecordEvent.NotKept gap) {
    gaps.count(venue, stream.channel(), gap.cause(), gap.missing());
    next.onNotKept(stream, gap);
  }

  @Override
  public void onRotated(Path plainFile) {
    next.onRotated(plainFile);
  }

  @Override
  public void onTrouble(String sentence) {
    next.onTrouble(sentence);
  }

  @Override
  public void onRecovered() {
    next.onRecovered();
  }
}
