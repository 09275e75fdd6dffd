package dev.caravan.camel.daemon;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.stream.Feed;
import dev.caravan.web.Timeline;

/** Puts on the timeline what one venue's feed records in place of frames. */
record TimelineEvents(String venue, Timeline timeline) implements Feed.EventListener {

  /** As the fleet says it when a connection has a successor. */
  private static final String REPLACED = "replaced by ";

  @Override
  public void onEvent(StreamId stream, String connection, long receiveTimeNs, RecordEvent event) {
    long atMs = receiveTimeNs / 1_000_000;
    if (event instanceof RecordEvent.Gap gap) {
      timeline.add(atMs, Timeline.Kind.GAP, venue, stream.toString(), gap.cause(), gap.missing());
    } else if (event instanceof RecordEvent.Backfill filled) {
      timeline.add(
          atMs,
          Timeline.Kind.FILLED,
          venue,
          stream.toString(),
          "asked over REST",
          filled.last() - filled.first() + 1);
    } else if (event instanceof RecordEvent.Clock clock) {
      timeline.add(
          atMs,
          Timeline.Kind.CLOCK,
          venue,
          "receive clock",
          "off by " + clock.differenceNs() / 1_000_000 + " ms",
          0);
    } else if (event instanceof RecordEvent.State state) {
      connection(atMs, connection, state);
    }
  }

  private void connection(long atMs, String connection, RecordEvent.State state) {
    String reason = state.reason() == null ? "" : state.reason();
    if (state.to().equals("closed") && reason.startsWith(REPLACED)) {
      timeline.add(atMs, Timeline.Kind.SWAP, venue, connection, reason, 0);
    } else if (state.to().equals("backoff")) {
      timeline.add(atMs, Timeline.Kind.LOST, venue, connection, reason, 0);
    } else if (state.to().equals("live")) {
      timeline.add(atMs, Timeline.Kind.LIVE, venue, connection, "", 0);
    }
  }
}
