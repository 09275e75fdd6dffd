package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.book.SnapshotBridge;
import dev.caravan.instrument.ContractSize;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.FieldException;
import dev.caravan.market.JsonPayload;
import dev.caravan.rest.RestDialect;
import dev.caravan.rest.RestRequest;
import dev.caravan.rest.TradeSpan;
import dev.caravan.venue.gateio.GateioChannel.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Speaks the public REST of both markets, which share a host.
 *
 * <p>A trade of spot is known by the contiguous id of its pair, by which the venue cannot be asked:
 * the newest thousand are, as with futures. The depth of the second version needs no book over
 * REST.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 6, 7 and 11.
 */
public final class GateioRest implements RestDialect {

  /** Half of the 200 in 10 s that each path allows, for all paths together. */
  private static final int REQUESTS_PER_MINUTE = 600;

  private static final String SPOT = "/api/v4/spot";
  private static final String FUTURES = "/api/v4/futures/usdt";
  private static final String CONTRACTS = FUTURES + "/contracts?limit=100&offset=";
  private static final int CONTRACTS_ON_A_PAGE = 100;
  private static final int MOST_TRADES = 1000;
  private static final int CANDLES = 20;
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String venue() {
    return "gateio";
  }

  @Override
  public URI defaultRestUrl() {
    return URI.create("https://api.gateio.ws");
  }

  @Override
  public int weightPerMinute() {
    return REQUESTS_PER_MINUTE;
  }

  @Override
  public RestRequest instruments() {
    return request(SPOT + "/currency_pairs");
  }

  /** The contracts come behind the pairs, page by page. */
  @Override
  public Optional<RestRequest> furtherInstruments(RestRequest asked, List<Instrument> read) {
    if (!asked.path().startsWith(CONTRACTS)) {
      return Optional.of(request(CONTRACTS + 0));
    }
    int offset = Integer.parseInt(asked.path().substring(CONTRACTS.length()));
    return read.size() < CONTRACTS_ON_A_PAGE
        ? Optional.empty()
        : Optional.of(request(CONTRACTS + (offset + CONTRACTS_ON_A_PAGE)));
  }

  @Override
  public List<Instrument> readInstruments(byte[] body) throws IOException {
    List<Instrument> instruments = new ArrayList<>();
    JsonPayload said = new JsonPayload();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken() == JsonToken.START_ARRAY, "no array");
      while (json.nextToken() == JsonToken.START_OBJECT) {
        said.read(json, JsonPayload.Nested.NONE);
        instruments.add(said.has("name") ? contract(said) : pair(said));
      }
      expect(json.currentToken() == JsonToken.END_ARRAY, "an element is no object");
    } catch (FieldException e) {
      throw new IOException(e.detail(), e);
    }
    return instruments;
  }

  private static Instrument pair(JsonPayload said) throws FieldException, IOException {
    expect(said.has("id"), "a listed pair has no id");
    return new Instrument(
        said.text("id"),
        said.text("base"),
        said.text("quote"),
        said.text("trade_status"),
        said.is("trade_status", "tradable"),
        step(said, "precision"),
        step(said, "amount_precision"),
        "spot.");
  }

  /** {@code 0.01} of 2 decimals. */
  private static Optional<BigDecimal> step(JsonPayload said, String key) throws FieldException {
    long decimals = said.idIfAny(key);
    return decimals < 0 || decimals > 30
        ? Optional.empty()
        : Optional.of(BigDecimal.ONE.movePointLeft((int) decimals));
  }

  private static Instrument contract(JsonPayload said) throws FieldException {
    String name = said.text("name");
    int split = name.indexOf('_');
    boolean isTrading =
        !said.is("in_delisting", "true") && (!said.has("status") || said.is("status", "trading"));
    String status = said.has("status") ? said.text("status") : isTrading ? "trading" : "delisting";
    return new Instrument(
        name,
        name.substring(0, Math.max(0, split)),
        name.substring(split + 1),
        status,
        isTrading,
        said.decimalIfAny("order_price_round"),
        said.decimalIfAny("order_size_min"),
        "futures.",
        said.decimalIfAny("quanto_multiplier")
            .filter(amount -> amount.signum() > 0)
            .map(amount -> new ContractSize(amount, name.substring(0, Math.max(0, split)))));
  }

  @Override
  public RestRequest time() {
    return request(SPOT + "/time");
  }

  @Override
  public long readTimeMs(byte[] body) throws IOException {
    return readId(body, "server_time");
  }

  @Override
  public Optional<RestRequest> snapshot(StreamId stream) {
    GateioChannel channel = GateioChannel.of(stream.channel()).orElse(null);
    if (channel == null || channel.kind() != Kind.DELTAS) {
      return Optional.empty();
    }
    String levels = channel.addition(stream.channel());
    return Optional.of(
        of(
            channel,
            stream,
            "/order_book",
            "&limit=" + (levels.isEmpty() ? channel.usualLevels() : levels) + "&with_id=true"));
  }

  @Override
  public SnapshotBridge readSnapshot(byte[] body) throws IOException {
    return SnapshotBridge.endingBehind(readId(body, "id"));
  }

  private static long readId(byte[] body, String key) throws IOException {
    JsonPayload said = new JsonPayload();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, "no object");
      said.read(json, JsonPayload.Nested.NONE);
      return said.id(key);
    } catch (FieldException e) {
      throw new IOException(e.detail(), e);
    }
  }

  @Override
  public Optional<RestRequest> backup(StreamId stream) {
    GateioChannel channel = GateioChannel.of(stream.channel()).orElse(null);
    if (channel == null) {
      return Optional.empty();
    }
    return switch (channel.kind()) {
      case TRADES -> trades(stream, 0, MOST_TRADES);
      case TICKERS, QUOTES -> Optional.of(of(channel, stream, "/tickers", ""));
      case CANDLES ->
          Optional.of(
              of(
                  channel,
                  stream,
                  "/candlesticks",
                  "&interval="
                      + encoded(channel.addition(stream.channel()))
                      + "&limit="
                      + CANDLES));
      case DELTAS -> snapshot(stream);
      case BOOKS, DEPTH -> {
        String levels = channel.addition(stream.channel());
        int wanted = levels.matches("\\d{1,3}") ? Integer.parseInt(levels) : channel.usualLevels();
        yield Optional.of(
            of(
                channel,
                stream,
                "/order_book",
                "&limit=" + Math.min(100, wanted) + "&with_id=true"));
      }
      case STATISTICS ->
          Optional.of(of(channel, stream, "/contract_stats", "&interval=1m&limit=" + CANDLES));
      case LIQUIDATIONS, CONTRACTS -> Optional.empty();
    };
  }

  /** The newest, whatever was asked for: there is no asking by the id of a pair. */
  @Override
  public Optional<RestRequest> trades(StreamId stream, long firstId, int count) {
    return GateioChannel.of(stream.channel())
        .filter(channel -> channel.kind() == Kind.TRADES)
        .map(channel -> of(channel, stream, "/trades", "&limit=" + MOST_TRADES));
  }

  /** The venue gives the newest first. */
  @Override
  public List<TradeSpan> readTrades(StreamId stream, byte[] body) throws IOException {
    String key = stream.channel().startsWith("spot.") ? "sequence_id" : "id";
    List<TradeSpan> trades = new ArrayList<>();
    JsonPayload said = new JsonPayload();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken() == JsonToken.START_ARRAY, "no array");
      while (json.nextToken() == JsonToken.START_OBJECT) {
        int from = (int) json.currentTokenLocation().getByteOffset();
        said.read(json, JsonPayload.Nested.NONE);
        int to = (int) json.currentLocation().getByteOffset();
        trades.add(new TradeSpan(said.id(key), from, to - from));
      }
      expect(json.currentToken() == JsonToken.END_ARRAY, "an element is no object");
    } catch (FieldException e) {
      throw new IOException(e.detail(), e);
    }
    trades.sort(Comparator.comparingLong(TradeSpan::id));
    return trades;
  }

  private static RestRequest of(GateioChannel channel, StreamId stream, String path, String more) {
    String of = channel.isSpot() ? SPOT + path + "?currency_pair=" : FUTURES + path + "?contract=";
    return request(of + encoded(stream.symbol()) + more);
  }

  private static RestRequest request(String path) {
    return new RestRequest(path, 1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static void expect(boolean isSo, String otherwise) throws IOException {
    if (!isSo) {
      throw new IOException(otherwise);
    }
  }
}
