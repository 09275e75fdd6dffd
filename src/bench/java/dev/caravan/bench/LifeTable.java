package dev.caravan.bench;

import dev.caravan.bench.LifeTrial.Life;
import java.util.List;
import java.util.Locale;

/**
 * Words lives as Markdown tables of medians: what they showed, and which threads cost what later.
 */
final class LifeTable {

  private final StringBuilder rows =
      new StringBuilder(
          "| what | first frame after, s | first "
              + LifeTrial.EARLY_SECONDS
              + " s, µs CPU a message | later, µs CPU a message | without the compiler's | sent to received, ms p50 | p99 |"
              + " received to visible, ms p99 | resident, MiB | messages a second |\n"
              + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  private final StringBuilder parts = new StringBuilder("| later, µs CPU a message |");

  LifeTable() {
    for (CpuTime.Part part : CpuTime.Part.values()) {
      parts.append(' ').append(part.label).append(" |");
    }
    parts.append("\n| --- |").append(" --- |".repeat(CpuTime.Part.values().length)).append('\n');
  }

  void add(String what, List<Life> all) {
    rows.append(
        String.format(
            Locale.ROOT,
            "| %s | %.2f | %.1f | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f | %,.0f |%n",
            what,
            CostTable.median(all, Life::firstFrameMs) / 1000,
            CostTable.median(all, Life::earlyMicros),
            CostTable.median(all, Life::micros),
            CostTable.median(all, life -> life.micros() - micros(life, CpuTime.Part.COMPILER)),
            CostTable.median(all, Life::receiveMs50),
            CostTable.median(all, Life::receiveMs99),
            CostTable.median(all, Life::visibleMs99),
            CostTable.median(all, Life::residentMb),
            CostTable.median(all, Life::messagesASecond)));
    parts.append("| ").append(what).append(" |");
    for (CpuTime.Part part : CpuTime.Part.values()) {
      parts.append(
          String.format(Locale.ROOT, " %.2f |", CostTable.median(all, life -> micros(life, part))));
    }
    parts.append('\n');
  }

  private static double micros(Life life, CpuTime.Part part) {
    return life.parts().getOrDefault(part, 0.0);
  }

  @Override
  public String toString() {
    return rows + "\n" + parts;
  }
}
