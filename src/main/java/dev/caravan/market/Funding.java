package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * What the holders of a perpetual pay each other next.
 *
 * @param rate a fraction of the position per interval; below zero the short side pays
 * @param nextTimeNs when it is paid, nanoseconds since the epoch, or {@link Origin#NO_TIME}
 */
public record Funding(Origin origin, BigDecimal rate, long nextTimeNs) implements MarketEvent {

  public Funding {
    requireNonNull(origin, "origin");
    requireNonNull(rate, "rate");
  }
}
