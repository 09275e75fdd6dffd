package dev.caravan.bench;

import dev.caravan.bench.LifeTrial.Life;
import java.util.List;
import java.util.Locale;

/** Words lives as a Markdown table of medians. */
final class LifeTable {

  private final StringBuilder rows =
      new StringBuilder(
          "| what | first frame after, s | first "
              + LifeTrial.EARLY_SECONDS
              + " s, µs CPU a message | later, µs CPU a message | sent to received, ms p50 | p99 |"
              + " received to visible, ms p99 | resident, MiB | messages a second |\n"
              + "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");

  void add(String what, List<Life> all) {
    rows.append(
        String.format(
            Locale.ROOT,
            "| %s | %.2f | %.1f | %.2f | %.2f | %.2f | %.0f | %.0f | %,.0f |%n",
            what,
            CostTable.median(all, Life::firstFrameMs) / 1000,
            CostTable.median(all, Life::earlyMicros),
            CostTable.median(all, Life::micros),
            CostTable.median(all, Life::receiveMs50),
            CostTable.median(all, Life::receiveMs99),
            CostTable.median(all, Life::visibleMs99),
            CostTable.median(all, Life::residentMb),
            CostTable.median(all, Life::messagesASecond)));
  }

  @Override
  public String toString() {
    return rows.toString();
  }
}
