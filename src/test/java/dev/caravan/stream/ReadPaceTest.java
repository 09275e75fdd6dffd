package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadPaceTest {

  private static final long MS = 1_000_000;

  private long nowNs = 7;
  private final List<Runnable> planned = new ArrayList<>();
  private final List<Long> rests = new ArrayList<>();
  private final ReadPace pace = pace(Duration.ofMillis(2));

  @Test
  void shouldNotRestAfterAReadThatStandsAlone() {
    read();
    later(3);
    read();
    later(3);
    read();

    assertEquals(List.of(), rests);
  }

  @Test
  void shouldRestAfterEachReadThatFollowsSoon() {
    read();
    later(1);
    read();
    read();

    assertEquals(List.of(2 * MS, 2 * MS), rests);
  }

  @Test
  void shouldNotRestAnyMoreOnceNothingCame() {
    read();
    read();
    later(3);
    read();

    assertEquals(List.of(2 * MS), rests);
  }

  @Test
  void shouldRestOnceForAllSocketsThatWereReady() {
    read();
    pace.readComplete();
    pace.readComplete();
    runPlanned();

    assertEquals(List.of(2 * MS), rests);
  }

  @Test
  void shouldPlanNothingWithoutAnInterval() {
    ReadPace none = pace(Duration.ZERO);

    none.readComplete();
    none.readComplete();

    assertEquals(List.of(), planned);
  }

  private ReadPace pace(Duration interval) {
    return new ReadPace(
        interval,
        planned::add,
        () -> nowNs,
        ns -> {
          rests.add(ns);
          nowNs += ns;
        });
  }

  private void read() {
    pace.readComplete();
    runPlanned();
  }

  private void runPlanned() {
    List<Runnable> now = List.copyOf(planned);
    planned.clear();
    now.forEach(Runnable::run);
  }

  private void later(int ms) {
    nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
