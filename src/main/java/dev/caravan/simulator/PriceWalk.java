package dev.caravan.simulator;

import java.util.SplittableRandom;

/**
 * A price that wanders by ticks, with what a day and a minute made of it; deterministic from its
 * seed.
 *
 * <p>Prices are whole numbers of the quote; sizes whole numbers of 0.00000001. Not thread-safe.
 */
public final class PriceWalk {

  private static final long[] FIRST_PRICES = {95_000_000, 4_100_000, 3_200, 215_000, 410, 890};
  private static final long TYPICAL_SIZE = 25_000_000;

  private final SplittableRandom random;
  private final long tick;
  private final long open;
  private long price;
  private long high;
  private long low;
  private long volume;
  private long traded;

  /**
   * Begins a walk.
   *
   * @param index of the symbol among those of its market
   */
  public PriceWalk(long seed, int index) {
    this.random = new SplittableRandom(seed * 1_000_003 + index);
    this.open = FIRST_PRICES[index % FIRST_PRICES.length] + index / FIRST_PRICES.length;
    this.tick = Math.max(1, (long) Math.pow(10, Long.toString(open).length() - 5.0));
    this.price = open;
    this.high = open;
    this.low = open;
  }

  /** Something is traded, at another price or at the same. */
  public long trade() {
    long floor = tick * 100;
    price = Math.max(floor, price + tick * random.nextInt(-1, 2));
    high = Math.max(high, price);
    low = Math.min(low, price);
    traded = size();
    volume += traded;
    return price;
  }

  /** Any size, never zero. */
  public long size() {
    return 1 + random.nextLong(TYPICAL_SIZE * 2);
  }

  /** What happens once in so many times. */
  public boolean isOnceIn(int times) {
    return random.nextInt(times) == 0;
  }

  public long tick() {
    return tick;
  }

  public long price() {
    return price;
  }

  public long open() {
    return open;
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  /** All that was traded. */
  public long volume() {
    return volume;
  }

  /** What was traded last. */
  public long traded() {
    return traded;
  }
}
