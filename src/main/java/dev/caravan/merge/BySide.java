package dev.caravan.merge;

import java.util.function.Supplier;

/** One thing for each of the two recordings. */
record BySide<T>(T a, T b) {

  static <T> BySide<T> each(Supplier<T> made) {
    return new BySide<>(made.get(), made.get());
  }

  T of(Side side) {
    return side == Side.A ? a : b;
  }
}
