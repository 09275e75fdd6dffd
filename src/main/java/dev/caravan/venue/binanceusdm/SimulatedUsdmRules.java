package dev.caravan.venue.binanceusdm;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.market.SimulatedSymbol;
import dev.caravan.venue.binance.SimulatedRules;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Binance USD-M futures do their own way.
 *
 * <p>Every name is acknowledged on every path, and only those of the path's route are delivered; on
 * the legacy paths without a route that is the public one.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1, 2 and 7.
 */
final class SimulatedUsdmRules implements SimulatedRules {

  private static final String MARKET = "/market";
  private static final Set<Integer> DEPTH_LIMITS = Set.of(5, 10, 20, 50, 100, 500, 1000);

  @Override
  public List<String> routes() {
    return List.of("/public", MARKET, "");
  }

  @Override
  public boolean isDelivered(String route, String streamName) {
    String channel =
        streamName.startsWith("!") ? streamName : streamName.substring(streamName.indexOf('@') + 1);
    boolean isPublic = channel.matches("trade|!?bookTicker|(depth|rpiDepth)(5|10|20)?(@\\d+ms)?");
    return isPublic != route.equals(MARKET);
  }

  @Override
  public boolean isOfVenue(String name) {
    return SimulatedRules.super.isOfVenue(name) || name.equals("tradingSession");
  }

  /** The documented number; on the wire 15 at once were still answered. */
  @Override
  public int messagesPerSecond() {
    return 10;
  }

  @Override
  public String idField(String channel) {
    if (channel.startsWith("depth") || channel.startsWith("rpiDepth")) {
      return "u";
    }
    return switch (channel) {
      case "trade" -> "t";
      case "aggTrade" -> "a";
      case "bookTicker" -> "u";
      default -> "";
    };
  }

  @Override
  public String restPrefix() {
    return "/fapi/v1";
  }

  @Override
  public int weightPerMinute() {
    return 2400;
  }

  @Override
  public int requestsPerFiveMinutes() {
    return 0;
  }

  @Override
  public int instrumentsWeight() {
    return 1;
  }

  @Override
  public int quoteWeight() {
    return 2;
  }

  @Override
  public int tickerWeight() {
    return 1;
  }

  @Override
  public int candlesWeight() {
    return 1;
  }

  @Override
  public int tradesWeight() {
    return 5;
  }

  @Override
  public int oldTradesWeight() {
    return 20;
  }

  @Override
  public boolean needsKeyForOldTrades() {
    return true;
  }

  @Override
  public int aggregatesWeight() {
    return 20;
  }

  @Override
  public int defaultDepth() {
    return 500;
  }

  @Override
  public boolean isDepthLimit(int levels) {
    return DEPTH_LIMITS.contains(levels);
  }

  @Override
  public int depthWeight(int levels) {
    return levels <= 50 ? 2 : levels <= 100 ? 5 : levels <= 500 ? 10 : 20;
  }

  @Override
  public RestAnswer badDepthLimit(int levels) {
    return RestAnswer.of(
        400, "{\"code\":-4021,\"msg\":\"" + levels + " is not valid depth limit.\"}");
  }

  @Override
  public void writeInstrument(SimulatedSymbol symbol, JsonGenerator json) throws IOException {
    json.writeStringField("pair", symbol.name());
    json.writeStringField("contractType", "PERPETUAL");
    json.writeNumberField("deliveryDate", 4133404800000L);
    json.writeNumberField("onboardDate", 1569398400000L);
    json.writeStringField("marginAsset", symbol.quote());
    json.writeNumberField("pricePrecision", 8);
    json.writeNumberField("quantityPrecision", 8);
    json.writeStringField("underlyingType", "COIN");
  }

  @Override
  public Optional<RestAnswer> answer(String path, String symbol, long timeMs) {
    if (!path.equals("/openInterest") && !path.equals("/premiumIndex")) {
      return Optional.empty();
    }
    if (!symbol.matches("[\\p{L}\\p{N}_]+")) {
      return Optional.of(
          RestAnswer.of(
              400,
              "{\"code\":-1102,\"msg\":\"Mandatory parameter 'symbol' was not sent, was empty/null,"
                  + " or malformed.\"}"));
    }
    return Optional.of(
        RestAnswer.of(
            200,
            (path.equals("/openInterest")
                    ? "{\"openInterest\":\"10659.509\",\"symbol\":\""
                    : "{\"markPrice\":\"83084.3\",\"lastFundingRate\":\"0.0001\",\"symbol\":\"")
                + symbol
                + "\",\"time\":"
                + timeMs
                + "}"));
  }

  @Override
  public void writeNotional(JsonGenerator json) throws IOException {
    json.writeStringField("filterType", "MIN_NOTIONAL");
    json.writeStringField("notional", "5");
  }
}
