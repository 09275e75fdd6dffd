package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far long work has come: on a terminal in one line that is written over, else in plain
 * lines now and then.
 *
 * <p>Threads: any.
 */
final class ProgressLine {

  private static final long TERMINAL_EVERY_NS = 100_000_000L;
  private static final long PLAIN_EVERY_NS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean isTerminal;
  private final NanoClock clock;
  private final String what;

  // Guarded by this.
  private long lastNs;
  private int done;
  private boolean isShown;

  ProgressLine(PrintStream out, boolean isTerminal, NanoClock clock, String what) {
    this.out = requireNonNull(out, "out");
    this.isTerminal = isTerminal;
    this.clock = requireNonNull(clock, "clock");
    this.what = requireNonNull(what, "what");
    this.lastNs = clock.nanos();
  }

  synchronized void show(int nowDone, int total) {
    done = Math.max(done, nowDone);
    show(String.format(Locale.ROOT, "%,d of %,d %s", done, total, what));
  }

  synchronized void show(String text) {
    long now = clock.nanos();
    if (now - lastNs < (isTerminal ? TERMINAL_EVERY_NS : PLAIN_EVERY_NS)) {
      return;
    }
    lastNs = now;
    if (isTerminal) {
      out.print("\r" + text + "\u001b[K");
      out.flush();
      isShown = true;
    } else {
      out.println(text);
    }
  }

  /** Takes the line away again. */
  synchronized void end() {
    if (isShown) {
      out.print("\r\u001b[K");
      out.flush();
      isShown = false;
    }
  }
}
