package dev.caravan.market;

import java.util.Optional;

/**
 * Says of an event whether it can be true, and if not, why.
 *
 * <p>Pure: the same event gives the same answer.
 */
@FunctionalInterface
public interface Validator {

  /** Empty where nothing is wrong. */
  Optional<Refusal> judge(MarketEvent event);
}
