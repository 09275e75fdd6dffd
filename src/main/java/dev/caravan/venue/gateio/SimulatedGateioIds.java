package dev.caravan.venue.gateio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import java.io.IOException;
import java.util.List;

/**
 * Reads stream and id from a frame, and the stream from a request, with a JSON parser and apart
 * from the mapping that the recorder uses, so that a mistake in one of them shows.
 */
final class SimulatedGateioIds {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SimulatedGateioIds() {}

  static FrameIdentity identify(byte[] frame) {
    JsonNode read;
    try {
      read = JSON.readTree(frame);
    } catch (JsonProcessingException e) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    } catch (IOException e) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    String channel = read == null ? "" : read.path("channel").asText("");
    JsonNode result = read == null ? JSON.nullNode() : read.path("result");
    String event = read == null ? "" : read.path("event").asText("update");
    boolean isData = event.equals("update") || event.equals("all");
    if (!isData || result.has("status") || result.has("type")) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    JsonNode first = result.isArray() ? result.path(0) : result;
    StreamId stream = stream(channel, first);
    for (JsonNode element : result.isArray() ? result : List.<JsonNode>of()) {
      StreamId its = stream(channel, element);
      if (stream.isNone() || its.isNone()) {
        return FrameIdentity.byContent(StreamId.NONE, frame);
      }
      if (!its.equals(stream)) {
        return FrameIdentity.byContent(new StreamId(stream.channel(), ""), frame);
      }
    }
    long id = -1;
    for (JsonNode element : result.isArray() ? result : List.of(result)) {
      id = Math.max(id, element.path(idKey(channel)).asLong(-1));
    }
    return id < 0 || stream.isNone() || result.path("full").asBoolean()
        ? FrameIdentity.byContent(stream, frame)
        : new FrameIdentity(stream, id);
  }

  private static String idKey(String channel) {
    return switch (channel) {
      case "spot.trades" -> "id_market";
      case "futures.trades", "futures.order_book" -> "id";
      case "spot.order_book" -> "lastUpdateId";
      case "spot.book_ticker",
          "futures.book_ticker",
          "spot.order_book_update",
          "futures.order_book_update",
          "spot.obu",
          "futures.obu" ->
          "u";
      default -> "no id";
    };
  }

  private static StreamId stream(String channel, JsonNode result) {
    String symbol = result.path("s").asText(result.path("currency_pair").asText(contract(result)));
    String name = result.path("n").asText("");
    int split = name.indexOf('_');
    switch (channel) {
      case "spot.candlesticks", "futures.candlesticks":
        return split < 1
            ? StreamId.NONE
            : named(channel + "_" + name.substring(0, split), name.substring(split + 1));
      case "spot.obu", "futures.obu":
        return ofDepth(channel, symbol);
      case "spot.order_book", "futures.order_book":
        return withLevels(channel, symbol, result.path("l").asText("20"), "20");
      case "spot.order_book_update", "futures.order_book_update":
        return withLevels(channel, symbol, result.path("l").asText("100"), "100");
      case "spot.trades",
      "spot.tickers",
      "spot.book_ticker",
      "futures.trades",
      "futures.tickers",
      "futures.book_ticker",
      "futures.public_liquidates",
      "futures.contract_stats",
      "futures.contract_info":
        return symbol.isEmpty() ? StreamId.NONE : new StreamId(channel, symbol);
      default:
        return StreamId.NONE;
    }
  }

  private static String contract(JsonNode result) {
    return result.path("contract").asText(result.path("c").asText(result.path("name").asText("")));
  }

  private static StreamId withLevels(String channel, String symbol, String levels, String usual) {
    return symbol.isEmpty()
        ? StreamId.NONE
        : named(levels.equals(usual) ? channel : channel + "_" + levels, symbol);
  }

  /** None where what tells streams of a channel apart cannot be in a name. */
  private static StreamId named(String channel, String symbol) {
    return channel.indexOf('/') >= 0 ? StreamId.NONE : new StreamId(channel, symbol);
  }

  /** {@code ob.BTC_USDT.50}. */
  private static StreamId ofDepth(String channel, String name) {
    String[] parts = name.split("\\.");
    return parts.length < 3 || !parts[0].equals("ob")
        ? StreamId.NONE
        : named(
            channel + "_" + parts[parts.length - 1],
            name.substring("ob.".length(), name.lastIndexOf('.')));
  }

  /** The streams that a request names; none if it is not one that the venue takes. */
  static List<StreamId> streams(String channel, List<String> payload) {
    if (payload.isEmpty()) {
      return List.of();
    }
    String first = payload.get(0);
    String second = payload.size() > 1 ? payload.get(1) : "";
    String third = payload.size() > 2 ? payload.get(2) : "";
    return switch (channel) {
      case "spot.candlesticks", "futures.candlesticks" ->
          second.isEmpty() ? List.of() : List.of(named(channel + "_" + first, second));
      case "spot.obu", "futures.obu" ->
          payload.stream().map(name -> ofDepth(channel, name)).toList();
      case "spot.order_book", "futures.order_book" ->
          third.isEmpty() ? List.of() : List.of(withLevels(channel, first, second, "20"));
      case "spot.order_book_update" ->
          List.of(withLevels(channel, first, second.equals("20ms") ? "20" : "100", "100"));
      case "futures.order_book_update" ->
          List.of(withLevels(channel, first, third.isEmpty() ? "100" : third, "100"));
      case "futures.contract_stats" -> List.of(new StreamId(channel, first));
      default -> payload.stream().map(name -> new StreamId(channel, name)).toList();
    };
  }
}
