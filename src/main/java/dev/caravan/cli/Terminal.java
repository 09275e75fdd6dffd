package dev.caravan.cli;

import java.io.Console;

/** Knows whether a person is looking. */
final class Terminal {
  private Terminal() {}

  /** Whether input and output are a terminal. */
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on a console may exist without a terminal, and says so itself.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
