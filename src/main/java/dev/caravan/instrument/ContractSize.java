package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * How much one contract is; sizes of its market times this are amounts.
 *
 * @param amount above zero
 * @param currency what the amount is of: the base asset, or the money of an inverse contract; empty
 *     where the venue does not say
 */
public record ContractSize(BigDecimal amount, String currency) {

  public ContractSize {
    requireNonNull(currency, "currency");
    if (amount.signum() <= 0) {
      throw new IllegalArgumentException("a contract is something: " + amount);
    }
  }
}
