package dev.caravan.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RetentionPolicyTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

  @Example
  void shouldKeepEverythingWhereNothingIsSaid() {
    assertEquals(List.of(), RetentionPolicy.FOREVER.removals(List.of(day(400)), 1 << 30, TODAY));
  }

  @Example
  void shouldRemoveDaysThatAreTooOld() {
    RetentionPolicy policy = new RetentionPolicy(30, 0);

    assertEquals(
        List.of(
            new RetentionPolicy.Removal(day(40), true), new RetentionPolicy.Removal(day(31), true)),
        policy.removals(List.of(day(31), day(30), day(40), day(1)), 400, TODAY));
  }

  @Example
  void shouldRemoveWhatIsThereTwiceBeforeTheOnlyCopy() {
    RetentionPolicy policy = new RetentionPolicy(0, 100);

    assertEquals(
        List.of(
            new RetentionPolicy.Removal(day(3), false),
            new RetentionPolicy.Removal(day(2), false),
            new RetentionPolicy.Removal(day(1), false),
            new RetentionPolicy.Removal(day(3), true)),
        policy.removals(List.of(day(1), day(3), day(2)), 311, TODAY));
    assertEquals(List.of(), policy.removals(List.of(day(3)), 100, TODAY));
    assertEquals(
        List.of(new RetentionPolicy.Removal(day(3), false)),
        policy.removals(List.of(day(3), day(2)), 101, TODAY));
  }

  @Example
  void shouldNeverRemoveTodayOrWhatIsNotVerified() {
    RetentionPolicy policy = new RetentionPolicy(1, 1);
    StoredDay unverified = new StoredDay("binance-spot", TODAY.minusDays(99), 70, 30, false);

    assertEquals(List.of(), policy.removals(List.of(day(0), day(-1), unverified), 1 << 30, TODAY));
  }

  @Example
  void shouldRefuseNegativeLimits() {
    assertThrows(IllegalArgumentException.class, () -> new RetentionPolicy(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new RetentionPolicy(0, -1));
  }

  @Property(tries = 500)
  void shouldRemoveNoMoreThanNeeded(
      @ForAll @Size(max = 12) List<@IntRange(min = -1, max = 60) Integer> ages,
      @ForAll @IntRange(max = 40) int keepDays,
      @ForAll @IntRange(max = 1500) int mostBytes) {
    List<StoredDay> days = new ArrayList<>(ages.stream().distinct().map(age -> day(age)).toList());
    long all = 100L * days.size();

    List<RetentionPolicy.Removal> removals =
        new RetentionPolicy(keepDays, mostBytes).removals(days, all, TODAY);

    long left = all;
    for (int i = 0; i < removals.size(); i++) {
      RetentionPolicy.Removal removal = removals.get(i);
      assertTrue(removal.day().date().isBefore(TODAY));
      boolean isOld = keepDays > 0 && removal.day().date().isBefore(TODAY.minusDays(keepDays));
      assertTrue(isOld || (mostBytes > 0 && left > mostBytes), () -> "not needed: " + removal);
      left -= isOld ? 100 : removal.withArchive() ? 30 : 70;
    }
    long removable = days.stream().filter(day -> day.date().isBefore(TODAY)).count();
    assertTrue(
        mostBytes == 0 || left <= mostBytes || left == all - 100 * removable,
        "too much is left: " + left);
  }

  private static StoredDay day(int age) {
    return new StoredDay("binance-spot", TODAY.minusDays(age), 70, 30, true);
  }
}
