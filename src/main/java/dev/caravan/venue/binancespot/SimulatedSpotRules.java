package dev.caravan.venue.binancespot;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.venue.binance.SimulatedRules;
import java.io.IOException;
import java.util.List;

/** What Binance spot does its own way; protocol sheet of 2026-11-20, sections 1, 2 and 6. */
final class SimulatedSpotRules implements SimulatedRules {

  @Override
  public List<String> routes() {
    return List.of("");
  }

  @Override
  public boolean isDelivered(String route, String streamName) {
    return true;
  }

  @Override
  public int messagesPerSecond() {
    return 5;
  }

  /** Measured in autumn 2026: one each 500 ms held, one each 250 ms was closed with 1008. */
  @Override
  public double sustainedMessagesPerSecond() {
    return 3;
  }

  @Override
  public String idField(String channel) {
    return switch (channel) {
      case "trade", "blockTrade" -> "t";
      case "aggTrade" -> "a";
      case "bookTicker", "depth", "depth@100ms", "depth@1000ms" -> "u";
      default -> channel.matches("depth(5|10|20)(@1000?ms)?") ? "lastUpdateId" : "";
    };
  }

  @Override
  public String restPrefix() {
    return "/api/v3";
  }

  @Override
  public int weightPerMinute() {
    return 6000;
  }

  @Override
  public int requestsPerFiveMinutes() {
    return 300_000;
  }

  @Override
  public int instrumentsWeight() {
    return 20;
  }

  @Override
  public int quoteWeight() {
    return 2;
  }

  @Override
  public int tickerWeight() {
    return 2;
  }

  @Override
  public int candlesWeight() {
    return 2;
  }

  @Override
  public int tradesWeight() {
    return 25;
  }

  @Override
  public int oldTradesWeight() {
    return 25;
  }

  @Override
  public boolean needsKeyForOldTrades() {
    return false;
  }

  @Override
  public int aggregatesWeight() {
    return 4;
  }

  @Override
  public int defaultDepth() {
    return 100;
  }

  @Override
  public boolean isDepthLimit(int levels) {
    return levels >= 1;
  }

  @Override
  public int depthWeight(int levels) {
    return levels <= 100 ? 5 : levels <= 500 ? 25 : levels <= 1000 ? 50 : 250;
  }

  @Override
  public RestAnswer badDepthLimit(int levels) {
    return RestAnswer.of(
        400, "{\"code\":-1130,\"msg\":\"Data sent for parameter 'limit' is not valid.\"}");
  }

  @Override
  public void writeInstrument(SimulatedSymbol symbol, JsonGenerator json) throws IOException {
    json.writeNumberField("baseAssetPrecision", 8);
    json.writeNumberField("quoteAssetPrecision", 8);
    json.writeBooleanField("isSpotTradingAllowed", true);
    json.writeBooleanField("isMarginTradingAllowed", false);
    json.writeArrayFieldStart("permissionSets");
    json.writeEndArray();
  }

  @Override
  public void writeNotional(JsonGenerator json) throws IOException {
    json.writeStringField("filterType", "NOTIONAL");
    json.writeStringField("minNotional", "5.00000000");
  }
}
