package dev.caravan.record;

/**
 * Lets whoever is behind a feed stop it from reading its sockets and go on later.
 *
 * <p>Reading goes on when nobody holds it any more. Both methods may be called from any thread,
 * return at once, and are harmless when repeated by the same holder.
 */
public interface FlowControl {

  void pauseReading(Object holder);

  void resumeReading(Object holder);

  /** For bursts that no socket produced. */
  FlowControl NONE =
      new FlowControl() {
        @Override
        public void pauseReading(Object holder) {}

        @Override
        public void resumeReading(Object holder) {}
      };
}
