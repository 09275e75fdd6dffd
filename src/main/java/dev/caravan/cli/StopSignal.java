package dev.caravan.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns Ctrl-C and SIGTERM into a wish that the command fulfils, and lets it choose the exit code.
 *
 * <p>A JVM that ends by a signal answers with 143 or 130, whatever was done meanwhile. So the last
 * act of the shutdown hook is to halt with the code of the command, once the command has returned.
 *
 * <p>Thread-safe; one per process.
 */
public final class StopSignal {

  private static final CountDownLatch WISHED = new CountDownLatch(1);
  private static final CountDownLatch DONE = new CountDownLatch(1);
  private static final AtomicInteger EXIT_CODE = new AtomicInteger();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(StopSignal::hook, "stop"));
  }

  private static volatile boolean armed;
  private static volatile boolean promised;

  public StopSignal() {
    armed = true;
  }

  /** Returns when somebody asked the process to stop. */
  public void await() throws InterruptedException {
    WISHED.await();
  }

  /**
   * Waits for the wish, but not longer than given.
   *
   * @return whether the wish came
   */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    return WISHED.await(timeout, unit);
  }

  /** Says that this process will call {@link #finished}; without that, a stop waits for nobody. */
  public static void promiseToFinish() {
    promised = true;
  }

  /** The command has returned: the process may end with this code. */
  public static void finished(int exitCode) {
    EXIT_CODE.set(exitCode);
    DONE.countDown();
  }

  private static void hook() {
    WISHED.countDown();
    if (!armed || !promised) {
      return;
    }
    try {
      DONE.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(EXIT_CODE.get());
  }
}
