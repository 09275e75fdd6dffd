package dev.caravan.venue.ticketed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.FrameSource;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Serves one market of a venue whose requests carry a ticket: its path, its frames, its REST. */
final class SimulatedTicketedMarket implements SimulatedMarket {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/websocket/v1";

  private final SimulatedTicketedRules rules;
  private final FrameSource frames;
  private final SimulatedTicketedFrames written;

  SimulatedTicketedMarket(
      SimulatedTicketedRules rules, FrameSource frames, SimulatedTicketedFrames written) {
    this.rules = rules;
    this.frames = frames;
    this.written = written;
  }

  @Override
  public List<MarketStream> streams() {
    return frames.streams();
  }

  @Override
  public long nextTimeNs() {
    return frames.nextTimeNs();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    return frames.next(timeMs, into);
  }

  @Override
  public Optional<SimulatedSession> connect(String uri, SimulatedClient client) {
    if (!new QueryStringDecoder(uri).path().equals(PATH)) {
      return Optional.empty();
    }
    // A recording may hold what is no longer served.
    Set<String> types = new HashSet<>(rules.types());
    frames.streams().forEach(stream -> types.add(stream.id().channel()));
    return Optional.of(new SimulatedTicketedSession(client, types, rules.listsSubscriptions()));
  }

  @Override
  public RestAnswer rest(String method, String uri, long timeMs) {
    QueryStringDecoder asked = new QueryStringDecoder(uri);
    if (asked.path().equals("/v1/market/all")) {
      StringBuilder json = new StringBuilder("[");
      for (String code : written.codes()) {
        json.append(json.length() == 1 ? "" : ",");
        json.append("{\"market\":\"").append(code).append("\",\"english_name\":\"Simulated\"}");
      }
      return RestAnswer.of(200, json.append(']').toString());
    }
    List<String> markets = asked.parameters().getOrDefault("markets", List.of());
    String book =
        asked.path().equals("/v1/orderbook") && markets.size() == 1
            ? written.book(markets.get(0), timeMs)
            : "";
    return book.isEmpty()
        ? RestAnswer.of(
            rules.statusOfUnknownMarket(),
            "{\"error\":{\"name\":404,\"message\":\"Code not found\"}}")
        : RestAnswer.of(200, book);
  }

  @Override
  public FrameIdentity identify(byte[] frame) {
    return identity(frame);
  }

  /** Read with a JSON parser, apart from the mapping, so that a mistake in one of them shows. */
  static FrameIdentity identity(byte[] frame) {
    JsonNode json;
    try {
      json = JSON.readTree(frame);
    } catch (IOException e) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    JsonNode one = json.isArray() && json.size() > 0 ? json.get(0) : json;
    String type = one.path("type").asText(one.path("ty").asText(""));
    String code = one.path("code").asText(one.path("cd").asText(""));
    if (type.isEmpty() || one.path("content").isObject()) {
      return older(one, frame);
    }
    if (code.isEmpty()) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    JsonNode id = one.has("sequential_id") ? one.path("sequential_id") : one.path("sid");
    StreamId stream = new StreamId(type, code);
    return type.equals("trade") && id.canConvertToLong() && id.isIntegralNumber()
        ? new FrameIdentity(stream, id.asLong())
        : new FrameIdentity(stream, FrameKeys.hash(frame, 0, frame.length));
  }

  private static FrameIdentity older(JsonNode one, byte[] frame) {
    JsonNode body = one.has("topic") ? one.path("data") : one.path("content");
    String channel = one.path(one.has("topic") ? "topic" : "type").asText("");
    JsonNode list = body.path("list");
    JsonNode first = list.isArray() ? list.path(0) : body.isArray() ? body.path(0) : body;
    String symbol = first.path("symbol").asText("");
    return FrameIdentity.byContent(
        channel.isEmpty() || symbol.isEmpty() ? StreamId.NONE : new StreamId(channel, symbol),
        frame);
  }

  @Override
  public void close() {
    frames.close();
  }
}
