package dev.caravan.camel.daemon;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalListener;
import dev.caravan.record.RecordEvent;
import dev.caravan.stream.Feeds;
import dev.caravan.web.GapCounter;
import dev.caravan.web.Timeline;
import java.nio.file.Path;

/**
 * Counts and shows the gaps that a full disk makes beside those of the feeds, which are asked to
 * fill them.
 */
record FullDiskListener(
    JournalListener next, GapCounter gaps, Timeline timeline, Feeds feeds, String venue)
    implements JournalListener {

  @Override
  public void onNotKept(StreamId stream, RecordEvent.NotKept gap) {
    gaps.count(venue, stream.channel(), gap.cause(), gap.missing());
    timeline.add(
        gap.detectedAtNs() / 1_000_000,
        Timeline.Kind.GAP,
        venue,
        stream.toString(),
        gap.cause(),
        gap.missing());
    if (gap.hasIds()) {
      feeds.all().stream()
          .filter(feed -> feed.venue().equals(venue))
          .forEach(feed -> feed.repair(stream, gap.first(), gap.last()));
    }
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
