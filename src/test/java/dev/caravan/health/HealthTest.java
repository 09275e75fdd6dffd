package dev.caravan.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each judgement at its threshold, on a clock that moves only when told. */
class HealthTest {

  private long nanos = 7_000;

  private void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  private Optional<String> seconds(
      RateDrop rate, int seconds, double framesPerSecond, int streams) {
    Optional<String> last = Optional.empty();
    for (int i = 0; i < seconds; i++) {
      pass(Duration.ofSeconds(1));
      last = rate.problem(framesPerSecond, streams);
    }
    return last;
  }

  @Test
  void shouldNoticeARateFarBelowTheUsualOne() {
    RateDrop rate = new RateDrop(() -> nanos, 20);
    assertEquals(Optional.empty(), seconds(rate, 1_200, 100, 10));

    assertEquals(Optional.empty(), seconds(rate, 60, 20, 10));
    assertEquals(
        Optional.of("19.0 frames a second, usually 100.0 (limit 20 %)"), seconds(rate, 1, 19, 10));
    assertEquals(Optional.empty(), seconds(rate, 1, 100, 10));
  }

  @Test
  void shouldNotTakeFewerStreamsOrTheFirstMinutesForADrop() {
    RateDrop rate = new RateDrop(() -> nanos, 20);
    assertEquals(Optional.empty(), seconds(rate, 500, 1_000, 100));
    assertEquals(Optional.empty(), seconds(rate, 60, 1, 100), "too early to know");
    assertEquals(Optional.empty(), seconds(rate, 1_200, 1_000, 100));

    assertEquals(Optional.empty(), seconds(rate, 60, 10, 1), "the same for each stream");
  }

  @Test
  void shouldTakeForUsualWhatLasts() {
    RateDrop rate = new RateDrop(() -> nanos, 20);
    seconds(rate, 3_600, 100, 1);

    assertTrue(seconds(rate, 600, 5, 1).isPresent());
    assertFalse(seconds(rate, 3_000, 5, 1).isPresent());
  }

  @Test
  void shouldCountTheGapsOfTheLastTenMinutes() {
    GapRate gaps = new GapRate(() -> nanos);

    assertEquals(0, gaps.lately(40), "those from before do not count");
    pass(Duration.ofMinutes(5));
    assertEquals(3, gaps.lately(43));
    pass(Duration.ofMinutes(5));
    assertEquals(3, gaps.lately(43));
    pass(Duration.ofMinutes(5).plusSeconds(1));
    assertEquals(0, gaps.lately(43));
  }

  @Test
  void shouldSayHowLateALoopIs() {
    LoopPulse pulse = new LoopPulse(() -> nanos);
    pass(LoopPulse.PERIOD);
    assertEquals(Duration.ZERO, pulse.late());
    pass(Duration.ofSeconds(3));
    assertEquals(Duration.ofSeconds(3), pulse.late());
    pulse.beat();
    assertEquals(Duration.ZERO, pulse.late());
  }

  @Test
  void shouldLookForDeadlocksNoMoreThanEveryTenSeconds() {
    long[][] answers = {null, {4, 5}};
    int[] looks = {0};
    Deadlocks deadlocks = new Deadlocks(() -> nanos, () -> answers[Math.min(looks[0]++, 1)]);

    assertEquals(Optional.empty(), deadlocks.problem());
    pass(Duration.ofSeconds(9));
    assertEquals(Optional.empty(), deadlocks.problem());
    pass(Duration.ofSeconds(1));
    assertEquals(Optional.of("2 threads wait for each other for ever"), deadlocks.problem());
    assertEquals(2, looks[0]);
  }

  @Test
  void shouldKnowTheLongLivedPartOfEachCollectorsHeap() {
    assertTrue(HeapUse.isLongLived("G1 Old Gen"));
    assertTrue(HeapUse.isLongLived("Tenured Gen"));
    assertTrue(HeapUse.isLongLived("ZGC Old Generation"));
    assertFalse(HeapUse.isLongLived("G1 Eden Space"));
    assertFalse(HeapUse.isLongLived("ZGC Young Generation"));
    int percent = HeapUse.percentAfterCollection();
    assertTrue(percent >= 0 && percent <= 100, percent + " %");
  }
}
