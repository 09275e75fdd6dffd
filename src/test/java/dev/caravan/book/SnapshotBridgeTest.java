package dev.caravan.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.caravan.book.SnapshotBridge.Step;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SnapshotBridgeTest {

  @Test
  void shouldDropWhatASpotSnapshotContains() {
    SnapshotBridge bridge = SnapshotBridge.endingBehind(100);

    assertEquals(Step.CONTAINED, bridge.judge(90, 99));
    assertEquals(Step.CONTAINED, bridge.judge(95, 100));
  }

  @Test
  void shouldAcceptADeltaThatBeginsRightBehindTheSnapshotOrWithinIt() {
    SnapshotBridge bridge = SnapshotBridge.endingBehind(100);

    assertEquals(Step.BRIDGES, bridge.judge(101, 101));
    assertEquals(Step.BRIDGES, bridge.judge(95, 105));
  }

  @Test
  void shouldRefuseASnapshotThatIsTooOld() {
    assertEquals(Step.TOO_LATE, SnapshotBridge.endingBehind(100).judge(102, 110));
    assertEquals(Step.TOO_LATE, SnapshotBridge.endingAt(100).judge(102, 110));
  }

  @Property
  void shouldBridgeOnFuturesExactlyWherePuIsNotBehindTheSnapshot(
      @ForAll @LongRange(min = 0, max = 20) long snapshot,
      @ForAll @LongRange(min = 0, max = 20) long pu,
      @ForAll @LongRange(min = 1, max = 10) long length) {
    long last = pu + length;

    Step step = SnapshotBridge.endingAt(snapshot).judge(pu + 1, last);

    assertEquals(pu <= snapshot && snapshot <= last, step == Step.BRIDGES);
    assertEquals(last < snapshot, step == Step.CONTAINED);
  }

  @Property
  void shouldBridgeOnSpotExactlyWhereTheNextIdIsCovered(
      @ForAll @LongRange(min = 0, max = 20) long snapshot,
      @ForAll @LongRange(min = 0, max = 20) long first,
      @ForAll @LongRange(min = 0, max = 10) long length) {
    long last = first + length;

    Step step = SnapshotBridge.endingBehind(snapshot).judge(first, last);

    assertEquals(first <= snapshot + 1 && snapshot + 1 <= last, step == Step.BRIDGES);
    assertEquals(last <= snapshot, step == Step.CONTAINED);
  }

  @Test
  void shouldRefuseASnapshotWithoutAnId() {
    assertThrows(IllegalArgumentException.class, () -> SnapshotBridge.endingAt(-1));
  }
}
