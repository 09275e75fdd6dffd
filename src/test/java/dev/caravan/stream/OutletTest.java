package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.ReceiveClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.record.RecordEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutletTest {

  private static final StreamId STREAM = new StreamId("trade", "BTCUSDT");
  private static final int BIG = 200 * 1024;

  private long nowNs = 5_000_000_000L;
  private final List<Runnable> timers = new ArrayList<>();
  private final List<Long> delaysNs = new ArrayList<>();
  private final List<Burst> bursts = new ArrayList<>();
  private final Outlet outlet = outlet(Duration.ofMillis(10));

  @Test
  void shouldLetAReadLeaveAtOnceAfterAPause() {
    read("a");
    later(10);
    read("b");

    assertEquals(List.of("a", "b"), texts());
    assertEquals(List.of(), delaysNs);
  }

  @Test
  void shouldHoldWhatComesSoonerUntilTheIntervalIsOver() {
    read("a");
    later(4);
    read("b");
    later(3);
    read("c");

    assertEquals(List.of("a"), texts());
    assertEquals(List.of(6_000_000L), delaysNs);
    later(3);
    timers.get(0).run();
    assertEquals(List.of("a", "bc"), texts());
    assertEquals(4_000_000L, sinceStart(bursts.get(1).receiveTimeNs(0)));
    assertEquals(7_000_000L, sinceStart(bursts.get(1).receiveTimeNs(1)));
    later(1);
    read("d");
    assertEquals(List.of(6_000_000L, 9_000_000L), delaysNs);
  }

  @Test
  void shouldNotHoldMuch() {
    read("a");
    read("x".repeat(BIG));
    assertEquals(1, bursts.size());

    read("x".repeat(BIG));

    assertEquals(2, bursts.size());
    assertEquals(2, bursts.get(1).size());
    timers.get(0).run();
    assertEquals(2, bursts.size());
  }

  @Test
  void shouldHandOverWhatIsHeldWhenAskedTo() {
    read("a");
    read("b");

    outlet.emit();

    assertEquals(List.of("a", "b"), texts());
  }

  @Test
  void shouldHoldNothingWithoutAnInterval() {
    Outlet eager = outlet(Duration.ZERO);
    read(eager, "a");
    read(eager, "b");

    assertEquals(List.of("a", "b"), texts());
  }

  @Test
  void shouldKeepTheBurstWhileFramesAreTakenFromIt() {
    outlet.stamp();
    outlet.beginFrames();
    outlet.event(STREAM, "test-1", new RecordEvent.State("live", null));
    outlet.emit();
    assertTrue(bursts.isEmpty());

    outlet.endFrames();

    assertEquals(1, bursts.size());
  }

  private Outlet outlet(Duration interval) {
    Outlet made =
        new Outlet(
            "test",
            FlowControl.NONE,
            new ReceiveClock(() -> nowNs, () -> nowNs),
            () -> nowNs,
            (action, delayNs) -> {
              timers.add(action);
              delaysNs.add(delayNs);
            },
            interval);
    made.giveTo(bursts::add);
    return made;
  }

  private void later(int ms) {
    nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private static long sinceStart(long receiveTimeNs) {
    return receiveTimeNs - 5_000_000_000L;
  }

  private void read(String text) {
    read(outlet, text);
  }

  private static void read(Outlet outlet, String text) {
    outlet.stamp();
    outlet.burst().addFrame(STREAM, "test-1", outlet.receiveTimeNs(), text.getBytes(US_ASCII));
    outlet.readComplete();
  }

  private List<String> texts() {
    List<String> all = new ArrayList<>();
    for (Burst burst : bursts) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < burst.size(); i++) {
        text.append(new String(burst.bytes(), burst.offset(i), burst.length(i), US_ASCII));
      }
      all.add(text.toString());
    }
    return all;
  }
}
