package dev.caravan.venue.ticketed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Speaks the public REST of venues whose requests carry a ticket.
 *
 * <p>No book needs a snapshot and no trade id proves a hole, so all that is asked is the list of
 * markets and, while no connection delivers, what a stream would say. The venues count by kind of
 * question; here all kinds share what one may have. They do not tell their time.
 *
 * <p>Source: protocol sheets of 2026-11-20, sections 4 and 8.
 */
public abstract class TicketedRest implements RestDialect {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_TRADES = 200;
  private static final int CANDLES = 20;
  private static final String MINUTES = "candle.";

  private final String venue;
  private final URI url;
  private final int perMinute;
  private final String details;

  /**
   * Speaks for the venue of this name, which is found there.
   *
   * @param details how it spells the option that tells more of each market
   */
  protected TicketedRest(String venue, URI url, int perMinute, String details) {
    this.venue = venue;
    this.url = url;
    this.perMinute = perMinute;
    this.details = details;
  }

  @Override
  public final String venue() {
    return venue;
  }

  @Override
  public final URI defaultRestUrl() {
    return url;
  }

  @Override
  public final int weightPerMinute() {
    return perMinute;
  }

  @Override
  public final RestRequest instruments() {
    return new RestRequest("/v1/market/all?" + details + "=true", 1);
  }

  /** {@code [{"market":"KRW-BTC","english_name":"Bitcoin",…},…]}; what is listed trades. */
  @Override
  public final List<Instrument> readInstruments(byte[] body) throws IOException {
    List<Instrument> instruments = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no list of markets in the answer");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        instruments.add(readInstrument(json));
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException("a market is no object");
      }
    }
    return instruments;
  }

  private static Instrument readInstrument(JsonParser json) throws IOException {
    String market = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isMarket = json.currentName().equals("market");
      JsonToken value = json.nextToken();
      if (isMarket && value == JsonToken.VALUE_STRING) {
        market = json.getText();
      } else {
        json.skipChildren();
      }
    }
    int dash = market.indexOf('-');
    if (dash < 1 || json.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("a market without a name: " + market);
    }
    return new Instrument(
        market,
        market.substring(dash + 1),
        market.substring(0, dash),
        "LISTED",
        true,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public final boolean tellsTime() {
    return false;
  }

  @Override
  public final RestRequest time() {
    return instruments();
  }

  @Override
  public final long readTimeMs(byte[] body) throws IOException {
    throw new IOException(venue + " does not tell its time");
  }

  @Override
  public final Optional<RestRequest> snapshot(StreamId stream) {
    return Optional.empty();
  }

  @Override
  public final Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    return Optional.empty();
  }

  @Override
  public final Optional<RestRequest> backup(StreamId stream) {
    String code = URLEncoder.encode(stream.symbol(), UTF_8);
    String channel = stream.channel();
    return switch (channel) {
      case "orderbook" -> asked("/v1/orderbook?markets=" + code);
      case "ticker" -> asked("/v1/ticker?markets=" + code);
      case "trade" -> asked("/v1/trades/ticks?market=" + code + "&count=" + MOST_TRADES);
      case "candle.1s" -> asked("/v1/candles/seconds?market=" + code + "&count=" + CANDLES);
      default ->
          channel.matches("candle\\.\\d{1,3}m")
              ? asked(
                  "/v1/candles/minutes/"
                      + channel.substring(MINUTES.length(), channel.length() - 1)
                      + "?market="
                      + code
                      + "&count="
                      + CANDLES)
              : Optional.empty();
    };
  }

  private static Optional<RestRequest> asked(String path) {
    return Optional.of(new RestRequest(path, 1));
  }
}
