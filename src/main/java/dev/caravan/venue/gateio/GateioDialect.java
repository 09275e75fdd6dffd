package dev.caravan.venue.gateio;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ClientPing;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.VenueLimits;
import dev.caravan.venue.gateio.GateioChannel.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Speaks Gate: spot and USDT futures on hosts of their own, subscribed by message.
 *
 * <p>Shape: a request is about one channel; trades, tickers, quotes, depth and the like take many
 * names, all else one. It names the time in seconds, which the venue may compare with its own.
 * Answers name the request; only an {@code error} that is an object is one.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 to 3 and 11, after the venue's documents of
 * 2026-05 to 2026-09 and wire measurements of 2026-09-15. Where the venue publishes no limit the
 * number is the sheet's guess on the safe side.
 */
public final class GateioDialect implements Dialect {

  static final String SPOT_PATH = "/ws/v4/";
  static final String FUTURES_PATH = "/v4/ws/usdt";

  private static final JsonFactory JSON = new JsonFactory();
  private static final URI SPOT_URL = URI.create("wss://api.gateio.ws");
  private static final URI FUTURES_URL = URI.create("wss://fx-ws.gateio.ws");
  private static final Duration PING_EVERY = Duration.ofSeconds(10);
  private static final int LONGEST_REASON = 200;

  /** Requests say more around the names than those of other venues: less room is left for these. */
  private static final int BYTES_PER_REQUEST = 3900;

  private static final VenueLimits LIMITS =
      new VenueLimits(
          100,
          50,
          BYTES_PER_REQUEST,
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(25),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  private final Clock clock;

  public GateioDialect() {
    this(Clock.systemUTC());
  }

  GateioDialect(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
  }

  @Override
  public String venue() {
    return "gateio";
  }

  @Override
  public URI defaultWebsocketUrl() {
    return SPOT_URL;
  }

  @Override
  public List<URI> websocketUrls(String path) {
    return List.of(path.equals(FUTURES_PATH) ? FUTURES_URL : SPOT_URL);
  }

  @Override
  public String path(StreamId stream) {
    return isFutures(stream) ? FUTURES_PATH : SPOT_PATH;
  }

  /** Without it sizes of contracts that are traded in parts come rounded down. */
  @Override
  public Map<String, String> handshakeHeaders(String path) {
    return path.equals(FUTURES_PATH) ? Map.of("X-Gate-Size-Decimal", "1") : Map.of();
  }

  private static boolean isFutures(StreamId stream) {
    return stream.channel().startsWith("futures.");
  }

  @Override
  public VenueLimits limits() {
    return LIMITS;
  }

  @Override
  public Optional<ClientPing> ping(String path) {
    String channel = path.equals(FUTURES_PATH) ? "futures.ping" : "spot.ping";
    return Optional.of(
        ClientPing.every(
            PING_EVERY,
            timeMs -> "{\"time\":" + timeMs / 1000 + ",\"channel\":\"" + channel + "\"}"));
  }

  @Override
  public boolean beginsWithBook(StreamId stream) {
    return kind(stream) == Kind.DEPTH;
  }

  @Override
  public boolean isOccasional(StreamId stream) {
    return kind(stream) == Kind.LIQUIDATIONS || kind(stream) == Kind.CONTRACTS;
  }

  private static Kind kind(StreamId stream) {
    return GateioChannel.of(stream.channel()).map(GateioChannel::kind).orElse(Kind.CONTRACTS);
  }

  @Override
  public String requestGroup(StreamId stream) {
    return takesManyNames(stream) ? wireChannel(stream) : stream.toString();
  }

  private static boolean takesManyNames(StreamId stream) {
    return GateioChannel.of(stream.channel())
        .map(GateioChannel::kind)
        .filter(
            kind ->
                kind == Kind.TRADES
                    || kind == Kind.TICKERS
                    || kind == Kind.QUOTES
                    || kind == Kind.DEPTH
                    || kind == Kind.LIQUIDATIONS)
        .isPresent();
  }

  private static String wireChannel(StreamId stream) {
    return GateioChannel.of(stream.channel()).map(GateioChannel::wire).orElse(stream.channel());
  }

  /** What the payload of a request says of the stream: {@code "ob.BTC_USDT.50"}. */
  @Override
  public String wireName(StreamId stream) {
    GateioChannel channel = GateioChannel.of(stream.channel()).orElse(null);
    String symbol = stream.symbol();
    if (channel == null) {
      return quoted(symbol);
    }
    String addition = channel.addition(stream.channel());
    return switch (channel.kind()) {
      case CANDLES -> quoted(addition) + "," + quoted(symbol);
      case DEPTH -> quoted("ob." + symbol + "." + addition);
      case DELTAS -> deltas(channel, symbol, addition);
      case BOOKS ->
          quoted(symbol)
              + ","
              + quoted(addition.isEmpty() ? Integer.toString(channel.usualLevels()) : addition)
              + ","
              + quoted(channel.isSpot() ? "100ms" : "0");
      case STATISTICS -> quoted(symbol) + ",\"1m\"";
      case TRADES, TICKERS, QUOTES, LIQUIDATIONS, CONTRACTS -> quoted(symbol);
    };
  }

  /** Fewer levels come more often; how many is said to the futures only. */
  private static String deltas(GateioChannel channel, String symbol, String addition) {
    String levels = addition.isEmpty() ? Integer.toString(channel.usualLevels()) : addition;
    String interval = levels.equals("20") ? "20ms" : "100ms";
    return quoted(symbol) + "," + quoted(interval) + (channel.isSpot() ? "" : "," + quoted(levels));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  @Override
  public String subscribe(long id, List<StreamId> streams) {
    return request("subscribe", id, streams);
  }

  @Override
  public String unsubscribe(long id, List<StreamId> streams) {
    return request("unsubscribe", id, streams);
  }

  private String request(String event, long id, List<StreamId> streams) {
    StringBuilder json = new StringBuilder(128 + streams.size() * 24);
    json.append("{\"time\":").append(clock.instant().getEpochSecond());
    json.append(",\"id\":").append(id);
    json.append(",\"channel\":").append(quoted(wireChannel(streams.get(0))));
    json.append(",\"event\":\"").append(event).append("\",\"payload\":[");
    String separator = "";
    for (StreamId stream : streams) {
      json.append(separator).append(wireName(stream));
      separator = ",";
    }
    return json.append("]}").toString();
  }

  @Override
  public ControlMessage interpret(byte[] bytes, int offset, int length) {
    long id = -1;
    boolean isAnswer = false;
    boolean isSystem = false;
    Inner error = Inner.NONE;
    Inner result = Inner.NONE;
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new ControlMessage.Other();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "id" ->
              id =
                  value == JsonToken.VALUE_NUMBER_INT
                          && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                      ? json.getLongValue()
                      : id;
          case "event" -> {
            String event = json.getText();
            isAnswer = event.equals("subscribe") || event.equals("unsubscribe");
          }
          case "channel" -> isSystem = json.getText().endsWith(".system");
          case "error" -> error = Inner.of(json);
          case "result" -> result = Inner.of(json);
          default -> json.skipChildren();
        }
      }
    } catch (IOException malformed) {
      return new ControlMessage.Other();
    }
    if (isSystem) {
      return result.type.equals("upgrade")
          ? new ControlMessage.ClosingSoon("upgrade")
          : new ControlMessage.Other();
    }
    if (error.isObject) {
      return new ControlMessage.Refused(id, "code=" + error.code + " message=" + error.message);
    }
    if (result.status.equals("fail")) {
      return new ControlMessage.Refused(id, "status=fail");
    }
    return isAnswer && result.status.equals("success")
        ? new ControlMessage.Acknowledged(id)
        : new ControlMessage.Other();
  }

  /** The values of an error or a result that mean something. */
  private record Inner(boolean isObject, String code, String message, String status, String type) {

    static final Inner NONE = new Inner(false, "", "", "", "");

    static Inner of(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        return NONE;
      }
      String code = "";
      String message = "";
      String status = "";
      String type = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken().isStructStart()) {
          json.skipChildren();
          continue;
        }
        switch (field) {
          case "code" -> code = cut(json.getText());
          case "message" -> message = cut(json.getText());
          case "status" -> status = json.getText();
          case "type" -> type = json.getText();
          default -> {
            // Means nothing here.
          }
        }
      }
      return new Inner(true, code, message, status, type);
    }

    private static String cut(String text) {
      return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }
  }
}
