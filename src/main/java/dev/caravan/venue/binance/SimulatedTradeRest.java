package dev.caravan.venue.binance;

import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.market.SimulatedFrameBuffer;
import dev.caravan.simulator.market.SimulatedTrades;
import java.util.Map;
import java.util.Optional;

/**
 * Answers requests for trades by id, and for the newest ones, from what the market produced.
 *
 * <p>Only so many are remembered; who asks for older ones is told so.
 */
final class SimulatedTradeRest {

  private static final int MOST = 1000;
  private static final int USUAL = 500;

  private final SimulatedFrames frames;

  SimulatedTradeRest(SimulatedFrames frames) {
    this.frames = frames;
  }

  /**
   * Answers one request.
   *
   * @param isAggregate whether aggregate trades are meant
   * @param fromId the first wanted; empty for the newest
   * @param limit how many at most, at most {@value #MOST}; empty for {@value #USUAL}
   */
  RestAnswer answer(
      String symbol, boolean isAggregate, Optional<String> fromId, Optional<String> limit) {
    Optional<SimulatedTrades> known = frames.trades(symbol, isAggregate);
    if (known.isEmpty()) {
      return SimulatedBinanceRest.error(400, -1121, "Invalid symbol.");
    }
    SimulatedTrades trades = known.get();
    int count;
    long from;
    try {
      count = limit.map(Integer::parseInt).orElse(USUAL);
      from = fromId.map(Long::parseLong).orElseGet(() -> trades.newest(count));
    } catch (NumberFormatException e) {
      return SimulatedBinanceRest.error(400, -1100, "Illegal characters found in a parameter.");
    }
    if (count < 1 || count > MOST) {
      return SimulatedBinanceRest.error(
          400, -1130, "Data sent for parameter 'limit' is not valid.");
    }
    if (fromId.isPresent() && !trades.isKnownFrom(from)) {
      return SimulatedBinanceRest.error(
          400,
          -4166,
          "This simulated market remembers trades from id " + trades.oldestId() + " on only.");
    }
    SimulatedFrameBuffer body = new SimulatedFrameBuffer();
    trades.put(from, count, frames.tradeForm(isAggregate), body);
    return new RestAnswer(200, body.toBytes(), Map.of());
  }
}
