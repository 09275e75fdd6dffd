package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.Optional;

/**
 * How far one day of one venue is.
 *
 * @param reason why it is not ready, in one sentence; empty where it is or is done
 * @param plan present where it is ready
 */
public record DayOutlook(
    String venue, LocalDate date, State state, String reason, Optional<DayPlan> plan) {

  /** What can be done about a day. */
  public enum State {
    /** It is in the archive. */
    DONE,
    /** It can be consolidated now. */
    READY,
    /** Its last segments are not sealed yet, or the day is not over. */
    WAITING,
    /** A part of it is missing or cannot be read. */
    IMPOSSIBLE
  }

  public DayOutlook {
    requireNonNull(venue, "venue");
    requireNonNull(date, "date");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(plan, "plan");
  }
}
