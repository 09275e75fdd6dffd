package dev.caravan.venue.binancespot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketStream;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Serves recorded frames, one a line, byte for byte and in their order.
 *
 * <p>A line that names no stream goes to every client. Snapshots come from {@code NAME.rest.ndjson}
 * beside {@code NAME.ndjson}: the last one recorded before the line that is next, or the first.
 *
 * <p>Not thread-safe.
 */
final class SimulatedSpotRecording implements SimulatedSpotFrames {

  /** One snapshot; {@code afterLine} lines were received before it. */
  private record Snapshot(String symbol, long afterLine, byte[] body) {}

  private static final JsonFactory JSON = new JsonFactory();

  private final List<byte[]> lines = new ArrayList<>();
  private final List<Integer> streamOfLine = new ArrayList<>();
  private final List<Long> keyOfLine = new ArrayList<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private int next;

  private SimulatedSpotRecording() {}

  static SimulatedSpotRecording read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "no file to serve: file=" + file + "; name a readable .ndjson or .ndjson.zst file");
    }
    SimulatedSpotRecording recording = new SimulatedSpotRecording();
    forEachLine(file, recording::addLine);
    if (recording.lines.isEmpty()) {
      throw new IOException("nothing to serve: file=" + file + " lines=0");
    }
    Optional<Path> rest = restFile(file);
    if (rest.isPresent()) {
      List<byte[]> bodies = new ArrayList<>();
      forEachLine(rest.get(), bodies::add);
      for (byte[] body : bodies) {
        recording.addSnapshot(body);
      }
    }
    return recording;
  }

  private static Optional<Path> restFile(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.ndjson(\\.zst)?$", "");
    for (String ending : List.of(".rest.ndjson", ".rest.ndjson.zst")) {
      Path rest = file.resolveSibling(name + ending);
      if (Files.exists(rest)) {
        return Optional.of(rest);
      }
    }
    return Optional.empty();
  }

  private static void forEachLine(Path file, Consumer<byte[]> consumer) throws IOException {
    try (InputStream plain = open(file)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] chunk = new byte[1 << 16];
      for (int read = plain.read(chunk); read >= 0; read = plain.read(chunk)) {
        int start = 0;
        for (int i = 0; i < read; i++) {
          if (chunk[i] == '\n') {
            line.write(chunk, start, i - start);
            hand(line, consumer);
            start = i + 1;
          }
        }
        line.write(chunk, start, read - start);
      }
      hand(line, consumer);
    }
  }

  private static void hand(ByteArrayOutputStream line, Consumer<byte[]> consumer) {
    if (line.size() > 0) {
      consumer.accept(line.toByteArray());
      line.reset();
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!file.toString().endsWith(".zst")) {
      return raw;
    }
    try {
      return new ZstdInputStream(raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private void addLine(byte[] line) {
    FrameIdentity identity = SimulatedFrameIds.identify(line);
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
  private void addSnapshot(byte[] line) throws IOException {
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
