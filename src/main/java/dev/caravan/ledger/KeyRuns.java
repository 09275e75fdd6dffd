package dev.caravan.ledger;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * A sequence of frame keys in order, held as arithmetic runs.
 *
 * <p>Shape: run {@code i} stands for {@code first, first + step, first + 2 * step, …}, {@code
 * count} keys in all; the runs one behind the other are the sequence. Exact for any sequence: sums
 * wrap around, and keys that follow no rule become runs of one or two.
 *
 * <p>Immutable.
 */
public final class KeyRuns {

  /** No key at all. */
  public static final KeyRuns EMPTY = new KeyRuns(new long[0], 0);

  private static final int FIELDS = 3;

  private final long[] fields;
  private final long count;

  private KeyRuns(long[] fields, long count) {
    this.fields = fields;
    this.count = count;
  }

  /** Holds these keys, in this order. */
  public static KeyRuns of(long... keys) {
    Builder builder = new Builder();
    for (long key : keys) {
      builder.add(key);
    }
    return builder.build();
  }

  /** How many keys the sequence has. */
  public long count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** How many runs hold the sequence. */
  public int runs() {
    return fields.length / FIELDS;
  }

  public long runFirst(int run) {
    return fields[run * FIELDS];
  }

  public long runStep(int run) {
    return fields[run * FIELDS + 1];
  }

  public long runCount(int run) {
    return fields[run * FIELDS + 2];
  }

  /** Hands over every key, in order. */
  public void forEach(LongConsumer consumer) {
    for (int run = 0; run < runs(); run++) {
      long key = runFirst(run);
      for (long i = 0; i < runCount(run); i++) {
        consumer.accept(key);
        key += runStep(run);
      }
    }
  }

  /** The keys in order; meant for tests and small sequences. */
  public long[] toArray() {
    LongStream.Builder keys = LongStream.builder();
    forEach(keys);
    return keys.build().toArray();
  }

  /** Equal sequences are equal, however they were cut into runs. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof KeyRuns that) || count != that.count) {
      return false;
    }
    return Arrays.equals(fields, that.fields)
        || Arrays.equals(canonical().fields, that.canonical().fields);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(canonical().fields);
  }

  private KeyRuns canonical() {
    Builder builder = new Builder();
    forEach(builder::add);
    return builder.build();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int run = 0; run < runs(); run++) {
      text.append(run == 0 ? "[" : ",[").append(runFirst(run));
      text.append(',').append(runStep(run)).append(',').append(runCount(run)).append(']');
    }
    return text.append(']').toString();
  }

  /** Takes keys one by one and keeps their runs; not thread-safe. */
  public static final class Builder {
    private long[] fields = new long[8 * FIELDS];
    private int used;
    private long count;
    private long first;
    private long step;
    private long runCount;
    private long last;

    /** Puts one key behind the others. */
    public Builder add(long key) {
      count++;
      if (runCount == 1) {
        step = key - first;
        runCount = 2;
      } else if (runCount > 1 && key == last + step) {
        runCount++;
      } else {
        closeRun();
        first = key;
        step = 0;
        runCount = 1;
      }
      last = key;
      return this;
    }

    /**
     * Puts a whole run behind the others.
     *
     * @throws IllegalArgumentException if {@code runLength} is below 1 or the keys would be more
     *     than fit a {@code long}
     */
    public Builder addRun(long runFirst, long runStep, long runLength) {
      if (runLength < 1) {
        throw new IllegalArgumentException("a run has at least one key: count=" + runLength);
      }
      long total = count + runLength;
      if (total < 0) {
        throw new IllegalArgumentException("too many keys: count=" + runLength);
      }
      closeRun();
      count = total;
      first = runFirst;
      step = runLength == 1 ? 0 : runStep;
      runCount = runLength;
      last = runFirst + runStep * (runLength - 1);
      return this;
    }

    /** How many keys were added. */
    public long count() {
      return count;
    }

    /** The sequence so far; the builder goes on. */
    public KeyRuns build() {
      if (count == 0) {
        return EMPTY;
      }
      long[] copy = Arrays.copyOf(fields, used + FIELDS);
      copy[used] = first;
      copy[used + 1] = step;
      copy[used + 2] = runCount;
      return new KeyRuns(copy, count);
    }

    private void closeRun() {
      if (runCount == 0) {
        return;
      }
      if (used + FIELDS > fields.length) {
        fields = Arrays.copyOf(fields, fields.length * 2);
      }
      fields[used++] = first;
      fields[used++] = step;
      fields[used++] = runCount;
    }
  }
}
