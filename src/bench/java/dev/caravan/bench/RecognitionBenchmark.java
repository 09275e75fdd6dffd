package dev.caravan.bench;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.record.Burst;
import dev.caravan.venue.Venues;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Times what it takes to see which stream a frame is of, and its ids; ns a frame. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class RecognitionBenchmark {

  private static final int FRAMES = 2_000;

  /** Whose frames, and of which channels; none are those that its simulator prefers. */
  @Param({
    "binance-spot depth20@100ms",
    "binance-spot trade",
    "binance-usdm depth@100ms",
    "binance-usdm aggTrade",
    "okx",
    "gateio",
    "upbit",
    "bithumb",
    "coinone"
  })
  public String frames = "";

  private Burst burst;
  private Mapping mapping;
  private final Recognition recognition = new Recognition();

  @Setup
  public void make() {
    String[] parts = frames.split(" ");
    burst = MarketFrames.of(parts[0], List.of(parts).subList(1, parts.length), FRAMES);
    mapping = Venues.mapping(parts[0]);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long recognition() {
    long ids = 0;
    for (int i = 0; i < FRAMES; i++) {
      mapping.recognise(burst.bytes(), burst.offset(i), burst.length(i), recognition);
      ids += recognition.lastId() + recognition.number();
    }
    return ids;
  }
}
