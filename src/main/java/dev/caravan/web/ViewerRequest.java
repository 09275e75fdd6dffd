package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;

/**
 * What a viewer of the page wants to see; the whole of it each time, so only the newest counts.
 *
 * <p>Shape: {@code {"streams":{"find","show","group","sort","descending","from","count"},
 * "market":{"venue","channel","symbol"}}}; everything may be left out, whatever else is in it is
 * ignored.
 *
 * @param market the stream that is looked at closely
 */
public record ViewerRequest(StreamQuery streams, Optional<MarketQuery> market) {
  /** What a page sees that has not asked yet. */
  public static final ViewerRequest FIRST = new ViewerRequest(StreamQuery.FIRST, Optional.empty());

  static final int MOST_CHARACTERS = 4_000;
  private static final int MOST_IN_NAME = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  public ViewerRequest {
    requireNonNull(streams, "streams");
    requireNonNull(market, "market");
  }

  /** A stream by its three names. */
  public record MarketQuery(String venue, String channel, String symbol) {
    public MarketQuery {
      requireNonNull(venue, "venue");
      requireNonNull(channel, "channel");
      requireNonNull(symbol, "symbol");
    }
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if it is none, or asks for more than one may; says which
   */
  public static ViewerRequest parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "request is too long: characters=" + text.length() + " limit=" + MOST_CHARACTERS);
    }
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("request is no JSON");
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("request is no JSON object");
    }
    return new ViewerRequest(streams(json.path("streams")), market(json.path("market")));
  }

  private static StreamQuery streams(JsonNode json) {
    StreamQuery first = StreamQuery.FIRST;
    return new StreamQuery(
        text(json, "find", first.find()),
        choice(StreamQuery.Show.class, text(json, "show", "all")),
        json.path("group").asBoolean(false),
        choice(StreamQuery.Sort.class, text(json, "sort", "symbol")),
        json.path("descending").asBoolean(false),
        json.path("from").asInt(first.from()),
        json.path("count").asInt(first.count()));
  }

  private static Optional<MarketQuery> market(JsonNode json) {
    return json.isObject()
        ? Optional.of(
            new MarketQuery(
                text(json, "venue", ""), text(json, "channel", ""), text(json, "symbol", "")))
        : Optional.empty();
  }

  private static String text(JsonNode json, String field, String absent) {
    String text = json.path(field).asText(absent);
    if (text.length() > MOST_IN_NAME) {
      throw new IllegalArgumentException(
          field + " is too long: characters=" + text.length() + " limit=" + MOST_IN_NAME);
    }
    return text;
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no such choice; one of "
              + String.join(
                  ", ",
                  java.util.Arrays.stream(type.getEnumConstants())
                      .map(one -> one.name().toLowerCase(Locale.ROOT))
                      .toList()));
    }
  }
}
