package dev.caravan.market;

import static dev.caravan.market.MarketEvents.delta;
import static dev.caravan.market.MarketEvents.restSnapshot;
import static dev.caravan.market.MarketEvents.snapshot;
import static dev.caravan.market.MarketEvents.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.market.LiveBook.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A book is true or it is not shown. */
class LiveBookTest {

  private final LiveBook book = new LiveBook();

  @Test
  void shouldShowNothingBeforeASnapshot() {
    book.apply(delta(1, 1, "1@5", "1@6"));

    assertFalse(book.isKnown());
    assertTrue(book.view(10).isEmpty());
  }

  @Test
  void shouldReplaceItselfWithEveryBookOfTheStream() {
    book.apply(snapshot(5, "1@5 2@4", "3@6"));
    book.apply(snapshot(4, "9@3", ""));

    assertBook(4, "9@3", "");
  }

  @Test
  void shouldFollowDeltasInAnyOrderOfLevelsAndRemoveAtAnyZero() {
    book.apply(restSnapshot(10, "1@5 2@4", "3@6 1@7"));

    assertEquals(Outcome.APPLIED, book.apply(delta(11, 12, "7@3 8@5.5 0.000@4", "0@6.0 0@99")));

    assertBook(12, "8@5.5 1@5 7@3", "1@7");
  }

  @Test
  void shouldIgnoreWhatItContains() {
    book.apply(restSnapshot(10, "1@5", "3@6"));

    assertEquals(Outcome.CONTAINED, book.apply(delta(8, 10, "9@5", "")));
    assertEquals(Outcome.CONTAINED, book.apply(restSnapshot(9, "9@5", "")));

    assertBook(10, "1@5", "3@6");
  }

  @Test
  void shouldDropItselfAtAHoleUntilTheNextSnapshot() {
    book.apply(restSnapshot(10, "1@5", "3@6"));

    assertEquals(Outcome.BROKEN, book.apply(delta(12, 13, "2@5", "")));
    assertFalse(book.isKnown());
    assertEquals(Outcome.TOO_OLD, book.apply(restSnapshot(10, "1@5", "3@6")));
    assertEquals(Outcome.APPLIED, book.apply(restSnapshot(12, "1@5 1@4", "3@6")));

    assertBook(13, "2@5 1@4", "3@6");
  }

  @Test
  void shouldLayLaterDeltasOverASnapshotThatComesLate() {
    book.apply(delta(11, 11, "5@5 0@4", "1@9"));
    book.apply(delta(12, 12, "6@5", "0@9"));
    book.apply(delta(13, 13, "", "2@8"));

    assertEquals(Outcome.APPLIED, book.apply(restSnapshot(11, "5@5 3@3", "1@9 4@10")));

    assertBook(13, "6@5 3@3", "2@8 4@10");
  }

  @Test
  void shouldFollowIdsThatStartAnew() {
    book.apply(snapshot(15, "1@5", "3@6"));

    assertEquals(Outcome.APPLIED, book.apply(delta(16, 15, "", "")));
    assertEquals(Outcome.APPLIED, book.apply(delta(16, 3, "2@5", "")));
    assertEquals(Outcome.APPLIED, book.apply(delta(4, 5, "", "0@6 1@7")));
    assertEquals(Outcome.BROKEN, book.apply(delta(7, 8, "", "")));

    assertFalse(book.isKnown());
  }

  @Test
  void shouldDropItselfWhenItIsCrossed() {
    book.apply(restSnapshot(10, "1@5", "3@6"));

    assertEquals(Outcome.CROSSED, book.apply(delta(11, 11, "1@6", "")));

    assertFalse(book.isKnown());
    book.apply(delta(12, 12, "0@6", ""));
    assertEquals(Outcome.APPLIED, book.apply(restSnapshot(12, "1@5", "3@6")));
    assertBook(12, "1@5", "3@6");
  }

  @Test
  void shouldKeepTheBestOfTooManyLevels() {
    StringBuilder bids = new StringBuilder();
    for (int i = 1; i <= LiveBook.MOST_LEVELS + 10; i++) {
      bids.append(i == 1 ? "" : " ").append("1@").append(i);
    }

    book.apply(restSnapshot(10, bids.toString(), ""));

    BookSnapshot view = book.view(Integer.MAX_VALUE).orElseThrow();
    assertEquals(LiveBook.MOST_LEVELS, view.bids().size());
    assertEquals(new BigDecimal(LiveBook.MOST_LEVELS + 10), view.bids().get(0).price());
  }

  @Test
  void shouldNotGrowWhileNoSnapshotComes() {
    for (int i = 1; i <= 3 * LiveBook.MOST_LEVELS; i++) {
      book.apply(delta(i, i, "1@" + i, ""));
    }
    book.apply(restSnapshot(3L * LiveBook.MOST_LEVELS + 5, "1@1", ""));

    assertBook(3L * LiveBook.MOST_LEVELS + 5, "1@1", "");
  }

  /** Wherever among the deltas the snapshot comes, the book is that of all of them. */
  @Property(tries = 500)
  void shouldNotMatterWhenTheSnapshotComes(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Integer, Integer> bids = new TreeMap<>();
    List<BookDelta> deltas = new ArrayList<>();
    List<TreeMap<Integer, Integer>> states = new ArrayList<>();
    int count = 2 + random.nextInt(20);
    long id = 100;
    for (int i = 0; i < count; i++) {
      StringBuilder changed = new StringBuilder();
      for (int change = random.nextInt(4); change > 0; change--) {
        int price = 1 + random.nextInt(6);
        int size = random.nextInt(3);
        changed.append(changed.isEmpty() ? "" : " ").append(size).append('@').append(price);
        if (size == 0) {
          bids.remove(price);
        } else {
          bids.put(price, size);
        }
      }
      long last = id + random.nextInt(3);
      deltas.add(delta(id, last, changed.toString(), ""));
      id = last + 1;
      states.add(new TreeMap<>(bids));
    }
    // The state behind some delta, told when some later one was received already.
    int of = random.nextInt(count);
    int toldAfter = of + random.nextInt(count - of);
    BookSnapshot snapshot =
        restSnapshot(deltas.get(of).lastId(), words(levels(states.get(of))), "");

    LiveBook live = new LiveBook();
    for (int i = 0; i < count; i++) {
      assertEquals(Outcome.APPLIED, live.apply(deltas.get(i)));
      if (i == toldAfter) {
        assertEquals(Outcome.APPLIED, live.apply(snapshot));
      }
    }

    BookSnapshot view = live.view(100).orElseThrow();
    assertEquals(words(levels(bids)), words(view.bids()));
    assertEquals(deltas.get(count - 1).lastId(), view.lastId());
  }

  private static List<Level> levels(TreeMap<Integer, Integer> side) {
    List<Level> levels = new ArrayList<>();
    side.descendingMap()
        .forEach(
            (price, size) -> levels.add(new Level(new BigDecimal(price), new BigDecimal(size))));
    return levels;
  }

  private void assertBook(long lastId, String bids, String asks) {
    BookSnapshot view = book.view(100).orElseThrow();
    assertEquals(lastId, view.lastId());
    assertEquals(bids, words(view.bids()));
    assertEquals(asks, words(view.asks()));
  }
}
