package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Speaks what Binance's venues have in common: stream names, requests and answers; where to connect
 * and what is allowed is each venue's own.
 *
 * <p>Source: protocol sheets of 2026-11-20, section 3 of each.
 */
public abstract class BinanceDialect implements Dialect {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_REASON = 200;

  /** {@code btcusdt@trade}; a channel without symbol is its own name. */
  @Override
  public final String wireName(StreamId stream) {
    return stream.symbol().isEmpty()
        ? stream.channel()
        : stream.symbol().toLowerCase(Locale.ROOT) + "@" + stream.channel();
  }

  @Override
  public final String subscribe(long id, List<StreamId> streams) {
    return request("SUBSCRIBE", id, streams);
  }

  @Override
  public final String unsubscribe(long id, List<StreamId> streams) {
    return request("UNSUBSCRIBE", id, streams);
  }

  private String request(String method, long id, List<StreamId> streams) {
    StringBuilder json = new StringBuilder(64 + streams.size() * 24);
    json.append("{\"method\":\"").append(method).append("\",\"params\":[");
    String separator = "";
    for (StreamId stream : streams) {
      json.append(separator).append('"');
      json.append(JsonStringEncoder.getInstance().quoteAsString(wireName(stream))).append('"');
      separator = ",";
    }
    return json.append("],\"id\":").append(id).append('}').toString();
  }

  /**
   * Reads an answer.
   *
   * <p>Shape: {@code {"result":null,"id":1}}; an error is nested ({@code
   * {"error":{"code":2,"msg":"…"},"id":1}}) or, in the venue's documents, bare ({@code
   * {"code":2,"msg":"…"}}); its id may be missing or null.
   */
  @Override
  public final ControlMessage interpret(byte[] bytes, int offset, int length) {
    long id = -1;
    boolean hasResult = false;
    boolean isNotice = false;
    String code = "";
    String message = "";
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new ControlMessage.Other();
      }
      int depth = 1;
      while (depth > 0) {
        JsonToken token = json.nextToken();
        if (token == null) {
          break;
        }
        if (token == JsonToken.START_OBJECT) {
          depth++;
          continue;
        }
        if (token == JsonToken.END_OBJECT) {
          depth--;
          continue;
        }
        if (token != JsonToken.FIELD_NAME) {
          continue;
        }
        String field = json.currentName();
        token = json.nextToken();
        switch (field) {
          case "id" -> id = token == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : id;
          case "result" -> {
            hasResult = true;
            json.skipChildren();
          }
          case "code" -> code = cut(json.getText());
          case "msg" -> message = cut(json.getText());
          case "stream" -> isNotice |= "!serverShutdown".equals(json.getText());
          case "e" -> isNotice |= "serverShutdown".equals(json.getText());
          case "error", "data" -> {
            if (token == JsonToken.START_OBJECT) {
              depth++;
            } else {
              json.skipChildren();
            }
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException malformed) {
      return new ControlMessage.Other();
    }
    if (isNotice) {
      return new ControlMessage.ClosingSoon("serverShutdown");
    }
    if (!code.isEmpty() || !message.isEmpty()) {
      return new ControlMessage.Refused(id, "code=" + code + " msg=" + message);
    }
    return hasResult && id >= 0 ? new ControlMessage.Acknowledged(id) : new ControlMessage.Other();
  }

  private static String cut(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return utf8.length <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON / 4) + "…";
  }
}
