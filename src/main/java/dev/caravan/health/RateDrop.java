package dev.caravan.health;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Notices that a venue sends far fewer frames than it usually does, though it sends some.
 *
 * <p>Usual is the median of the minutes of the last hour, for each stream, so that neither a burst
 * nor a change of what is recorded moves it; what lasts longer than half an hour becomes usual.
 *
 * <p>Thread-safe; ask about once a second.
 */
public final class RateDrop {

  static final int MINUTES = 60;
  static final int ENOUGH_MINUTES = 10;

  /** Slower than this in all, a venue's rate means nothing. */
  static final double LEAST_FRAMES_PER_SECOND = 1;

  private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();
  private static final long SAMPLE_NS = Duration.ofMillis(900).toNanos();

  private final NanoClock clock;
  private final int percent;

  // Guarded by this.
  private final Deque<Double> minutes = new ArrayDeque<>();
  private double sum;
  private int samples;
  private long minuteBeganNs;
  private long sampledAtNs;

  /**
   * @param percent of the usual rate below which it is a problem; 0 for never
   */
  public RateDrop(NanoClock clock, int percent) {
    this.clock = requireNonNull(clock, "clock");
    this.percent = percent;
    this.minuteBeganNs = clock.nanos();
    this.sampledAtNs = minuteBeganNs - SAMPLE_NS;
  }

  /**
   * Takes the rate as it is now and says what is wrong with it.
   *
   * @param framesPerSecond of all streams together
   * @param streams how many there are
   */
  public synchronized Optional<String> problem(double framesPerSecond, int streams) {
    if (streams == 0) {
      return Optional.empty();
    }
    sample(framesPerSecond / streams);
    if (minutes.size() < ENOUGH_MINUTES) {
      return Optional.empty();
    }
    double usual = median() * streams;
    if (usual < LEAST_FRAMES_PER_SECOND || framesPerSecond >= usual * percent / 100) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%.1f frames a second, usually %.1f (limit %d %%)",
            framesPerSecond,
            usual,
            percent));
  }

  private void sample(double ofOneStream) {
    long now = clock.nanos();
    if (now - sampledAtNs < SAMPLE_NS) {
      return;
    }
    sampledAtNs = now;
    if (now - minuteBeganNs >= MINUTE_NS) {
      if (samples > 0) {
        minutes.add(sum / samples);
      }
      while (minutes.size() > MINUTES) {
        minutes.remove();
      }
      sum = 0;
      samples = 0;
      minuteBeganNs = now;
    }
    sum += ofOneStream;
    samples++;
  }

  private double median() {
    return minutes.stream().sorted().skip(minutes.size() / 2).findFirst().orElse(0.0);
  }
}
