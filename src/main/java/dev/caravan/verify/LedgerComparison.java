package dev.caravan.verify;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Compares what was recorded with what a ledger says was sent, key by key.
 *
 * <p>A key is expected as often as the connection that sent it most often did: what two connections
 * deliver is recorded once, what one delivers twice is recorded twice. Frames of no stream are
 * never dropped, so there every connection counts.
 *
 * <p>Holds the keys of one stream in memory, eight bytes each.
 */
final class LedgerComparison {

  private LedgerComparison() {}

  static LedgerVerdict compare(Ledger ledger, Map<StreamId, KeyRuns> recorded) {
    TreeSet<StreamId> streams =
        new TreeSet<>(Comparator.comparing(StreamId::channel).thenComparing(StreamId::symbol));
    streams.addAll(recorded.keySet());
    for (Ledger.Connection connection : ledger.connections()) {
      connection.streams().forEach(stream -> streams.add(stream.stream()));
    }
    List<LedgerVerdict.Stream> verdicts = new ArrayList<>(streams.size());
    for (StreamId stream : streams) {
      verdicts.add(compare(stream, ledger, recorded.getOrDefault(stream, KeyRuns.EMPTY)));
    }
    return LedgerVerdict.of(ledger.venue(), verdicts);
  }

  private static LedgerVerdict.Stream compare(
      StreamId stream, Ledger ledger, KeyRuns recordedKeys) {
    long[] expected = expected(stream, ledger);
    long[] recorded = sorted(recordedKeys);
    long missing = 0;
    long doubled = 0;
    long unexpected = 0;
    int e = 0;
    int r = 0;
    while (e < expected.length || r < recorded.length) {
      long key =
          r == recorded.length || (e < expected.length && expected[e] < recorded[r])
              ? expected[e]
              : recorded[r];
      int wanted = run(expected, e, key);
      int found = run(recorded, r, key);
      missing += Math.max(0, wanted - found);
      if (wanted == 0) {
        unexpected += found;
      } else {
        doubled += Math.max(0, found - wanted);
      }
      e += wanted;
      r += found;
    }
    return new LedgerVerdict.Stream(
        stream.channel(),
        stream.symbol(),
        expected.length,
        recorded.length,
        missing,
        doubled,
        unexpected);
  }

  private static long[] expected(StreamId stream, Ledger ledger) {
    if (stream.isNone()) {
      return sorted(ledger.sent(stream));
    }
    long[] expected = {};
    for (Ledger.Connection connection : ledger.connections()) {
      expected = mostOften(expected, sorted(connection.sent(stream)));
    }
    return expected;
  }

  /** Every key as often as the array that holds it more often does; both sorted. */
  private static long[] mostOften(long[] one, long[] two) {
    if (one.length == 0 || two.length == 0) {
      return one.length == 0 ? two : one;
    }
    long[] merged = new long[one.length + two.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < one.length || j < two.length) {
      if (j == two.length || (i < one.length && one[i] < two[j])) {
        merged[count++] = one[i++];
      } else {
        if (i < one.length && one[i] == two[j]) {
          i++;
        }
        merged[count++] = two[j++];
      }
    }
    return Arrays.copyOf(merged, count);
  }

  private static long[] sorted(KeyRuns keys) {
    long[] sorted = new long[Math.toIntExact(keys.count())];
    int[] next = {0};
    keys.forEach(key -> sorted[next[0]++] = key);
    Arrays.sort(sorted);
    return sorted;
  }

  private static int run(long[] sorted, int from, long key) {
    int to = from;
    while (to < sorted.length && sorted[to] == key) {
      to++;
    }
    return to - from;
  }
}
