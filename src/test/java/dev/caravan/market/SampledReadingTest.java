package dev.caravan.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import dev.caravan.venue.Venues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is read where reading everything would cost too much. */
class SampledReadingTest {

  private static final String VENUE = "binance-spot";
  private static final long MS = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong cpu = new AtomicLong();
  private final Set<StreamId> watched = new HashSet<>();
  private final InvalidData invalid = new InvalidData(now::get);
  private final Normalizer normalizer =
      new Normalizer(
          venue -> Venues.marketReader(venue).map(this::costing),
          invalid,
          (venue, stream) -> watched.contains(stream),
          new ReadingBudget(1, now::get, cpu::get, () -> true));
  private long id;
  private long costNs = MS;

  @Test
  void shouldReadEverythingWhileItIsCheap() {
    costNs = MS / 100;

    for (int second = 0; second < 20; second++) {
      now.addAndGet(1000 * MS);
      assertEquals(300, normalizer.normalize(trades(10, 30)).size());
    }

    assertEquals(List.of(new ReadCount(VENUE, 6000, 0)), normalizer.counts());
  }

  @Test
  void shouldReadTheNewestOfEachStreamInItsTurnWhenItIsNot() {
    List<Long> seen = new ArrayList<>();
    for (int round = 0; round < 400; round++) {
      now.addAndGet(25 * MS);
      normalizer.normalize(trades(10, 30)).forEach(event -> seen.add(((Trade) event).id()));
    }

    ReadCount count = normalizer.counts().get(0);
    assertEquals(seen.size(), count.read());
    // 10 s at 10 ms a second, a millisecond each, one a round in any case, and what was saved.
    assertTrue(count.read() <= 400 + 30, count.toString());
    assertTrue(count.read() >= 400, count.toString());
    assertEquals(400 * 300, count.read() + count.skipped() + waiting(), count.toString());
    // Each stream in its turn: ten reads in a row are ten streams, each with its newest frame.
    List<Long> last = seen.subList(seen.size() - 10, seen.size());
    assertEquals(10, last.stream().map(trade -> trade % 10).distinct().count());
    assertTrue(last.stream().allMatch(trade -> trade > id - 11 * 300), last.toString());
  }

  @Test
  void shouldReadAllOfAStreamThatIsWatchedInItsOrder() {
    costNs = 100 * MS;
    normalizer.normalize(trades(10, 3));
    normalizer.normalize(trades(10, 3));
    watched.add(stream(4));

    List<Long> ids =
        normalizer.normalize(trades(10, 3)).stream()
            .filter(event -> event.stream().equals(stream(4)))
            .map(event -> ((Trade) event).id())
            .toList();

    assertEquals(List.of(54L, 64L, 74L, 84L), ids, "the one that waited, then all");
  }

  @Test
  void shouldReadWhatWaitsOnceItIsPaidFor() {
    costNs = 100 * MS;
    normalizer.normalize(trades(10, 10));
    normalizer.normalize(trades(10, 10));
    costNs = 0;
    now.addAndGet(60_000 * MS);

    List<MarketEvent> events = normalizer.normalize(List.of());

    assertTrue(events.size() >= 8, events.toString());
    assertEquals(200, normalizer.counts().get(0).read() + normalizer.counts().get(0).skipped());
  }

  @Test
  void shouldKeepNoMoreThanAllowed() {
    UnreadFrames unread = new UnreadFrames();
    byte[] large = new byte[UnreadFrames.MOST_BYTES / 4 + 1];
    Burst.Builder burst = new Burst.Builder(VENUE, FlowControl.NONE, large.length);
    for (int i = 0; i < 5; i++) {
      burst.addFrame(stream(i), "one", i, large);
    }
    Burst all = burst.build();

    List<Boolean> lost = IntStream.range(0, 5).mapToObj(i -> unread.keep(all, i)).toList();

    assertEquals(List.of(false, false, false, true, true), lost);
    assertTrue(unread.bytesKept() <= UnreadFrames.MOST_BYTES);
    while (unread.take() != null) {}
    assertEquals(0, unread.bytesKept());
  }

  /** Streams whose newest frame was neither read nor replaced. */
  private long waiting() {
    ReadCount before = normalizer.counts().get(0);
    costNs = 0;
    now.addAndGet(60_000 * MS);
    long waiting = normalizer.normalize(List.of()).size();
    ReadCount after = normalizer.counts().get(0);
    assertEquals(before.read() + waiting, after.read());
    return waiting;
  }

  private MarketReader costing(MarketReader reader) {
    return new MarketReader() {
      @Override
      public void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
        cpu.addAndGet(costNs);
        reader.read(arrival, bytes, offset, length, into);
      }

      @Override
      public void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
        reader.readSnapshot(arrival, lastId, body, into);
      }

      @Override
      public void readBackfill(Arrival arrival, String body, MarketSink into) {
        reader.readBackfill(arrival, body, into);
      }
    };
  }

  /** Ids count up through all streams, so that the last digit names the stream. */
  private List<Burst> trades(int streams, int each) {
    List<Burst> bursts = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      Burst.Builder burst = new Burst.Builder(VENUE, FlowControl.NONE, 100);
      for (int s = 0; s < streams; s++) {
        burst.addFrame(stream(s), "one", 3 + now.get(), trade(id++).getBytes(UTF_8));
      }
      bursts.add(burst.build());
    }
    return bursts;
  }

  private static StreamId stream(int number) {
    return new StreamId("trade", "S" + number);
  }

  private static String trade(long id) {
    return "{\"e\":\"trade\",\"E\":1795165200000,\"s\":\"X\",\"t\":"
        + id
        + ",\"p\":\"1.5\",\"q\":\"1\",\"T\":1795165200000,\"m\":false}";
  }
}
