package dev.caravan.simulator.market;

import java.util.SplittableRandom;

/**
 * The order book and the trades of one simulated symbol.
 *
 * <p>Shape: a ladder of {@link #DEPTH} levels on each side, one tick apart around a spread of one
 * tick, so that it is never crossed. Every update has an id, one above the id before, or more where
 * other symbols take ids too; the same ids appear in deltas, partial books, quotes and snapshots.
 *
 * <p>Deterministic from its seed; not thread-safe.
 */
public final class SimulatedBook {

  /** Learns of every level that an update changed. */
  public interface Changes {
    /** Quantity 0 says that the level is gone. */
    void changed(boolean isBid, long price, long quantity);
  }

  /** Levels per side. */
  public static final int DEPTH = 40;

  /** How many steps in a row advance by the same number of ids: keeps ledgers short. */
  private static final int STEPS_OF_A_KIND = 256;

  private static final int MAX_UPDATES_PER_STEP = 5;
  private static final double MOVE_SHARE = 0.08;
  private static final double NEAR_SHARE = 0.6;
  private static final int NEAR = 5;

  private final SimulatedSymbol symbol;
  private final int foreignIds;
  private final SplittableRandom random;
  private final byte[][] bidTexts = new byte[DEPTH][];
  private final byte[][] askTexts = new byte[DEPTH][];
  private final long[] bidQuantities = new long[DEPTH];
  private final long[] askQuantities = new long[DEPTH];
  private final SimulatedFrameBuffer scratch = new SimulatedFrameBuffer();

  private long bestBid;
  private long updateId;
  private long tradeId;
  private long steps;
  private int updatesPerStep = 1;
  private long tradePrice;
  private long tradeQuantity;
  private boolean isBuyerMaker;

  /**
   * Opens a book that has its symbol's price.
   *
   * @param foreignIds how many ids others take before each step: 0 where ids are the symbol's own
   */
  public SimulatedBook(SimulatedSymbol symbol, long seed, int foreignIds) {
    this.symbol = symbol;
    this.foreignIds = foreignIds;
    this.random = new SplittableRandom(seed);
    this.bestBid = symbol.price() / symbol.tick() * symbol.tick();
    // Above 2^31, as the real ones.
    this.updateId = 30_000_000_000L + random.nextLong(50_000_000_000L);
    this.tradeId = 3_000_000_000L + random.nextLong(2_000_000_000L);
    for (int i = 0; i < DEPTH; i++) {
      setQuantity(true, i, quantity());
      setQuantity(false, i, quantity());
    }
  }

  public SimulatedSymbol symbol() {
    return symbol;
  }

  /** The id of the last update. */
  public long updateId() {
    return updateId;
  }

  /**
   * Lets some updates happen.
   *
   * @param touchesBest whether the best bid or ask has to be among them
   */
  public void step(boolean touchesBest, Changes changes) {
    if (steps++ % STEPS_OF_A_KIND == 0) {
      updatesPerStep = 1 + random.nextInt(MAX_UPDATES_PER_STEP);
    }
    updateId += foreignIds;
    for (int i = 0; i < updatesPerStep; i++) {
      updateId++;
      if (random.nextDouble() < MOVE_SHARE) {
        move(changes);
      } else {
        change(touchesBest && i == 0, changes);
      }
    }
  }

  private void change(boolean isBest, Changes changes) {
    boolean isBid = random.nextBoolean();
    int level = isBest ? 0 : random.nextInt(random.nextDouble() < NEAR_SHARE ? NEAR : DEPTH);
    long quantity = quantity();
    setQuantity(isBid, level, quantity);
    changes.changed(isBid, price(isBid, level), quantity);
  }

  /** The best level of one side is taken, the other side follows, the far ends follow too. */
  private void move(Changes changes) {
    boolean isUp = random.nextBoolean();
    if (!isUp && bestBid <= (DEPTH + 1) * symbol.tick()) {
      isUp = true;
    }
    boolean grows = isUp;
    changes.changed(!grows, price(!grows, 0), 0);
    changes.changed(grows, price(grows, DEPTH - 1), 0);
    bestBid += isUp ? symbol.tick() : -symbol.tick();
    shift(grows, true);
    shift(!grows, false);
    changes.changed(grows, price(grows, 0), quantityAt(grows, 0));
    changes.changed(!grows, price(!grows, DEPTH - 1), quantityAt(!grows, DEPTH - 1));
  }

  /** Makes room for a new level at the front, or at the far end, of one side. */
  private void shift(boolean isBid, boolean atFront) {
    byte[][] texts = isBid ? bidTexts : askTexts;
    long[] quantities = isBid ? bidQuantities : askQuantities;
    int from = atFront ? 0 : 1;
    int to = atFront ? 1 : 0;
    System.arraycopy(texts, from, texts, to, DEPTH - 1);
    System.arraycopy(quantities, from, quantities, to, DEPTH - 1);
    setQuantity(isBid, atFront ? 0 : DEPTH - 1, quantity());
  }

  private void setQuantity(boolean isBid, int level, long quantity) {
    (isBid ? bidQuantities : askQuantities)[level] = quantity;
    (isBid ? bidTexts : askTexts)[level] =
        scratch.reset().putLevel(price(isBid, level), quantity).toBytes();
  }

  private long quantity() {
    return (1 + random.nextLong(symbol.typicalSteps() * 2)) * symbol.step();
  }

  public long price(boolean isBid, int level) {
    return isBid ? bestBid - level * symbol.tick() : bestBid + (level + 1) * symbol.tick();
  }

  public long quantityAt(boolean isBid, int level) {
    return (isBid ? bidQuantities : askQuantities)[level];
  }

  /** Appends {@code [["price","quantity"],…]}, the best level first. */
  public void putSide(boolean isBid, int levels, SimulatedFrameBuffer into) {
    byte[][] texts = isBid ? bidTexts : askTexts;
    into.put('[');
    for (int i = 0; i < Math.min(levels, DEPTH); i++) {
      if (i > 0) {
        into.put(',');
      }
      into.put(texts[i]);
    }
    into.put(']');
  }

  /** Lets one trade happen at the best bid or ask; its values are then below. */
  public void trade() {
    tradeId++;
    isBuyerMaker = random.nextBoolean();
    tradePrice = price(isBuyerMaker, 0);
    tradeQuantity = (1 + random.nextLong(symbol.typicalSteps())) * symbol.step();
  }

  /** The last trade as one value. */
  public SimulatedTrades.Trade lastTrade(long timeMs) {
    return new SimulatedTrades.Trade(
        tradeId, tradePrice, tradeQuantity, tradeId, tradeId, timeMs, isBuyerMaker);
  }

  public long tradeId() {
    return tradeId;
  }

  public long tradePrice() {
    return tradePrice;
  }

  public long tradeQuantity() {
    return tradeQuantity;
  }

  public boolean isBuyerMaker() {
    return isBuyerMaker;
  }
}
