package dev.caravan.venue.coinone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ClientPing;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.VenueLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Speaks Coinone: one topic a request, acknowledged by its name.
 *
 * <p>An unknown pair is acknowledged first and refused at most 10 ms later with 160012, which does
 * not name it; one request at a time makes clear that it is the one acknowledged last. A connection
 * stays open after every error.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1, 2 and 8.
 */
public final class CoinoneDialect implements Dialect {

  private static final VenueLimits LIMITS =
      new VenueLimits(
          100,
          1,
          1000,
          Duration.ofMillis(100),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(40),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  private static final ClientPing PING =
      ClientPing.every(Duration.ofSeconds(20), timeMs -> "{\"request_type\":\"PING\"}");
  private static final JsonFactory JSON = new JsonFactory();
  private static final String CANDLES = "CHART_";
  private static final String UNKNOWN_TOPIC = "160012";
  private static final int LONGEST = 200;

  @Override
  public String venue() {
    return "coinone";
  }

  @Override
  public URI defaultWebsocketUrl() {
    return URI.create("wss://stream.coinone.co.kr");
  }

  @Override
  public String path(StreamId stream) {
    return "/";
  }

  @Override
  public VenueLimits limits() {
    return LIMITS;
  }

  /** Half of the twenty that it takes, so that replacements find room. */
  @Override
  public int mostConnections() {
    return 10;
  }

  @Override
  public Optional<ClientPing> ping(String path) {
    return Optional.of(PING);
  }

  @Override
  public String wireName(StreamId stream) {
    return stream.toString();
  }

  @Override
  public String subscribe(long id, List<StreamId> streams) {
    return request("SUBSCRIBE", streams.get(0));
  }

  @Override
  public String unsubscribe(long id, List<StreamId> streams) {
    return request("UNSUBSCRIBE", streams.get(0));
  }

  private static String request(String type, StreamId stream) {
    String channel = stream.channel();
    boolean isCandle = channel.startsWith(CANDLES);
    int dash = stream.symbol().indexOf('-');
    return "{\"request_type\":\""
        + type
        + "\",\"channel\":"
        + quoted(isCandle ? "CHART" : channel)
        + ",\"topic\":{\"quote_currency\":"
        + quoted(dash < 0 ? "KRW" : stream.symbol().substring(0, dash))
        + ",\"target_currency\":"
        + quoted(stream.symbol().substring(dash + 1))
        + (isCandle ? ",\"interval\":" + quoted(channel.substring(CANDLES.length())) : "")
        + "}}";
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /**
   * Reads an answer.
   *
   * <p>Shape: {@code {"response_type":"SUBSCRIBED","channel":"CHART","data":{"quote_currency":…,
   * "target_currency":…,"interval":…}}} or {@code {"response_type":"ERROR","error_code":160012,
   * "message":"Invalid Topic"}}.
   */
  @Override
  public ControlMessage interpret(byte[] bytes, int offset, int length) {
    Map<String, String> said = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new ControlMessage.Other();
      }
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          String text = json.getText();
          said.put(
              String.valueOf(json.currentName()),
              text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        }
      }
    } catch (IOException malformed) {
      return new ControlMessage.Other();
    }
    switch (said.getOrDefault("response_type", "")) {
      case "SUBSCRIBED", "UNSUBSCRIBED" -> {
        return acknowledged(said);
      }
      case "ERROR" -> {
        String code = said.getOrDefault("error_code", "");
        String reason =
            "error_code="
                + code
                + " message="
                + said.getOrDefault("message", "")
                + (said.containsKey("field") ? " field=" + said.get("field") : "");
        return code.equals(UNKNOWN_TOPIC)
            ? new ControlMessage.Withdrawn(reason)
            : new ControlMessage.Refused(-1, reason);
      }
      default -> {
        return new ControlMessage.Other();
      }
    }
  }

  private static ControlMessage acknowledged(Map<String, String> said) {
    String channel = said.getOrDefault("channel", "");
    String interval = said.getOrDefault("interval", "");
    String symbol =
        said.getOrDefault("quote_currency", "") + "-" + said.getOrDefault("target_currency", "");
    if (channel.isEmpty() || channel.indexOf('/') >= 0 || interval.indexOf('/') >= 0) {
      return new ControlMessage.Other();
    }
    String named = interval.isEmpty() ? channel : channel + "_" + interval;
    return new ControlMessage.AcknowledgedOne(-1, new StreamId(named, symbol));
  }
}
