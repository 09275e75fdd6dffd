package dev.caravan.web;

import java.util.ArrayList;
import java.util.List;

/**
 * Remembers the last few minutes of the total rate, so that a page opened now shows what was.
 *
 * <p>Any thread; holds a fixed number of samples.
 */
public final class RateHistory {
  /** Five minutes at one sample a second. */
  public static final int DEFAULT_SAMPLES = 300;

  private final int capacity;

  // Guarded by this.
  private final long[] timesMs;
  private final double[] rates;
  private int size;
  private int next;

  public RateHistory() {
    this(DEFAULT_SAMPLES);
  }

  public RateHistory(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("rate history needs a sample: capacity=" + capacity);
    }
    this.capacity = capacity;
    this.timesMs = new long[capacity];
    this.rates = new double[capacity];
  }

  /** Adds a sample; the oldest one leaves when there is no room. */
  public synchronized void add(long epochMs, double framesPerSecond) {
    timesMs[next] = epochMs;
    rates[next] = framesPerSecond;
    next = (next + 1) % capacity;
    size = Math.min(size + 1, capacity);
  }

  /** Every sample, oldest first. */
  public synchronized List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int at = Math.floorMod(next - size + i, capacity);
      samples.add(new Sample(timesMs[at], rates[at]));
    }
    return samples;
  }

  /** The rate at one moment. */
  public record Sample(long epochMs, double framesPerSecond) {}
}
