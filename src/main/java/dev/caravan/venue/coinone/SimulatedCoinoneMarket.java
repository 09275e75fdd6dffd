package dev.caravan.venue.coinone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.instrument.StreamId;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Serves one market of Coinone: its frames, its REST. */
final class SimulatedCoinoneMarket implements SimulatedMarket {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REST = "/public/v2";

  private final FrameSource frames;
  private final SimulatedCoinoneFrames written;

  SimulatedCoinoneMarket(FrameSource frames, SimulatedCoinoneFrames written) {
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
    String path = new QueryStringDecoder(uri).path();
    if (!path.isEmpty() && !path.equals("/")) {
      return Optional.empty();
    }
    Set<String> pairs = new HashSet<>();
    frames.streams().forEach(stream -> pairs.add(stream.id().symbol()));
    return Optional.of(new SimulatedCoinoneSession(client, pairs));
  }

  /** Lower-case paths are taken; errors come with status 200. */
  @Override
  public RestAnswer rest(String method, String uri, long timeMs) {
    String[] parts = new QueryStringDecoder(uri).path().replaceFirst(REST, "").split("/");
    String kind = parts.length > 1 ? parts[1] : "";
    String pair = parts.length > 3 ? (parts[2] + "-" + parts[3]).toUpperCase(Locale.ROOT) : "";
    if (kind.equals("markets") && (pair.isEmpty() || written.pairs().contains(pair))) {
      return RestAnswer.of(200, markets(pair, timeMs));
    }
    String book = kind.equals("orderbook") ? written.book(pair, timeMs) : "";
    return RestAnswer.of(
        200,
        book.isEmpty()
            ? "{\"result\":\"error\",\"error_code\":\"108\",\"error_msg\":\"Unknown CryptoCurrency\"}"
            : book);
  }

  private String markets(String only, long timeMs) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("result", "success").put("error_code", "0").put("server_time", timeMs);
    ArrayNode markets = answer.putArray("markets");
    for (String pair : written.pairs()) {
      if (only.isEmpty() || only.equals(pair)) {
        markets
            .addObject()
            .put("quote_currency", pair.substring(0, Math.max(0, pair.indexOf('-'))))
            .put("target_currency", pair.substring(pair.indexOf('-') + 1))
            .put("price_unit", "1.0")
            .put("qty_unit", "0.00000001")
            .put("trade_status", 1)
            .put("maintenance_status", 0);
      }
    }
    return answer.toString();
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
    boolean isShort = json.has("r");
    JsonNode data = json.path(isShort ? "d" : "data");
    String channel = json.path(isShort ? "c" : "channel").asText("");
    String quote = data.path(isShort ? "qc" : "quote_currency").asText("");
    String target = data.path(isShort ? "tc" : "target_currency").asText("");
    boolean isData = json.path(isShort ? "r" : "response_type").asText("").equals("DATA");
    if (!isData || channel.isEmpty() || quote.isEmpty() || target.isEmpty()) {
      return FrameIdentity.byContent(StreamId.NONE, frame);
    }
    String interval = data.path(isShort ? "iv" : "interval").asText("");
    StreamId stream =
        new StreamId(interval.isEmpty() ? channel : channel + "_" + interval, quote + "-" + target);
    String id = data.path(isShort ? "i" : "id").asText("");
    return id.matches("\\d{1,18}")
        ? new FrameIdentity(stream, Long.parseLong(id))
        : FrameIdentity.byContent(stream, frame);
  }

  @Override
  public void close() {
    frames.close();
  }
}
