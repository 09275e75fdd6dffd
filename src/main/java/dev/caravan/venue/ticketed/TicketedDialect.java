package dev.caravan.venue.ticketed;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Speaks with venues whose requests carry a ticket.
 *
 * <p>Shape: {@code [{"ticket":"…"},{"type":"trade","codes":["KRW-BTC"]},…,{"format":"DEFAULT"}]};
 * each request replaces the one before and none is acknowledged: the first data says that it was
 * taken. A code that the venue does not know is passed over in silence. {@code
 * {"error":{"name":"NO_TYPE","message":"…"}}} comes within a fifth of a second, and with it the end
 * of the connection.
 *
 * <p>Source: protocol sheets of 2026-11-20, sections 1, 2 and 8.
 */
public abstract class TicketedDialect implements Dialect {

  /** Requests: half of the documented 100 a minute. No refusal came later than 2 s. */
  private static final VenueLimits LIMITS =
      new VenueLimits(
          200,
          200,
          8000,
          Duration.ofMillis(1200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(40),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));

  private static final ClientPing PING = ClientPing.every(Duration.ofSeconds(20), timeMs -> "PING");
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_REASON = 200;

  private final String venue;
  private final URI url;

  /** Speaks for the venue of this name, which is found there. */
  protected TicketedDialect(String venue, URI url) {
    this.venue = venue;
    this.url = url;
  }

  @Override
  public final String venue() {
    return venue;
  }

  @Override
  public final URI defaultWebsocketUrl() {
    return url;
  }

  @Override
  public final String path(StreamId stream) {
    return "/websocket/v1";
  }

  @Override
  public final VenueLimits limits() {
    return LIMITS;
  }

  /** 60 s without a word end a connection; the documents say 120. */
  /** Nothing is published; so many are modest. */
  @Override
  public final int mostConnections() {
    return 10;
  }

  @Override
  public final Optional<ClientPing> ping(String path) {
    return Optional.of(PING);
  }

  @Override
  public final boolean answersRequests() {
    return false;
  }

  @Override
  public final boolean replacesRequests() {
    return true;
  }

  @Override
  public final String wireName(StreamId stream) {
    return stream.symbol();
  }

  @Override
  public final String subscribe(long id, List<StreamId> streams) {
    Map<String, StringBuilder> codes = new LinkedHashMap<>();
    for (StreamId stream : streams) {
      StringBuilder of = codes.computeIfAbsent(stream.channel(), unseen -> new StringBuilder());
      of.append(of.isEmpty() ? "" : ",").append(quoted(stream.symbol()));
    }
    StringBuilder json = new StringBuilder(64 + streams.size() * 16);
    json.append("[{\"ticket\":\"caravan-").append(id).append("\"}");
    codes.forEach(
        (type, of) ->
            json.append(",{\"type\":")
                .append(quoted(type))
                .append(",\"codes\":[")
                .append(of)
                .append("]}"));
    return json.append(",{\"format\":\"DEFAULT\"}]").toString();
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /**
   * Not spoken.
   *
   * @throws UnsupportedOperationException always: a request names what stays
   */
  @Override
  public final String unsubscribe(long id, List<StreamId> streams) {
    throw new UnsupportedOperationException("a request of " + venue + " names what stays");
  }

  @Override
  public final ControlMessage interpret(byte[] bytes, int offset, int length) {
    String name = "";
    String message = "";
    boolean isError = false;
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new ControlMessage.Other();
      }
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token != JsonToken.FIELD_NAME) {
          continue;
        }
        switch (json.currentName()) {
          case "error" -> {
            isError = true;
            json.nextToken();
          }
          case "name" -> name = json.nextToken() == null ? "" : cut(json.getText());
          case "message" -> message = json.nextToken() == null ? "" : cut(json.getText());
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
    } catch (IOException malformed) {
      return new ControlMessage.Other();
    }
    return isError
        ? new ControlMessage.Refused(-1, "name=" + name + " message=" + message)
        : new ControlMessage.Other();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
  }
}
