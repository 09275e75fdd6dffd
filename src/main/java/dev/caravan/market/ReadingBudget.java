package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.BooleanSupplier;

/**
 * Says whether reading may cost something more: a share of one core, by the CPU time of the thread
 * that reads, whatever else it does besides.
 *
 * <p>What was not spent is saved for a second, and what was spent too much is owed for as long, so
 * that a cold start, in which everything is dear, is over soon. While nobody looks at what is read
 * it is a tenth of that: judging what nobody sees is worth less than the recorder's quiet. One
 * thread.
 */
public final class ReadingBudget {

  private static final long SECOND_NS = 1_000_000_000L;

  /** Asking for CPU time is a call of the system, so it is not done after each frame. */
  static final int MEASURED_EVERY = 8;

  /** What part of the share is left while nobody looks. */
  static final int UNSEEN_PART = 10;

  private final int percent;
  private final NanoClock clock;
  private final NanoClock cpu;
  private final BooleanSupplier isSeen;
  private final long mostNs;
  private long savedNs;
  private long filledAtNs;
  private long cpuAtNs;
  private int read;

  /**
   * @param percent of one core; 100 and more is no limit
   * @param cpu CPU time of the thread that reads
   * @param isSeen whether somebody looks at what is read
   */
  public ReadingBudget(int percent, NanoClock clock, NanoClock cpu, BooleanSupplier isSeen) {
    this.percent = percent;
    this.clock = requireNonNull(clock, "clock");
    this.cpu = requireNonNull(cpu, "cpu");
    this.isSeen = requireNonNull(isSeen, "isSeen");
    this.mostNs = SECOND_NS * percent / 100;
    this.savedNs = mostNs;
    this.filledAtNs = clock.nanos();
    this.cpuAtNs = Long.MAX_VALUE;
  }

  /** A share of one core as the system counts CPU time. */
  public static ReadingBudget ofPercent(int percent, BooleanSupplier isSeen) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return new ReadingBudget(
        percent,
        NanoClock.system(),
        threads.isCurrentThreadCpuTimeSupported()
            ? threads::getCurrentThreadCpuTime
            : NanoClock.system(),
        isSeen);
  }

  /** Everything may be read. */
  public static ReadingBudget unlimited() {
    return ofPercent(100, () -> true);
  }

  /** A round of reading begins; what was done since the last one is charged too. */
  void begin() {
    charge();
    long now = clock.nanos();
    long paidNs = (now - filledAtNs) / 100 * percent;
    savedNs = Math.min(mostNs, savedNs + (isSeen.getAsBoolean() ? paidNs : paidNs / UNSEEN_PART));
    filledAtNs = now;
  }

  boolean isLeft() {
    return savedNs > 0 || percent >= 100;
  }

  /** A frame was read. */
  void wasRead() {
    if (++read >= MEASURED_EVERY) {
      charge();
    }
  }

  private void charge() {
    long now = percent < 100 ? cpu.nanos() : 0;
    savedNs = Math.max(-mostNs, savedNs - Math.max(0, now - cpuAtNs));
    cpuAtNs = now;
    read = 0;
  }
}
