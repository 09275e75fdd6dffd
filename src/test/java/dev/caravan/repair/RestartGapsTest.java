package dev.caravan.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import dev.caravan.stream.Repairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RestartGapsTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");
  private static final StreamId OTHERS = new StreamId("trade", "ETHUSDT");

  private final CompletableFuture<Map<StreamId, Long>> reading = new CompletableFuture<>();
  private final List<String> said = new ArrayList<>();
  private final RestartGaps gaps = new RestartGaps(reading, new Next(), new Place());

  @Test
  void shouldSayWhatIsMissingBeforeTheFirstFrame() {
    gaps.onTick(0);
    reading.complete(Map.of(TRADES, 10L));

    gaps.onBegun(TRADES, 14);

    assertEquals(
        List.of("tick", "begun trade/BTCUSDT 14", "gap trade/BTCUSDT 11-13 restart"), said);
  }

  @Test
  void shouldSayItLaterWhereTheIdsAreReadLater() {
    gaps.onTick(0);
    gaps.onBegun(TRADES, 14);
    gaps.onBegun(OTHERS, 1);
    assertEquals(List.of("tick", "begun trade/BTCUSDT 14", "begun trade/ETHUSDT 1"), said);

    reading.complete(Map.of(TRADES, 10L));

    assertEquals("gap trade/BTCUSDT 11-13 restart", said.get(said.size() - 1));
    assertEquals(4, said.size());
  }

  @Test
  void shouldSayNothingWhereNothingIsMissing() {
    gaps.onTick(0);
    reading.complete(Map.of(TRADES, 10L, OTHERS, 100L));
    said.clear();

    gaps.onBegun(TRADES, 11);
    gaps.onBegun(OTHERS, 7);

    assertEquals(List.of("begun trade/BTCUSDT 11", "begun trade/ETHUSDT 7"), said);
  }

  @Test
  void shouldJudgeAStreamOnce() {
    gaps.onTick(0);
    reading.complete(Map.of(TRADES, 10L));
    gaps.onBegun(TRADES, 11);
    said.clear();

    // Left out of the configuration for a while, then wanted again.
    gaps.onBegun(TRADES, 500);

    assertEquals(List.of("begun trade/BTCUSDT 500"), said);
  }

  @Test
  void shouldPassGapsOn() {
    gaps.onGap(TRADES, 3, 4);

    assertEquals(List.of("next trade/BTCUSDT 3-4"), said);
  }

  private final class Next implements Repairs {
    @Override
    public void onBegun(StreamId stream, long firstId) {
      said.add("begun " + stream + " " + firstId);
    }

    @Override
    public void onGap(StreamId stream, long first, long last) {
      said.add("next " + stream + " " + first + "-" + last);
    }

    @Override
    public void onTick(long nowNs) {
      said.add("tick");
    }
  }

  private final class Place implements Repairs.Site {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void record(StreamId stream, RecordEvent event) {
      said.add("record " + event);
    }

    @Override
    public void gap(StreamId stream, long first, long last, String cause) {
      said.add("gap " + stream + " " + first + "-" + last + " " + cause);
    }

    @Override
    public boolean isWanted(StreamId stream) {
      return true;
    }

    @Override
    public long epochNanosAt(long monotonicNs) {
      return 0;
    }
  }
}
