package dev.caravan;

/** Starts the command named on the command line. */
public final class Caravan {
  private Caravan() {}

  public static void main(String[] arguments) {
    System.exit(0);
  }
}
