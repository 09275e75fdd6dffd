package dev.caravan.journal;

import dev.caravan.record.FlowControl;
import java.util.HashSet;
import java.util.Set;

/** A feed that only notes who holds it. */
final class RecordingFlow implements FlowControl {
  private final Set<Object> holders = new HashSet<>();
  private int pauses;
  private int resumes;

  @Override
  public synchronized void pauseReading(Object holder) {
    holders.add(holder);
    pauses++;
  }

  @Override
  public synchronized void resumeReading(Object holder) {
    holders.remove(holder);
    resumes++;
  }

  synchronized boolean isPaused() {
    return !holders.isEmpty();
  }

  synchronized int pauses() {
    return pauses;
  }

  synchronized int resumes() {
    return resumes;
  }
}
