package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Something that a venue lists for trading, as its instrument endpoint describes it.
 *
 * @param symbol the venue's own spelling, case kept: what data frames and subscriptions name
 * @param base what is bought and sold; empty where the venue does not say
 * @param quote what it is paid with; empty where the venue does not say
 * @param status the venue's own word: {@code TRADING}, {@code HALT}
 * @param isTrading whether trades can happen now
 * @param tickSize least difference of two prices
 * @param stepSize least difference of two quantities
 * @param channelPrefix what the channels that it has begin with, at a venue of several markets;
 *     empty where it has all of them
 * @param contract how much one of what sizes count is; empty where they count the base asset
 */
public record Instrument(
    String symbol,
    String base,
    String quote,
    String status,
    boolean isTrading,
    Optional<BigDecimal> tickSize,
    Optional<BigDecimal> stepSize,
    String channelPrefix,
    Optional<ContractSize> contract) {

  public Instrument {
    requireNonNull(contract, "contract");
    requireNonNull(channelPrefix, "channelPrefix");
    requireNonNull(base, "base");
    requireNonNull(quote, "quote");
    requireNonNull(status, "status");
    requireNonNull(tickSize, "tickSize");
    requireNonNull(stepSize, "stepSize");
    if (symbol.isBlank()) {
      throw new IllegalArgumentException("an instrument has a symbol");
    }
  }

  /** One whose sizes count the base asset. */
  public Instrument(
      String symbol,
      String base,
      String quote,
      String status,
      boolean isTrading,
      Optional<BigDecimal> tickSize,
      Optional<BigDecimal> stepSize,
      String channelPrefix) {
    this(
        symbol,
        base,
        quote,
        status,
        isTrading,
        tickSize,
        stepSize,
        channelPrefix,
        Optional.empty());
  }

  /** One that has all channels of its venue. */
  public Instrument(
      String symbol,
      String base,
      String quote,
      String status,
      boolean isTrading,
      Optional<BigDecimal> tickSize,
      Optional<BigDecimal> stepSize) {
    this(symbol, base, quote, status, isTrading, tickSize, stepSize, "");
  }

  /** One of which only name and state are known. */
  public static Instrument of(String symbol, boolean isTrading) {
    return new Instrument(
        symbol,
        "",
        "",
        isTrading ? "TRADING" : "HALT",
        isTrading,
        Optional.empty(),
        Optional.empty());
  }
}
