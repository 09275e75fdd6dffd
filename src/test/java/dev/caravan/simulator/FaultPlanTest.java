package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldReadNameValueWindowStreamAndSeed() {
    FaultPlan plan = FaultPlan.parse("gap=0.25@1.5s+500ms/depth@100ms/BTCUSDT, mute@2m,seed=42");

    assertEquals(42, plan.seed());
    assertEquals(
        List.of(
            new Fault(
                FaultKind.GAP,
                0.25,
                SECOND * 3 / 2,
                SECOND / 2,
                Fault.EVERY_PLACE,
                Optional.of(new StreamId("depth@100ms", "BTCUSDT"))),
            new Fault(
                FaultKind.MUTE,
                0,
                120 * SECOND,
                Fault.FOR_EVER,
                Fault.EVERY_PLACE,
                Optional.empty())),
        plan.faults());
  }

  @Test
  void shouldReadThePlaceBeforeTheStream() {
    FaultPlan plan = FaultPlan.parse("disconnect@5s#2,drop=0.01#12/trade/A#B");

    assertEquals(2, plan.faults().get(0).place());
    assertEquals(12, plan.faults().get(1).place());
    assertEquals(Optional.of(new StreamId("trade", "A#B")), plan.faults().get(1).stream());
  }

  @ParameterizedTest
  @CsvSource({
    "garbage,0.001",
    "gap,0.001",
    "drop,0.001",
    "double,0.001",
    "reorder,0.001",
    "slow,200",
    "slow=1.5s,1500",
    "disconnect,1",
    "half-open,1",
    "ack-silent,0",
    "shutdown-event,10000",
    "lifetime=5s,5000",
    "429,5000",
    "418=2m,120000"
  })
  void shouldKnowTheDefaultOfEachValue(String spec, double value) {
    assertEquals(value, FaultPlan.parse(spec).faults().get(0).value());
  }

  @Test
  void shouldNameTheKnownFaults() {
    String message = refusal("halfopen");

    assertTrue(message.contains("'halfopen'"), message);
    assertTrue(message.contains("drop, double, reorder, gap, garbage, mute, half-open"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mutee",
        "mute=1",
        "gap=2",
        "gap=x",
        "slow=5",
        "disconnect=0",
        "disconnect=3",
        "mute@5",
        "mute@5s+",
        "mute/",
        "seed=x",
        "gap=@5s",
        "429/trade/BTCUSDT",
        "418#1",
        "refuse#1",
        "lifetime=5s/trade/BTCUSDT",
        "mute#0",
        "mute#",
        "mute#x",
        "half-open=3",
        "ack-silent=1",
        "lifetime=5"
      })
  void shouldRefuseWhatIsNotWrittenAsItShould(String spec) {
    refusal(spec);
  }

  private static String refusal(String spec) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(spec)).getMessage());
  }
}
