package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.StreamId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SuspectsTest {

  private static final List<StreamId> ALL = streams("a", "b", "c", "d");

  private final Suspects suspects = new Suspects();

  @Test
  void shouldAskForEverythingAtOnceWhileNothingWasRefused() {
    assertEquals(List.of(ALL), suspects.parts(ALL));
    assertEquals(List.of(), suspects.parts(List.of()));
  }

  @Test
  void shouldFindByHalvesWhatIsRefused() {
    suspects.refused(ALL);
    assertEquals(List.of(streams("a", "b"), streams("c", "d")), suspects.parts(ALL));

    suspects.taken(streams("a", "b"));
    suspects.refused(streams("c", "d"));
    assertEquals(List.of(streams("a", "b"), streams("c"), streams("d")), suspects.parts(ALL));

    suspects.refused(streams("c"));
    assertEquals(List.of(streams("a", "b"), streams("d")), suspects.parts(ALL));

    suspects.taken(streams("d"));
    assertEquals(List.of(streams("a", "b", "d")), suspects.parts(ALL));
  }

  @Test
  void shouldTryOnceMoreWhatIsAskedForAgain() {
    suspects.refused(streams("c"));

    suspects.gone(streams("c"));

    assertEquals(List.of(ALL), suspects.parts(ALL));
  }

  private static List<StreamId> streams(String... symbols) {
    return Stream.of(symbols).map(symbol -> new StreamId("trade", symbol)).toList();
  }
}
