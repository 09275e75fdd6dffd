package dev.caravan.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.web.Timeline.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline();

  @Test
  void shouldTellOnlyWhatChangedSince() {
    timeline.add(1_000, Kind.GAP, "v", "trade/A", "venue", 3);
    timeline.add(9_000, Kind.SWAP, "v", "v-1", "replaced by v-2: lifetime", 0);
    long seen = timeline.since(0).get(1).change();

    timeline.add(20_000, Kind.GAP, "v", "trade/B", "venue", 1);

    assertEquals(2, timeline.since(seen - 1).size());
    assertEquals(
        List.of("trade/B"), timeline.since(seen).stream().map(Timeline.Event::what).toList());
  }

  @Test
  void shouldKeepWhatHappensTogetherInOneEventWithItsId() {
    timeline.add(1_000, Kind.GAP, "v", "trade/A", "disconnect", 3);
    timeline.add(1_500, Kind.LOST, "v", "v-1", "reset", 0);
    long seen = timeline.since(0).get(1).change();

    for (int i = 0; i < 999; i++) {
      timeline.add(2_000, Kind.GAP, "v", "trade/B" + i, "disconnect", 2);
    }

    Timeline.Event grown = timeline.since(seen).get(0);
    assertEquals(1, grown.id());
    assertEquals(1_000, grown.times());
    assertEquals(3 + 2 * 999, grown.ids());
    assertEquals(2, timeline.since(0).size());
  }

  @Test
  void shouldKeepApartWhatHasAnotherCauseVenueOrTime() {
    timeline.add(1_000, Kind.GAP, "v", "trade/A", "disconnect", 1);
    timeline.add(1_000, Kind.GAP, "v", "trade/A", "venue", 1);
    timeline.add(1_000, Kind.GAP, "w", "trade/A", "venue", 1);
    timeline.add(1_000 + Timeline.TOGETHER_MS + 1, Kind.GAP, "w", "trade/A", "venue", 1);

    assertEquals(4, timeline.since(0).size());
  }

  @Test
  void shouldForgetTheOldestBeyondItsLimit() {
    for (int i = 0; i < 1_000; i++) {
      timeline.add(i * 10_000L, Kind.GAP, "v", "trade/" + i, "venue", 1);
    }

    List<Timeline.Event> kept = timeline.since(0);
    assertEquals(Timeline.MOST_EVENTS, kept.size());
    assertEquals("trade/999", kept.get(kept.size() - 1).what());
  }
}
