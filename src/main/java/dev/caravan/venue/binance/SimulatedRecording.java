package dev.caravan.venue.binance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Recording;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves recorded frames, one a line, byte for byte and in their order.
 *
 * <p>A line that names no stream goes to every client. A snapshot is the last one recorded before
 * the line that is next, or the first.
 *
 * <p>Not thread-safe.
 */
public final class SimulatedRecording implements SimulatedFrames {

  /** One snapshot; {@code afterLine} lines were received before it. */
  private record Snapshot(String symbol, long afterLine, byte[] body) {}

  private static final JsonFactory JSON = new JsonFactory();
  private static final int SHOWN_BYTES = 80;

  private final SimulatedFrameIds ids;
  private final List<byte[]> lines = new ArrayList<>();
  private final List<Integer> streamOfLine = new ArrayList<>();
  private final List<Long> keyOfLine = new ArrayList<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private int next;

  private SimulatedRecording(SimulatedFrameIds ids) {
    this.ids = ids;
  }

  /** Takes a recording of a venue with these rules. */
  public static SimulatedRecording of(Recording recorded, SimulatedRules rules) {
    SimulatedRecording recording = new SimulatedRecording(new SimulatedFrameIds(rules::idField));
    recorded.frames().forEach(recording::addLine);
    recorded.restLines().forEach(recording::addSnapshot);
    return recording;
  }

  private void addLine(byte[] line) {
    FrameIdentity identity = ids.identify(line);
    int number = MarketFrame.EVERYONE;
    if (!identity.stream().isNone()) {
      String name = SimulatedFrameIds.streamName(line);
      number =
          numbers.computeIfAbsent(
              name,
              unused -> {
                streams.add(new MarketStream(name, identity.stream()));
                return streams.size() - 1;
              });
    }
    lines.add(line);
    streamOfLine.add(number);
    keyOfLine.add(identity.key());
  }

  /** {@code {"url":…,"symbol":"ETHUSDT","after_ws_line":5,"body":{"lastUpdateId":…}}}. */
  private void addSnapshot(byte[] line) {
    String url = "";
    String symbol = "";
    long afterLine = 0;
    byte[] body = new byte[0];
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "url" -> url = value == JsonToken.VALUE_STRING ? json.getText() : "";
          case "symbol" -> symbol = value == JsonToken.VALUE_STRING ? json.getText() : "";
          case "after_ws_line" -> afterLine = json.getLongValue();
          case "body" -> {
            int from = (int) json.currentTokenLocation().getByteOffset();
            json.skipChildren();
            body = Arrays.copyOfRange(line, from, (int) json.currentLocation().getByteOffset());
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "recorded REST answer is not JSON: line starts with "
              + new String(line, 0, Math.min(line.length, SHOWN_BYTES), StandardCharsets.UTF_8),
          e);
    }
    List<String> named = new QueryStringDecoder(url).parameters().getOrDefault("symbol", List.of());
    String of = symbol.isEmpty() && !named.isEmpty() ? named.get(0) : symbol;
    if (!of.isEmpty() && new String(body, StandardCharsets.UTF_8).contains("lastUpdateId")) {
      snapshots.add(new Snapshot(of, afterLine, body));
    }
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  @Override
  public List<SimulatedSymbol> symbols() {
    return streams.stream()
        .map(MarketStream::id)
        .map(StreamId::symbol)
        .filter(symbol -> !symbol.isEmpty())
        .distinct()
        .map(SimulatedSymbol::named)
        .toList();
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    if (next == lines.size()) {
      return false;
    }
    byte[] line = lines.get(next);
    int number = streamOfLine.get(next);
    int bareOffset = bareOffset(line, number);
    int bareLength = bareOffset == 0 ? line.length : line.length - 1 - bareOffset;
    into.set(number, keyOfLine.get(next), line, 0, line.length, bareOffset, bareLength);
    next++;
    return true;
  }

  /** Where the payload begins in {@code {"stream":"NAME","data":PAYLOAD}}; 0 if it is not so. */
  private int bareOffset(byte[] line, int number) {
    if (number == MarketFrame.EVERYONE || line[line.length - 1] != '}') {
      return 0;
    }
    byte[] head =
        ("{\"stream\":\"" + streams.get(number).name() + "\",\"data\":")
            .getBytes(StandardCharsets.UTF_8);
    boolean matches =
        line.length > head.length && Arrays.equals(head, 0, head.length, line, 0, head.length);
    return matches ? head.length : 0;
  }

  @Override
  public Optional<byte[]> depth(String symbol, int limit) {
    byte[] found = null;
    for (Snapshot snapshot : snapshots) {
      if (snapshot.symbol().equals(symbol) && (found == null || snapshot.afterLine() <= next)) {
        found = snapshot.body();
      }
    }
    return Optional.ofNullable(found);
  }
}
