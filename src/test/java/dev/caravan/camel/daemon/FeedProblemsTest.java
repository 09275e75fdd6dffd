package dev.caravan.camel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.health.CheckProblem;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedProblemsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static StreamStatus stream(int number, Phase phase, int silentSeconds, long latencyMs) {
    return new StreamStatus(
        new StreamId("trade", "S" + number),
        phase,
        1,
        1,
        1,
        1,
        Duration.ofSeconds(silentSeconds),
        Duration.ofSeconds(5),
        OptionalLong.of(latencyMs),
        0,
        0,
        0,
        0,
        1);
  }

  private static FeedStatus feed(OptionalLong clockOffsetNs, List<StreamStatus> streams) {
    return new FeedStatus(
        "upbit", true, true, "", 0, 0, List.of(), streams, clockOffsetNs, Set.of());
  }

  @Test
  void shouldNameAFewOfManySilentStreamsAndCountThem() {
    FeedStatus feed =
        feed(
            OptionalLong.empty(),
            IntStream.range(0, 200).mapToObj(i -> stream(i, Phase.STALE, 9, 0)).toList());

    CheckProblem problem = FeedProblems.silent(feed).orElseThrow();

    assertEquals(200, problem.extent());
    assertTrue(problem.sentence().startsWith("upbit: 200 of 200 streams silent: trade/S0 for 9s"));
    assertTrue(problem.sentence().endsWith(" and 195 more"), problem.sentence());
  }

  @Test
  void shouldNameWhatIsNotAcknowledgedInTime() {
    FeedStatus feed =
        feed(
            OptionalLong.empty(),
            List.of(
                stream(1, Phase.WANTED, 60, 0),
                stream(2, Phase.WANTED, 61, 0),
                stream(3, Phase.RECEIVING, 99, 0)));

    assertEquals(
        Optional.of(
            new CheckProblem("upbit: 1 of 3 streams not acknowledged within 60s: trade/S2", 1)),
        FeedProblems.unacknowledged(feed, LIMIT));
  }

  @Test
  void shouldJudgeTheMedianLatencyWithTheClocksDifferenceTakenOut() {
    List<StreamStatus> streams =
        List.of(
            stream(1, Phase.RECEIVING, 0, 90_000),
            stream(2, Phase.RECEIVING, 0, 6_000),
            stream(3, Phase.RECEIVING, 0, 10),
            stream(4, Phase.STALE, 0, 90_000));
    Duration limit = Duration.ofSeconds(5);

    assertEquals(
        Optional.of("upbit: half of the streams arrive 6.0 s late or later (limit 5.0 s)"),
        LatencyProblems.of(feed(OptionalLong.empty(), streams), limit));
    assertEquals(
        Optional.empty(),
        LatencyProblems.of(feed(OptionalLong.of(-2_000_000_000L), streams), limit),
        "our clock is two seconds ahead");
    assertEquals(
        Optional.empty(), LatencyProblems.of(feed(OptionalLong.empty(), List.of()), limit));
  }
}
