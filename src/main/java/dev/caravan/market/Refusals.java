package dev.caravan.market;

/** Words refusals of what was read. */
final class Refusals {

  private Refusals() {}

  static Refusal of(MarketEvent event, Reason reason, String what) {
    String symbol = event.symbol();
    return new Refusal(
        event.origin().venue(),
        event.stream(),
        reason,
        symbol.equals(event.stream().symbol()) ? what : symbol + ": " + what);
  }
}
