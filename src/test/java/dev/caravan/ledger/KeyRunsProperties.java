package dev.caravan.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyRunsProperties {

  @Property
  void shouldGiveBackAnySequenceExactly(@ForAll long[] keys) {
    KeyRuns runs = KeyRuns.of(keys);

    assertArrayEquals(keys, runs.toArray());
    assertEquals(keys.length, runs.count());
  }

  @Property
  void shouldGiveBackSequencesWithFewDifferentSteps(@ForAll("nearlyRegular") long[] keys) {
    assertArrayEquals(keys, KeyRuns.of(keys).toArray());
  }

  @Provide
  Arbitrary<long[]> nearlyRegular() {
    return Arbitraries.integers()
        .between(0, 2)
        .array(int[].class)
        .ofMaxSize(200)
        .map(
            steps -> {
              long[] keys = new long[steps.length];
              for (int i = 1; i < keys.length; i++) {
                keys[i] = keys[i - 1] + steps[i];
              }
              return keys;
            });
  }

  @Example
  void shouldHoldOneRunForContiguousIds() {
    KeyRuns.Builder builder = new KeyRuns.Builder();
    for (long id = 1_520_538_925L; id < 1_520_538_925L + 100_000; id++) {
      builder.add(id);
    }

    assertEquals("[[1520538925,1,100000]]", builder.build().toString());
  }

  @Example
  void shouldEqualTheSameSequenceInOtherRuns() {
    KeyRuns byKey = KeyRuns.of(1, 2, 3, 4);
    KeyRuns byRun = new KeyRuns.Builder().addRun(1, 1, 2).addRun(3, 1, 2).build();

    assertEquals(byKey, byRun);
    assertEquals(byKey.hashCode(), byRun.hashCode());
    assertNotEquals(byKey, KeyRuns.of(1, 2, 3, 5));
    assertNotEquals(byKey, KeyRuns.of(1, 2, 3));
  }

  @Property
  void shouldGoOnBehindARun(@ForAll long[] head, @ForAll long[] tail) {
    KeyRuns.Builder builder = new KeyRuns.Builder();
    KeyRuns first = KeyRuns.of(head);
    for (int run = 0; run < first.runs(); run++) {
      builder.addRun(first.runFirst(run), first.runStep(run), first.runCount(run));
    }
    for (long key : tail) {
      builder.add(key);
    }

    long[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    assertArrayEquals(all, builder.build().toArray());
  }
}
