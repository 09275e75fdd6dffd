package dev.caravan.venue.binance;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.market.SimulatedSymbol;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a simulated Binance venue does its own way. */
public interface SimulatedRules {

  /** First parts of WebSocket paths, longest first: {@code /public}; empty for none. */
  List<String> routes();

  /** Whether a stream is delivered on connections of this route. */
  boolean isDelivered(String route, String streamName);

  /** How many messages a client may send in one second, pings and pongs among them. */
  int messagesPerSecond();

  /** How many messages in one second it may go on sending. */
  default double sustainedMessagesPerSecond() {
    return messagesPerSecond();
  }

  /** Whether this name is a channel of the whole venue, without a symbol. */
  default boolean isOfVenue(String name) {
    return name.startsWith("!");
  }

  /** The key of a channel's id at depth 1 of its payload; empty where it has none. */
  String idField(String channel);

  /** First part of REST paths: {@code /api/v3}. */
  String restPrefix();

  /** Weight that REST requests of one address may have in one minute. */
  int weightPerMinute();

  /** Requests that one address may make in five minutes, whatever their weight; 0 for no limit. */
  int requestsPerFiveMinutes();

  /** Weight of a list of all instruments. */
  int instrumentsWeight();

  /** Weight of the best bid and ask of one symbol. */
  int quoteWeight();

  /** Weight of the ticker of one symbol. */
  int tickerWeight();

  /** Weight of a few candles. */
  int candlesWeight();

  /** Weight of the newest trades. */
  int tradesWeight();

  /** Weight of trades by id. */
  int oldTradesWeight();

  /** Whether trades by id are only for who has a key. */
  boolean needsKeyForOldTrades();

  /** Weight of aggregate trades. */
  int aggregatesWeight();

  /** Levels of a depth snapshot where the request names no number. */
  int defaultDepth();

  /** Whether a depth snapshot may have so many levels. */
  boolean isDepthLimit(int levels);

  /** Weight of a depth snapshot with so many levels. */
  int depthWeight(int levels);

  /** The answer to a number of levels that is not served. */
  RestAnswer badDepthLimit(int levels);

  /** Adds what the venue says of an instrument besides name, status, assets and filters. */
  void writeInstrument(SimulatedSymbol symbol, JsonGenerator json) throws IOException;

  /**
   * Answers a path that only this venue has.
   *
   * @param path behind {@link #restPrefix}
   */
  default Optional<RestAnswer> answer(String path, String symbol, long timeMs) {
    return Optional.empty();
  }

  /** Adds the fields of the filter that sets the smallest order value. */
  void writeNotional(JsonGenerator json) throws IOException;
}
