package dev.caravan.venue.binance;

import static dev.caravan.simulator.market.SimulatedFrameBuffer.ascii;

import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.market.SimulatedBook;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Answers requests for the best bid and ask, the ticker and the candles of one symbol from its book
 * as it is now.
 *
 * <p>The market keeps no history of prices: all candles of an answer are as high as the last.
 */
final class SimulatedQuoteRest {

  private static final int USUAL_CANDLES = 500;
  private static final int MOST_CANDLES = 1000;

  private final SimulatedFrames frames;

  SimulatedQuoteRest(SimulatedFrames frames) {
    this.frames = frames;
  }

  RestAnswer bookTicker(String symbol, long timeMs) {
    return frames
        .book(symbol)
        .map(
            book -> {
              SimulatedFrameBuffer body = opened(book);
              body.put(ascii(",\"bidPrice\":")).putDecimal(book.price(true, 0));
              body.put(ascii(",\"bidQty\":")).putDecimal(book.quantityAt(true, 0));
              body.put(ascii(",\"askPrice\":")).putDecimal(book.price(false, 0));
              body.put(ascii(",\"askQty\":")).putDecimal(book.quantityAt(false, 0));
              return closed(body, timeMs);
            })
        .orElseGet(SimulatedQuoteRest::unknownSymbol);
  }

  RestAnswer ticker(String symbol, long timeMs) {
    return frames
        .book(symbol)
        .map(
            book -> {
              SimulatedFrameBuffer body = opened(book);
              for (String field :
                  new String[] {"lastPrice", "openPrice", "highPrice", "lowPrice"}) {
                body.put(ascii(",\"" + field + "\":")).putDecimal(book.price(true, 0));
              }
              body.put(ascii(",\"closeTime\":")).putNumber(timeMs);
              return closed(body, timeMs);
            })
        .orElseGet(SimulatedQuoteRest::unknownSymbol);
  }

  RestAnswer candles(String symbol, String interval, Optional<String> limit, long timeMs) {
    Optional<SimulatedBook> book = frames.book(symbol);
    if (book.isEmpty()) {
      return unknownSymbol();
    }
    if (!SimulatedCandles.isKnown("kline_" + interval)) {
      return SimulatedBinanceRest.error(400, -1120, "Invalid interval.");
    }
    int count;
    try {
      count = Math.min(MOST_CANDLES, limit.map(Integer::parseInt).orElse(USUAL_CANDLES));
    } catch (NumberFormatException e) {
      return SimulatedBinanceRest.error(400, -1100, "Illegal characters found in a parameter.");
    }
    long lengthMs = SimulatedCandles.milliseconds(interval);
    long newestMs = timeMs - timeMs % lengthMs;
    SimulatedFrameBuffer body = new SimulatedFrameBuffer().put('[');
    for (int i = count - 1; i >= 0; i--) {
      body.put('[').putNumber(newestMs - i * lengthMs);
      for (int price = 0; price < 4; price++) {
        body.put(',').putDecimal(book.get().price(true, 0));
      }
      body.put(ascii(",\"0\",")).putNumber(newestMs - i * lengthMs + lengthMs - 1);
      body.put(ascii(",\"0\",0,\"0\",\"0\",\"0\"]")).put(i == 0 ? ']' : ',');
    }
    return new RestAnswer(200, body.toBytes(), Map.of());
  }

  private static SimulatedFrameBuffer opened(SimulatedBook book) {
    return new SimulatedFrameBuffer().put(ascii("{\"symbol\":\"" + book.symbol().name() + "\""));
  }

  private static RestAnswer closed(SimulatedFrameBuffer body, long timeMs) {
    body.put(ascii(",\"time\":")).putNumber(timeMs).put('}');
    return new RestAnswer(200, body.toBytes(), Map.of());
  }

  private static RestAnswer unknownSymbol() {
    return SimulatedBinanceRest.error(400, -1121, "Invalid symbol.");
  }
}
