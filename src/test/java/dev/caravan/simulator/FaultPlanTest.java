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
                Optional.of(new StreamId("depth@100ms", "BTCUSDT"))),
            new Fault(FaultKind.MUTE, 0, 120 * SECOND, Fault.FOR_EVER, Optional.empty())),
        plan.faults());
  }

  @ParameterizedTest
  @CsvSource({"garbage,0.001", "gap,0.001", "slow,200", "slow=1.5s,1500", "disconnect,1"})
  void shouldKnowTheDefaultOfEachValue(String spec, double value) {
    assertEquals(value, FaultPlan.parse(spec).faults().get(0).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "half-open",
        "drop",
        "double",
        "reorder",
        "ack-silent",
        "shutdown-event",
        "lifetime",
        "429",
        "418"
      })
  void shouldSayThatANamedFaultIsNotAvailableYet(String name) {
    String message = refusal(name);

    assertTrue(message.contains("'" + name + "' is not available yet"), message);
    assertTrue(message.contains("mute, disconnect, garbage, refuse, gap, slow"), message);
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
        "gap=@5s"
      })
  void shouldRefuseWhatIsNotWrittenAsItShould(String spec) {
    refusal(spec);
  }

  private static String refusal(String spec) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(spec)).getMessage());
  }
}
