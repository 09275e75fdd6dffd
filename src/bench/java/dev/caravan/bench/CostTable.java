package dev.caravan.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Words what was measured as a Markdown table: medians, and the least and most in brackets. */
final class CostTable {

  private final StringBuilder rows = new StringBuilder();
  private final StringBuilder parts = new StringBuilder();

  CostTable() {
    rows.append(
        "| what | µs CPU a message | ratio to bare | without the compiler's | ratio to bare |");
    rows.append(" messages a second | bytes a message |\n");
    rows.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    parts.append("| µs CPU a message |");
    for (CpuTime.Part part : CpuTime.Part.values()) {
      parts.append(' ').append(part.label).append(" |");
    }
    parts.append("\n| --- |").append(" --- |".repeat(CpuTime.Part.values().length)).append('\n');
  }

  /** Adds what a client needed, beside the bare one in the same conditions. */
  void add(String what, List<Measurement> measured, List<Measurement> bare) {
    rows.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.2f | %s | %.2f | %,.0f | %.0f |%n",
            what,
            spread(measured, Measurement::microsPerMessage),
            ratio(measured, bare, Measurement::microsPerMessage),
            spread(measured, CostTable::withoutCompiler),
            ratio(measured, bare, CostTable::withoutCompiler),
            median(measured, Measurement::rate),
            median(measured, Measurement::bytesPerMessage)));
    parts.append("| ").append(what).append(" |");
    for (CpuTime.Part part : CpuTime.Part.values()) {
      parts.append(
          String.format(
              Locale.ROOT, " %.2f |", median(measured, one -> one.microsPerMessage(part))));
    }
    parts.append('\n');
  }

  private static double withoutCompiler(Measurement one) {
    return one.microsPerMessage() - one.microsPerMessage(CpuTime.Part.COMPILER);
  }

  private static double ratio(
      List<Measurement> measured, List<Measurement> bare, ToDoubleFunction<Measurement> what) {
    return median(measured, what) / median(bare, what);
  }

  private static String spread(List<Measurement> all, ToDoubleFunction<Measurement> what) {
    double[] sorted = all.stream().mapToDouble(what).sorted().toArray();
    String middle = String.format(Locale.ROOT, "%.2f", median(all, what));
    return sorted.length == 1
        ? middle
        : middle + String.format(Locale.ROOT, " (%.2f–%.2f)", sorted[0], sorted[sorted.length - 1]);
  }

  static <T> double median(List<T> all, ToDoubleFunction<T> what) {
    double[] sorted = all.stream().mapToDouble(what).toArray();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  @Override
  public String toString() {
    return rows + "\n" + parts;
  }
}
