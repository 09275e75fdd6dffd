package dev.caravan.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.book.Continuity.Step;
import dev.caravan.instrument.Sequencing;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContinuityTest {

  private final Continuity contiguous = new Continuity(Sequencing.CONTIGUOUS);

  @Test
  void shouldFindTheMissingIdsBetweenTwoRanges() {
    contiguous.next(10, 12);

    Step step = contiguous.next(20, 25);

    assertEquals(Step.GAP, step);
    assertEquals(13, contiguous.gapFirst());
    assertEquals(19, contiguous.gapLast());
    assertEquals(25, contiguous.highestId());
  }

  @Test
  void shouldContinueWhereRangesTouchOrOverlap() {
    assertEquals(Step.FIRST, contiguous.next(10, 12));
    assertEquals(Step.CONTINUES, contiguous.next(13, 13));
    assertEquals(Step.CONTINUES, contiguous.next(12, 15));
  }

  /** A heartbeat and a new beginning as OKX's documents show them: each names the id before. */
  @Test
  void shouldFollowAChainThroughHeartbeatsAndANewBeginning() {
    assertEquals(Step.FIRST, contiguous.next(11, 10), "the book");
    assertEquals(Step.CONTINUES, contiguous.next(11, 15));
    assertEquals(Step.CONTINUES, contiguous.next(16, 15), "nothing changed");
    assertEquals(Step.CONTINUES, contiguous.next(16, 15), "nor since then");
    assertEquals(Step.CONTINUES, contiguous.next(16, 3), "ids begin anew");
    assertEquals(3, contiguous.highestId());
    assertEquals(Step.CONTINUES, contiguous.next(4, 5));
    assertEquals(Step.GAP, contiguous.next(8, 9));
    assertEquals(6, contiguous.gapFirst());
    assertEquals(7, contiguous.gapLast());
  }

  @Test
  void shouldMissWhatABookOrAHeartbeatSaysThatWas() {
    contiguous.next(11, 10);

    assertEquals(Step.GAP, contiguous.next(21, 20));
    assertEquals(11, contiguous.gapFirst());
    assertEquals(20, contiguous.gapLast());
    assertEquals(Step.CONTINUES, contiguous.next(21, 25));
    assertEquals(Step.GAP, contiguous.next(31, 7), "a new beginning behind a hole");
    assertEquals(26, contiguous.gapFirst());
    assertEquals(30, contiguous.gapLast());
    assertEquals(7, contiguous.highestId());
  }

  @Test
  void shouldNotGoBackForTheBookOfAConnectionThatIsBehind() {
    contiguous.next(11, 1000);

    assertEquals(Step.CONTINUES, contiguous.next(996, 995));
    assertEquals(Step.REORDERED, contiguous.next(996, 997));
    assertEquals(Step.CONTINUES, contiguous.next(1001, 1002));
    assertEquals(1002, contiguous.highestId());
  }

  @Test
  void shouldBeginAnewWhereABookOfALowerIdIsFollowedByManyFramesBelow() {
    contiguous.next(11, 1000);
    contiguous.next(4, 3);
    for (int id = 4; id <= 30; id++) {
      contiguous.next(id, id);
    }

    assertEquals(30, contiguous.highestId());
    assertEquals(Step.GAP, contiguous.next(33, 33));
    assertEquals(31, contiguous.gapFirst());
  }

  @Test
  void shouldTellARepeatedFrameFromAnOlderOne() {
    contiguous.next(1, 1);
    contiguous.next(2, 2);

    assertEquals(Step.REPEATED, contiguous.next(2, 2));
    assertEquals(Step.REORDERED, contiguous.next(1, 1));
    assertEquals(Step.CONTINUES, contiguous.next(3, 3));
  }

  @Test
  void shouldNotCallSkippedIdsAGapWhereIdsOnlyGrow() {
    Continuity growing = new Continuity(Sequencing.GROWING);
    growing.next(5, 5);

    assertEquals(Step.CONTINUES, growing.next(50, 50));
    assertEquals(Step.REORDERED, growing.next(49, 49));
  }

  @Test
  void shouldSeeTheHoleAcrossARestart() {
    contiguous.resumeAfter(100);

    assertEquals(Step.GAP, contiguous.next(104, 104));
    assertEquals(101, contiguous.gapFirst());
    assertEquals(103, contiguous.gapLast());
  }

  @Test
  void shouldProveNothingWithoutIds() {
    assertEquals(Step.UNPROVABLE, contiguous.next(-1, -1));
    assertEquals(Step.UNPROVABLE, new Continuity(Sequencing.NONE).next(1, 1));
  }

  @Property
  void shouldReportExactlyTheIdsThatWereTakenOut(
      @ForAll @Size(min = 2, max = 60) List<@IntRange(min = 0, max = 1) Integer> kept) {
    kept.set(0, 1);
    kept.set(kept.size() - 1, 1);
    Continuity continuity = new Continuity(Sequencing.CONTIGUOUS);
    List<Long> missing = new ArrayList<>();
    List<Long> reported = new ArrayList<>();

    for (int id = 0; id < kept.size(); id++) {
      if (kept.get(id) == 0) {
        missing.add((long) id);
      } else if (continuity.next(id, id) == Step.GAP) {
        for (long gap = continuity.gapFirst(); gap <= continuity.gapLast(); gap++) {
          reported.add(gap);
        }
      }
    }

    assertEquals(missing, reported);
  }
}
