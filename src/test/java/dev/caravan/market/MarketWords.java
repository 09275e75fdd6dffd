package dev.caravan.market;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in one line what an event says, for comparisons that a person can read. */
public final class MarketWords {

  private MarketWords() {}

  /** What a reader makes of one frame: its events, then its refusals. */
  public static String of(MarketReader reader, Arrival arrival, byte[] bytes) {
    Said said = new Said();
    reader.read(arrival, bytes, 0, bytes.length, said);
    List<String> words = new ArrayList<>();
    said.events.forEach(event -> words.add(of(event)));
    said.refusals.forEach(
        refusal -> words.add("refused " + refusal.reason().label() + ": " + refusal.detail()));
    return words.isEmpty() ? "nothing" : String.join(" | ", words);
  }

  /** Keeps what it is told. */
  public static final class Said implements MarketSink {
    public final List<MarketEvent> events = new ArrayList<>();
    public final List<Refusal> refusals = new ArrayList<>();

    @Override
    public void event(MarketEvent event) {
      events.add(event);
    }

    @Override
    public void refused(Refusal refusal) {
      refusals.add(refusal);
    }
  }

  public static String of(MarketEvent event) {
    return event.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT)
        + " "
        + event.symbol()
        + " sent="
        + ms(event.origin().venueTimeNs())
        + " "
        + detail(event);
  }

  private static String detail(MarketEvent event) {
    if (event instanceof Trade trade) {
      return "id="
          + trade.id()
          + " fills="
          + trade.firstFillId()
          + ".."
          + trade.lastFillId()
          + " "
          + trade.side()
          + " "
          + trade.size().toPlainString()
          + " @ "
          + trade.price().toPlainString()
          + " at="
          + ms(trade.tradeTimeNs());
    }
    if (event instanceof Quote quote) {
      return "id="
          + quote.bookId()
          + " bid="
          + quote.bid().map(MarketWords::of).orElse("-")
          + " ask="
          + quote.ask().map(MarketWords::of).orElse("-");
    }
    if (event instanceof BookSnapshot book) {
      return "to=" + book.lastId() + " bids=" + of(book.bids()) + " asks=" + of(book.asks());
    }
    if (event instanceof BookDelta delta) {
      return "ids="
          + delta.firstId()
          + ".."
          + delta.lastId()
          + " bids="
          + of(delta.bids())
          + " asks="
          + of(delta.asks());
    }
    if (event instanceof Candle candle) {
      return candle.interval()
          + " from="
          + ms(candle.openTimeNs())
          + " "
          + candle.open()
          + " "
          + candle.high()
          + " "
          + candle.low()
          + " "
          + candle.close()
          + " volume="
          + of(candle.volume())
          + " quote="
          + of(candle.quoteVolume())
          + " trades="
          + candle.trades()
          + (candle.isClosed() ? " closed" : " open");
    }
    if (event instanceof Ticker ticker) {
      return ticker.window()
          + " last="
          + of(ticker.last())
          + " open="
          + of(ticker.open())
          + " high="
          + of(ticker.high())
          + " low="
          + of(ticker.low())
          + " volume="
          + of(ticker.volume())
          + " quote="
          + of(ticker.quoteVolume())
          + " bid="
          + ticker.bid().map(MarketWords::of).orElse("-")
          + " ask="
          + ticker.ask().map(MarketWords::of).orElse("-");
    }
    if (event instanceof MarkPrice mark) {
      return mark.price() + " index=" + of(mark.indexPrice());
    }
    if (event instanceof Funding funding) {
      return funding.rate().toPlainString() + " next=" + ms(funding.nextTimeNs());
    }
    if (event instanceof ReferencePrice reference) {
      return reference.price().toPlainString();
    }
    if (event instanceof OpenInterest interest) {
      return interest.size().toPlainString();
    }
    if (event instanceof Liquidation liquidation) {
      return liquidation.side()
          + " "
          + liquidation.size()
          + " @ "
          + liquidation.price()
          + " at="
          + ms(liquidation.tradeTimeNs());
    }
    throw new AssertionError(event);
  }

  private static String of(Optional<BigDecimal> number) {
    return number.map(BigDecimal::toPlainString).orElse("-");
  }

  private static String of(Level level) {
    return level.size().toPlainString() + "@" + level.price().toPlainString();
  }

  private static String of(List<Level> levels) {
    return levels.stream().map(MarketWords::of).collect(Collectors.joining(",", "[", "]"));
  }

  private static String ms(long ns) {
    return ns < 0 ? "-" : Long.toString(ns / 1_000_000);
  }
}
