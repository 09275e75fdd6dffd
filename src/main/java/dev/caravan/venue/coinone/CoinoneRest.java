package dev.caravan.venue.coinone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.FieldException;
import dev.caravan.market.FrameReading;
import dev.caravan.market.JsonPayload;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Speaks the public REST of Coinone.
 *
 * <p>Errors come with status 200 ({@code {"result":"error","error_code":"108",…}}). Every answer
 * tells the time. Books need no snapshot and trade ids prove no hole.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4 and 8.
 */
public final class CoinoneRest implements RestDialect {

  /** Half of the documented 1,200 a minute. */
  private static final int PER_MINUTE = 600;

  private static final String PREFIX = "/public/v2";
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String venue() {
    return "coinone";
  }

  @Override
  public URI defaultRestUrl() {
    return URI.create("https://api.coinone.co.kr");
  }

  @Override
  public int weightPerMinute() {
    return PER_MINUTE;
  }

  @Override
  public RestRequest instruments() {
    return new RestRequest(PREFIX + "/markets/KRW", 1);
  }

  @Override
  public List<Instrument> readInstruments(byte[] body) throws IOException {
    List<Instrument> instruments = new ArrayList<>();
    JsonPayload market = new JsonPayload();
    boolean[] isListed = {false};
    read(
        body,
        (key, json) -> {
          if (!key.equals("markets") || json.currentToken() != JsonToken.START_ARRAY) {
            return false;
          }
          isListed[0] = true;
          FrameReading.readElements(
              json,
              element -> {
                market.read(element, JsonPayload.Nested.NONE);
                instruments.add(instrument(market));
              });
          return true;
        });
    if (!isListed[0]) {
      throw new IOException("no list of markets in the answer");
    }
    return instruments;
  }

  /** Trading where both buying and selling are possible and nothing is maintained. */
  private static Instrument instrument(JsonPayload market) throws IOException {
    String quote = market.text("quote_currency");
    String target = market.text("target_currency");
    if (quote.isEmpty() || target.isEmpty()) {
      throw new IOException("a market without a name");
    }
    String status =
        "trade_status="
            + market.text("trade_status")
            + " maintenance_status="
            + market.text("maintenance_status");
    try {
      return new Instrument(
          quote + "-" + target,
          target,
          quote,
          status,
          market.is("trade_status", "1") && market.is("maintenance_status", "0"),
          market.decimalIfAny("price_unit"),
          market.decimalIfAny("qty_unit"));
    } catch (FieldException e) {
      throw new IOException(e.detail(), e);
    }
  }

  @Override
  public RestRequest time() {
    return new RestRequest(PREFIX + "/markets/KRW/BTC", 1);
  }

  @Override
  public long readTimeMs(byte[] body) throws IOException {
    JsonPayload said = read(body, JsonPayload.Nested.NONE);
    try {
      return said.id("server_time");
    } catch (FieldException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private static JsonPayload read(byte[] body, JsonPayload.Nested nested) throws IOException {
    JsonPayload said = new JsonPayload();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the answer is no object");
      }
      said.read(json, nested);
    }
    if (said.is("result", "error")) {
      throw new IOException(
          "error_code=" + said.text("error_code") + " error_msg=" + said.text("error_msg"));
    }
    return said;
  }

  @Override
  public Optional<RestRequest> snapshot(StreamId stream) {
    return Optional.empty();
  }

  @Override
  public Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    return Optional.empty();
  }

  @Override
  public Optional<RestRequest> backup(StreamId stream) {
    String pair = "/" + URLEncoder.encode(stream.symbol(), UTF_8).replaceFirst("-", "/");
    String channel = stream.channel();
    return switch (channel) {
      case "ORDERBOOK" -> asked("/orderbook" + pair + "?size=16");
      case "TRADE" -> asked("/trades" + pair + "?size=200");
      case "TICKER" -> asked("/ticker_new" + pair);
      default ->
          channel.startsWith("CHART_")
              ? asked(
                  "/chart"
                      + pair
                      + "?interval="
                      + URLEncoder.encode(channel.substring("CHART_".length()), UTF_8)
                      + "&size=20")
              : Optional.empty();
    };
  }

  private static Optional<RestRequest> asked(String path) {
    return Optional.of(new RestRequest(PREFIX + path, 1));
  }
}
