package dev.caravan.market;

import java.util.List;
import java.util.Optional;

/** Asks several validators; the first that refuses has said it. */
public final class Validators implements Validator {

  private final List<Validator> all;

  public Validators(List<Validator> all) {
    this.all = List.copyOf(all);
  }

  /** Price, size, time, candle and crossing: what an event shows by itself. */
  public static Validators ofEvents() {
    return new Validators(
        List.of(
            new PossiblePrice(),
            new PossibleSize(),
            new PossibleTime(),
            new PossibleCandle(),
            new Uncrossed()));
  }

  @Override
  public Optional<Refusal> judge(MarketEvent event) {
    for (Validator validator : all) {
      Optional<Refusal> refusal = validator.judge(event);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }
}
