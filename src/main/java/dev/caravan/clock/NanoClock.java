package dev.caravan.clock;

/** Tells monotonic time in nanoseconds from an arbitrary origin; only differences mean anything. */
@FunctionalInterface
public interface NanoClock {

  long nanos();

  /** The machine's monotonic clock. */
  static NanoClock system() {
    return System::nanoTime;
  }
}
