package dev.caravan.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void shouldFindTheSlip() {
    List<String> known = List.of("period", "delay", "repeatCount");

    assertEquals(Optional.of("period"), Nearest.to("perid", known));
    assertEquals(Optional.of("repeatCount"), Nearest.to("repeatcount", known));
    assertEquals(Optional.empty(), Nearest.to("colour", known));
  }

  @Test
  void shouldListWhatThereIsWhenNothingIsNear() {
    assertEquals(Optional.of("known: a, b"), Nearest.hint("unlike", List.of("b", "a")));
    assertEquals(Optional.empty(), Nearest.hint("unlike", List.of()));
  }

  @Property
  void shouldMeasureLikeADistance(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    int distance = Nearest.distance(a, b);

    assertEquals(distance, Nearest.distance(b, a));
    assertEquals(distance == 0, a.equalsIgnoreCase(b));
    assertEquals(
        true,
        distance >= Math.abs(a.length() - b.length())
            && distance <= Math.max(a.length(), b.length()));
  }
}
