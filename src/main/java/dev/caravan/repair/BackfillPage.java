package dev.caravan.repair;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.record.RecordEvent;
import dev.caravan.rest.TradeSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the wanted trades of one answer, one event for each run of ids without a hole.
 *
 * @param reachedId highest id of the answer up to the last wanted one, or -1: nothing more is known
 *     of what is before it
 */
record BackfillPage(List<RecordEvent.Backfill> events, long reachedId) {

  BackfillPage {
    events = List.copyOf(events);
  }

  /**
   * Cuts the trades {@code first..last} out of an answer, each unchanged; what is out of order or
   * doubled is left out.
   */
  static BackfillPage of(byte[] body, List<TradeSpan> trades, long first, long last) {
    List<RecordEvent.Backfill> events = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    long runFirst = -1;
    long taken = -1;
    boolean isPastLast = false;
    for (TradeSpan trade : trades) {
      isPastLast |= trade.id() > last;
      if (trade.id() < first || trade.id() > last || trade.id() <= taken) {
        continue;
      }
      if (!run.isEmpty() && trade.id() != taken + 1) {
        events.add(event(runFirst, taken, run));
        run.setLength(0);
      }
      if (run.isEmpty()) {
        runFirst = trade.id();
      }
      run.append(run.isEmpty() ? '[' : ',')
          .append(new String(body, trade.offset(), trade.length(), UTF_8));
      taken = trade.id();
    }
    if (!run.isEmpty()) {
      events.add(event(runFirst, taken, run));
    }
    // Trades come oldest first: what is not before a later one does not exist there.
    return new BackfillPage(events, isPastLast ? last : taken);
  }

  private static RecordEvent.Backfill event(long first, long last, StringBuilder run) {
    return new RecordEvent.Backfill(first, last, run + "]");
  }

  long filled() {
    return events.stream().mapToLong(event -> event.last() - event.first() + 1).sum();
  }
}
