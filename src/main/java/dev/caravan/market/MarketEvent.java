package dev.caravan.market;

import dev.caravan.instrument.StreamId;

/**
 * Something that a venue said about a market, in the form that all venues share.
 *
 * <p>Prices, sizes, volumes and rates are {@link java.math.BigDecimal}: exact, and with the number
 * of decimals that the venue wrote. A long with a scale would hold nearly all of them in less
 * memory, but not a volume of 28 digits (Gate.io) or a number with an exponent (Upbit) without
 * rules of its own; a BigDecimal below 19 digits is a long with a scale. Since {@code equals} of a
 * BigDecimal tells {@code 1.0} from {@code 1.00}, compare prices with {@code compareTo}.
 *
 * <p>Ids are the venue's, or {@link #NO_ID}. Times are nanoseconds since the epoch, whatever unit
 * the venue uses, or {@link Origin#NO_TIME}. Implementations are immutable. What an event says was
 * read, not judged: {@link Validator} does that.
 */
public sealed interface MarketEvent
    permits Trade,
        Quote,
        BookSnapshot,
        BookDelta,
        Candle,
        Ticker,
        MarkPrice,
        Funding,
        ReferencePrice,
        OpenInterest,
        Liquidation {

  /** The event has no id. */
  long NO_ID = -1;

  /** Where and when it comes from. */
  Origin origin();

  default StreamId stream() {
    return origin().stream();
  }

  /** What it is about, as the venue spells it in data. */
  default String symbol() {
    return origin().symbol();
  }
}
