package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.FieldException;
import dev.caravan.market.Funding;
import dev.caravan.market.JsonLevels;
import dev.caravan.market.JsonPayload;
import dev.caravan.market.Liquidation;
import dev.caravan.market.MarkPrice;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketSink;
import dev.caravan.market.OpenInterest;
import dev.caravan.market.Origin;
import dev.caravan.market.Quote;
import dev.caravan.market.Reason;
import dev.caravan.market.ReferencePrice;
import dev.caravan.market.Refusal;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import dev.caravan.venue.gateio.GateioChannel.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what Gate's frames say.
 *
 * <p>Shape: {@code result} is one object, or an array of them, each about the contract that it
 * names. Sizes count the base asset on spot and contracts on futures, where a size below zero is a
 * sale by the taker; prices and sizes are text or numbers. Levels are {@code [price,size]} or
 * {@code {"p":price,"s":size}}, in no order. {@code full} replaces a book.
 *
 * <p>Times: of trades milliseconds with a fraction, or seconds where there are none; of candles and
 * fundings seconds, as text or number; of books over REST milliseconds on spot and seconds with a
 * fraction on futures.
 *
 * <p>Not read: single orders as {@code futures.order_book} sent them until 2021, and the best bid
 * and ask of spot tickers, which have no size. Which side a liquidation was on is not documented.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4 to 7. Not thread-safe.
 */
public final class GateioMarketReader implements MarketReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String VENUE = "gateio";
  private static final int LONGEST_DETAIL = 80;
  private static final BigDecimal FIRST_MS = new BigDecimal("100000000000");
  private static final BigDecimal LAST_NS = BigDecimal.valueOf(Long.MAX_VALUE);

  private final GateioMapping mapping = new GateioMapping();
  private final JsonPayload outer = new JsonPayload();
  private final JsonPayload payload = new JsonPayload();
  private final JsonLevels bids = new JsonLevels("p", "s");
  private final JsonLevels asks = new JsonLevels("p", "s");
  private final List<MarketEvent> events = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  @Override
  public void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    GateioChannel channel = GateioChannel.of(arrival.stream().channel()).orElse(null);
    if (channel == null || channel.kind() == Kind.CONTRACTS) {
      return;
    }
    long sentMs = mapping.venueTimeMs(arrival.stream(), bytes, offset, length);
    long sentNs = sentMs > Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : sentMs * 1_000_000;
    Frame frame = new Frame(arrival, channel, sentMs <= 0 ? Origin.NO_TIME : sentNs);
    begin();
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      boolean[] isThere = {false};
      outer.read(
          json,
          (key, nested) -> {
            if (!key.equals("result")) {
              return false;
            }
            isThere[0] = true;
            readResult(frame, nested);
            return true;
          });
      if (json.nextToken() != null) {
        throw new IOException("more behind the end");
      }
      if (!isThere[0]) {
        throw new IOException("no result");
      }
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  /** What all things of one frame share. */
  private record Frame(Arrival arrival, GateioChannel channel, long sentNs) {}

  private void readResult(Frame frame, JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      readPayload(frame, json);
      return;
    }
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        throw new IOException("an element is no object");
      }
      if (frame.channel.kind() == Kind.BOOKS) {
        json.skipChildren();
      } else {
        readPayload(frame, json);
      }
    }
  }

  private void readPayload(Frame frame, JsonParser json) throws IOException {
    bids.clear();
    asks.clear();
    payload.read(json, this::takeSide);
    try {
      add(frame);
    } catch (FieldException e) {
      refusals.add(new Refusal(VENUE, frame.arrival.stream(), e.reason(), e.detail()));
    }
  }

  private boolean takeSide(String key, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    switch (key) {
      case "b", "bids" -> bids.read(json);
      case "a", "asks" -> asks.read(json);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void add(Frame frame) throws FieldException {
    switch (frame.channel.kind()) {
      case TRADES -> addTrade(frame);
      case TICKERS -> addTicker(frame);
      case CANDLES -> addCandle(frame);
      case QUOTES -> addQuote(frame);
      case DELTAS, DEPTH -> addDelta(frame);
      case BOOKS -> addBook(frame);
      case LIQUIDATIONS -> addLiquidation(frame);
      case STATISTICS -> addStatistics(frame);
      case CONTRACTS -> {
        // Says nothing about prices.
      }
    }
  }

  private void addTrade(Frame frame) throws FieldException {
    boolean isSpot = frame.channel.isSpot();
    BigDecimal size = payload.decimal(isSpot ? "amount" : "size");
    Side side = isSpot ? sideOfSpot() : sideOf(size);
    long id = payload.id(isSpot ? idKeyOfSpot() : "id");
    long timeNs = timeNs("create_time_ms", "create_time");
    events.add(
        new Trade(
            origin(frame, timeNs),
            id,
            id,
            id,
            payload.decimal("price"),
            isSpot ? size : size.abs(),
            side,
            timeNs));
  }

  /** Over REST the contiguous id has another name. */
  private String idKeyOfSpot() {
    if (payload.has("sequence_id")) {
      return "sequence_id";
    }
    return payload.has("id_market") ? "id_market" : "id";
  }

  private Side sideOfSpot() {
    return payload.is("side", "buy")
        ? Side.BUY
        : payload.is("side", "sell") ? Side.SELL : Side.UNKNOWN;
  }

  private static Side sideOf(BigDecimal signed) {
    return signed.signum() > 0 ? Side.BUY : signed.signum() < 0 ? Side.SELL : Side.UNKNOWN;
  }

  private void addTicker(Frame frame) throws FieldException {
    boolean isSpot = frame.channel.isSpot();
    Origin origin = origin(frame, Origin.NO_TIME);
    Optional<BigDecimal> last = payload.decimalIfAny("last");
    Optional<BigDecimal> high = payload.decimalIfAny("high_24h");
    Optional<BigDecimal> low = payload.decimalIfAny("low_24h");
    Optional<BigDecimal> volume = payload.decimalIfAny(isSpot ? "base_volume" : "volume_24h");
    Optional<BigDecimal> quoteVolume =
        payload.decimalIfAny(isSpot ? "quote_volume" : "volume_24h_quote");
    if (last.isPresent() || high.isPresent() || low.isPresent() || volume.isPresent()) {
      events.add(
          new Ticker(
              origin,
              "24h",
              last,
              Optional.empty(),
              high,
              low,
              volume,
              quoteVolume,
              Optional.empty(),
              Optional.empty()));
    } else if (isSpot) {
      throw new FieldException(Reason.INCOMPLETE, "no last");
    }
    if (isSpot) {
      return;
    }
    Optional<BigDecimal> index = payload.decimalIfAny("index_price");
    if (payload.has("mark_price")) {
      events.add(new MarkPrice(origin, payload.decimal("mark_price"), index));
    } else if (index.isPresent()) {
      events.add(new ReferencePrice(origin, index.get()));
    }
    if (payload.has("funding_rate")) {
      events.add(
          new Funding(origin, payload.decimal("funding_rate"), timeNs("funding_next_apply")));
    }
    if (payload.has("total_size")) {
      events.add(new OpenInterest(origin, payload.decimal("total_size")));
    }
  }

  /** The name holds interval and symbol: {@code 1m_BTC_USDT}. */
  private void addCandle(Frame frame) throws FieldException {
    String name = payload.text("n");
    int end = name.indexOf('_');
    if (end < 1) {
      throw new FieldException(Reason.INCOMPLETE, "no interval in n");
    }
    boolean isSpot = frame.channel.isSpot();
    events.add(
        new Candle(
            origin(frame, name.substring(end + 1), Origin.NO_TIME),
            name.substring(0, end),
            timeNs("t"),
            payload.decimal("o"),
            payload.decimal("h"),
            payload.decimal("l"),
            payload.decimal("c"),
            payload.decimalIfAny(isSpot ? "a" : "v"),
            isSpot ? payload.decimalIfAny("v") : Optional.empty(),
            Candle.UNKNOWN_COUNT,
            payload.is("w", "true")));
  }

  private void addQuote(Frame frame) throws FieldException {
    events.add(
        new Quote(
            origin(frame, timeNs("t")),
            payload.id("u"),
            payload.levelIfAny("b", "B"),
            payload.levelIfAny("a", "A")));
  }

  private void addDelta(Frame frame) throws FieldException {
    Origin origin = origin(frame, timeNs("t"));
    long last = payload.id("u");
    if (payload.is("full", "true")) {
      events.add(new BookSnapshot(origin, last, bids.levelsIfAny("b"), asks.levelsIfAny("a")));
    } else {
      events.add(
          new BookDelta(
              origin, payload.id("U"), last, bids.levelsIfAny("b"), asks.levelsIfAny("a")));
    }
  }

  private void addBook(Frame frame) throws FieldException {
    events.add(
        new BookSnapshot(
            origin(frame, timeNs("t")),
            payload.idIfAny(frame.channel.isSpot() ? "lastUpdateId" : "id"),
            bids.levels("bids"),
            asks.levels("asks")));
  }

  private void addLiquidation(Frame frame) throws FieldException {
    long timeNs = timeNs(payload.has("time_ms") ? "time_ms" : "time");
    events.add(
        new Liquidation(
            origin(frame, timeNs),
            Side.UNKNOWN,
            payload.decimal("price"),
            payload.decimal("size").abs(),
            timeNs));
  }

  private void addStatistics(Frame frame) throws FieldException {
    Origin origin = origin(frame, Origin.NO_TIME);
    events.add(new OpenInterest(origin, payload.decimal("open_interest")));
    if (payload.has("mark_price")) {
      events.add(new MarkPrice(origin, payload.decimal("mark_price"), Optional.empty()));
    }
  }

  private long timeNs(String msKey, String sKey) throws FieldException {
    return timeNs(payload.has(msKey) ? msKey : sKey);
  }

  /** Seconds and milliseconds are told apart by size; missing, zero or below: none. */
  private long timeNs(String key) throws FieldException {
    Optional<BigDecimal> time = payload.decimalIfAny(key);
    if (time.isEmpty() || time.get().signum() <= 0) {
      return Origin.NO_TIME;
    }
    boolean isMs = time.get().compareTo(FIRST_MS) >= 0;
    return time.get().movePointRight(isMs ? 6 : 9).min(LAST_NS).longValue();
  }

  private Origin origin(Frame frame, long elseTimeNs) {
    String symbol = payload.text(frame.channel.isSpot() ? "currency_pair" : "contract");
    return origin(frame, symbol, elseTimeNs);
  }

  /** Who carries no symbol is about that of its stream. */
  private static Origin origin(Frame frame, String symbol, long elseTimeNs) {
    String named = frame.arrival.stream().symbol();
    return new Origin(
        VENUE,
        frame.arrival.stream(),
        symbol.isEmpty() || symbol.equals(named) ? named : symbol,
        frame.sentNs < 0 ? elseTimeNs : frame.sentNs,
        frame.arrival.receiveTimeNs(),
        frame.arrival.connection(),
        frame.channel.isSpot() ? SizeUnit.BASE : SizeUnit.CONTRACTS);
  }

  @Override
  public void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
    GateioChannel channel = GateioChannel.of(arrival.stream().channel()).orElse(null);
    if (channel == null) {
      return;
    }
    begin();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      bids.clear();
      asks.clear();
      payload.read(json, this::takeSide);
      Frame frame = new Frame(arrival, channel, timeNs("current"));
      events.add(
          new BookSnapshot(
              origin(frame, "", Origin.NO_TIME), lastId, bids.levels("bids"), asks.levels("asks")));
    } catch (FieldException e) {
      refusals.add(new Refusal(VENUE, arrival.stream(), e.reason(), e.detail()));
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
    tell(into);
  }

  @Override
  public void readBackfill(Arrival arrival, String body, MarketSink into) {
    GateioChannel channel = GateioChannel.of(arrival.stream().channel()).orElse(null);
    if (channel == null || channel.kind() != Kind.TRADES) {
      return;
    }
    begin();
    try (JsonParser json = JSON.createParser(body.getBytes(UTF_8))) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no array");
      }
      readResult(new Frame(arrival, channel, Origin.NO_TIME), json);
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  private void begin() {
    events.clear();
    refusals.clear();
  }

  private void tell(MarketSink into) {
    events.forEach(into::event);
    refusals.forEach(into::refused);
    begin();
  }

  private void refuse(Arrival arrival, IOException e, MarketSink into) {
    begin();
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    into.refused(
        new Refusal(
            VENUE,
            arrival.stream(),
            Reason.UNREADABLE,
            line.substring(0, Math.min(line.length(), LONGEST_DETAIL))));
  }
}
