package dev.caravan.rest;

import static dev.caravan.rest.MembershipTest.selection;
import static dev.caravan.rest.MembershipTest.trading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstrumentWatchTest {

  /** Keeps what is to run later; the test says when it is. */
  private static final class ManualExecutor extends ScheduledThreadPoolExecutor {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Long> delaysS = new ArrayList<>();

    ManualExecutor() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      tasks.add(task);
      delaysS.add(unit.toSeconds(delay));
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    void runNext() {
      tasks.remove(0).run();
    }
  }

  private final ManualExecutor later = new ManualExecutor();
  private final List<CompletableFuture<List<Instrument>>> asked = new ArrayList<>();
  private final List<Collection<StreamId>> told = new ArrayList<>();
  private final InstrumentWatch watch =
      new InstrumentWatch(
          "venue",
          Optional.of(new InstrumentWatch.Listing(this::ask, later, Duration.ofHours(1))),
          NanoClock.system());

  private CompletableFuture<List<Instrument>> ask() {
    CompletableFuture<List<Instrument>> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  @AfterEach
  void stop() {
    later.shutdownNow();
  }

  @Test
  void shouldBeginWithNamesAndBringTheRestLater() {
    Set<StreamId> known = watch.select(selection("BTCUSDT", "ETH*"));
    asked.get(0).complete(trading("BTCUSDT", "ETHUSDT"));
    watch.follow(told::add);

    assertEquals(streams("BTCUSDT"), known);
    assertEquals(List.of(streams("BTCUSDT", "ETHUSDT")), told);
    assertEquals(List.of(), watch.problems());
  }

  @Test
  void shouldReadAgainEveryHourAndTellOnlyDifferences() {
    watch.select(selection("*USDT"));
    watch.follow(told::add);
    asked.get(0).complete(trading("BTCUSDT"));
    later.runNext();
    asked.get(1).complete(trading("BTCUSDT"));
    later.runNext();
    asked.get(2).complete(trading("BTCUSDT", "NEWUSDT"));

    assertEquals(List.of(streams("BTCUSDT"), streams("BTCUSDT", "NEWUSDT")), told);
    assertEquals(List.of(3600L, 3600L, 3600L), later.delaysS);
  }

  @Test
  void shouldRetryEverLaterAndSayWhatWaits() {
    watch.select(selection("*USDT"));
    watch.follow(told::add);
    for (int i = 0; i < 8; i++) {
      asked.get(i).completeExceptionally(new IllegalStateException("no route"));
      later.runNext();
    }

    assertEquals(List.of(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L), later.delaysS);
    assertEquals(
        List.of(
            "patterns wait for the instrument list: venue=venue attempt=9 last failure: no route"),
        watch.problems());
    asked.get(8).complete(trading("BTCUSDT"));
    assertEquals(List.of(), watch.problems());
    assertEquals(1, told.size());
  }

  @Test
  void shouldWaitAsLongAsTheVenueAsks() {
    watch.select(selection("*"));
    asked
        .get(0)
        .completeExceptionally(
            new RestException(RestException.Kind.LIMITED, Duration.ofSeconds(700), "banned"));

    assertEquals(List.of(700L), later.delaysS);
  }

  @Test
  void shouldKeepEverythingWhenALaterListCannotBeRead() {
    watch.select(selection("*USDT"));
    watch.follow(told::add);
    asked.get(0).complete(trading("BTCUSDT"));
    later.runNext();
    asked.get(1).completeExceptionally(new IllegalStateException("down"));

    assertEquals(1, told.size());
    assertEquals(List.of(), watch.problems());
  }

  @Test
  void shouldKnowTheListWhenTheNextRouteComes() {
    watch.select(selection("*USDT"));
    watch.follow(told::add);
    asked.get(0).complete(trading("BTCUSDT", "ETHUSDT"));
    watch.unfollow();

    assertEquals(streams("BTCUSDT", "ETHUSDT"), watch.select(selection("*USDT")));
    assertEquals(1, asked.size());
  }

  @Test
  void shouldChangeAsADifferenceOrRefuseAltogether() {
    watch.select(selection("BTCUSDT"));
    watch.follow(told::add);
    asked.get(0).complete(trading("BTCUSDT", "ETHUSDT"));

    List<String> refused = watch.change(selection("BTCUSDT"), selection("ETHUSDT", "NOSUCH", "X*"));
    List<String> done = watch.change(selection("BTCUSDT"), selection("ETHUSDT"));
    List<String> foreign = watch.change(selection("BTCUSDT"), selection("LTCUSDT"));

    assertEquals(2, refused.size());
    assertEquals(List.of(), done);
    assertEquals(List.of(streams("ETHUSDT")), told);
    assertTrue(foreign.get(0).contains("edit the route file"), foreign.toString());
  }

  @Test
  void shouldTellProblemsWhileAFollowerHangs() throws Exception {
    CountDownLatch isHanging = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    watch.select(selection("*USDT", "NOSUCH"));
    watch.follow(
        wanted -> {
          isHanging.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    CompletableFuture<Boolean> answered =
        CompletableFuture.supplyAsync(() -> asked.get(0).complete(trading("BTCUSDT")));
    assertTrue(isHanging.await(5, TimeUnit.SECONDS));

    List<String> problems = CompletableFuture.supplyAsync(watch::problems).get(5, TimeUnit.SECONDS);
    end.countDown();

    assertEquals(1, problems.size(), problems.toString());
    assertTrue(answered.get(5, TimeUnit.SECONDS));
  }

  @Test
  void shouldSayThatPatternsNeedAnAddress() {
    InstrumentWatch blind = new InstrumentWatch("venue", Optional.empty(), NanoClock.system());

    assertEquals(streams("BTCUSDT"), blind.select(selection("BTCUSDT", "*")));

    assertTrue(blind.problems().get(0).contains("rest-url"), blind.problems().toString());
    assertEquals(1, blind.change(selection("BTCUSDT", "*"), selection("E*")).size());
  }

  private static Set<StreamId> streams(String... symbols) {
    return selection(symbols).streams(List.of(symbols));
  }
}
