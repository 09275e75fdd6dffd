package dev.caravan.venue.binance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.FrameIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads stream and id from a frame with a JSON parser, apart from the mapping that the recorder
 * uses, so that a mistake in one of them shows.
 *
 * <p>An id is a whole number at depth 1 of {@code data}, under the key that the venue's channel has
 * for it. Channels without one are keyed by their bytes.
 */
final class SimulatedFrameIds {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] OPEN = "{\"stream\":\"".getBytes(StandardCharsets.US_ASCII);

  /** Says that the server is about to stop; belongs to no stream. */
  private static final String NOTICE = "!serverShutdown";

  private final SimulatedRules rules;

  SimulatedFrameIds(SimulatedRules rules) {
    this.rules = rules;
  }

  /** The stream that the frame's first bytes name, up to the next quote; empty if they do not. */
  static String streamName(byte[] frame) {
    if (frame.length < OPEN.length) {
      return "";
    }
    for (int i = 0; i < OPEN.length; i++) {
      if (frame[i] != OPEN[i]) {
        return "";
      }
    }
    for (int i = OPEN.length; i < frame.length; i++) {
      if (frame[i] == '"') {
        return new String(frame, OPEN.length, i - OPEN.length, StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  /** {@code depth@100ms/ETHUSDT} is {@code ethusdt@depth@100ms}: what a client subscribes. */
  static String streamName(StreamId stream) {
    return stream.symbol().isEmpty()
        ? stream.channel()
        : stream.symbol().toLowerCase(Locale.ROOT) + "@" + stream.channel();
  }

  /** {@code ethusdt@depth@100ms} is {@code depth@100ms/ETHUSDT}; {@code !miniTicker@arr} itself. */
  private StreamId streamId(String name) {
    if (name.equals(NOTICE)) {
      return StreamId.NONE;
    }
    boolean isOfVenue = rules.isOfVenue(name);
    int at = name.indexOf('@');
    String channel = isOfVenue ? name : name.substring(at + 1);
    if (channel.isEmpty() || channel.indexOf('/') >= 0 || (at < 1 && !isOfVenue)) {
      return StreamId.NONE;
    }
    return new StreamId(channel, isOfVenue ? "" : name.substring(0, at).toUpperCase(Locale.ROOT));
  }

  FrameIdentity identify(byte[] frame) {
    StreamId stream = streamId(streamName(frame));
    String field = rules.idField(stream.channel());
    if (!field.isEmpty()) {
      Long id = numbers(frame).get(field);
      if (id != null && id >= 0) {
        return new FrameIdentity(stream, id);
      }
    }
    return FrameIdentity.byContent(stream, frame);
  }

  /** The whole numbers at depth 1 of {@code data}, as far as the frame is JSON. */
  private static Map<String, Long> numbers(byte[] frame) {
    Map<String, Long> numbers = new HashMap<>();
    try (JsonParser json = JSON.createParser(frame)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return numbers;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = json.currentName().equals("data");
        if (json.nextToken() == JsonToken.START_OBJECT && isData) {
          readNumbers(json, numbers);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      // What was read before the damage counts; a garbled frame has no better id.
      return numbers;
    }
    return numbers;
  }

  private static void readNumbers(JsonParser json, Map<String, Long> numbers) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        numbers.put(name, json.getLongValue());
      } else {
        json.skipChildren();
      }
    }
  }
}
