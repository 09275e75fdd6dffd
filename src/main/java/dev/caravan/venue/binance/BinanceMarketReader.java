package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

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
import dev.caravan.market.Origin;
import dev.caravan.market.Quote;
import dev.caravan.market.Reason;
import dev.caravan.market.ReferencePrice;
import dev.caravan.market.Refusal;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what Binance's frames say; how deltas name their ids is each venue's own.
 *
 * <p>Shape: the channel decides what a payload is, since {@code depthUpdate} is two things and one
 * letter means another thing in each. {@code m} true means that the buyer was the maker: the taker
 * sold. Sizes count the base asset.
 *
 * <p>Rows of COIN-M in streams of all symbols ({@code st} 2) belong to another venue and say
 * nothing here, and neither do trades that are none of the market ({@code X} other than {@code
 * MARKET}).
 *
 * <p>Source: protocol sheets of 2026-11-20, section 4 of spot and 5 of the futures. Not
 * thread-safe.
 */
public abstract class BinanceMarketReader implements MarketReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_DETAIL = 80;

  private final String venue;
  private final JsonPayload outer = new JsonPayload();
  private final JsonPayload payload = new JsonPayload();
  private final JsonPayload inner = new JsonPayload();
  private final JsonLevels bids = new JsonLevels();
  private final JsonLevels asks = new JsonLevels();
  private final List<MarketEvent> events = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  /** Reads for the venue of this name. */
  protected BinanceMarketReader(String venue) {
    this.venue = requireNonNull(venue, "venue");
  }

  /**
   * First id that a delta accounts for.
   *
   * @throws FieldException if the payload does not say
   */
  protected abstract long firstId(JsonPayload delta) throws FieldException;

  /** The key of the last id of a partial book. */
  protected abstract String partialBookIdKey();

  @Override
  public final void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    PayloadKind kind = PayloadKind.of(arrival.stream().channel());
    if (kind == PayloadKind.NOTHING) {
      return;
    }
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      readFrame(arrival, kind, json);
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  private void readFrame(Arrival arrival, PayloadKind kind, JsonParser json) throws IOException {
    begin();
    JsonToken first = json.nextToken();
    if (first == JsonToken.START_ARRAY) {
      readElements(arrival, kind, json);
    } else if (first == JsonToken.START_OBJECT) {
      boolean[] isWrapped = {false};
      clearParts();
      outer.read(
          json,
          (key, nested) -> {
            if (!key.equals("data")) {
              return takePart(key, nested);
            }
            isWrapped[0] = true;
            if (nested.currentToken() == JsonToken.START_ARRAY) {
              readElements(arrival, kind, nested);
            } else {
              readPayload(arrival, kind, nested);
            }
            return true;
          });
      if (!isWrapped[0]) {
        add(arrival, kind, outer);
      }
    } else {
      throw new IOException("neither an object nor an array");
    }
    if (json.nextToken() != null) {
      throw new IOException("more behind the end");
    }
  }

  private void readElements(Arrival arrival, PayloadKind kind, JsonParser json) throws IOException {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        throw new IOException("an element is no object");
      }
      readPayload(arrival, kind, json);
    }
  }

  private void readPayload(Arrival arrival, PayloadKind kind, JsonParser json) throws IOException {
    clearParts();
    payload.read(json, this::takePart);
    add(arrival, kind, payload);
  }

  private void clearParts() {
    inner.clear();
    bids.clear();
    asks.clear();
  }

  private boolean takePart(String key, JsonParser json) throws IOException {
    boolean isArray = json.currentToken() == JsonToken.START_ARRAY;
    switch (key) {
      case "b", "bids" -> {
        if (isArray) {
          bids.read(json);
          return true;
        }
      }
      case "a", "asks" -> {
        if (isArray) {
          asks.read(json);
          return true;
        }
      }
      case "k", "o" -> {
        if (!isArray) {
          inner.read(json, JsonPayload.Nested.NONE);
          return true;
        }
      }
      default -> {
        // Of no use here.
      }
    }
    return false;
  }

  private void add(Arrival arrival, PayloadKind kind, JsonPayload said) {
    try {
      if (said.is("st", "2")) {
        return;
      }
      switch (kind) {
        case TRADE -> addTrade(arrival, said);
        case AGGREGATE_TRADE -> addAggregateTrade(arrival, said);
        case QUOTE -> addQuote(arrival, said);
        case DELTA -> addDelta(arrival, said);
        case PARTIAL_BOOK -> addPartialBook(arrival, said);
        case CANDLE -> addCandle(arrival, said);
        case TICKER -> addTicker(arrival, said);
        case MARK_PRICE -> addMarkPrice(arrival, said);
        case LIQUIDATION -> addLiquidation(arrival, said);
        case AVERAGE -> addReferencePrice(arrival, said, "w", "E");
        case REFERENCE -> addReferencePrice(arrival, said, "r", "t");
        case COMPOSITE_INDEX -> addReferencePrice(arrival, said, "p", "E");
        case ASSET_INDEX -> addReferencePrice(arrival, said, "i", "E");
        case NOTHING -> {
          // Not even parsed.
        }
      }
    } catch (FieldException e) {
      refusals.add(new Refusal(venue, arrival.stream(), e.reason(), e.detail()));
    }
  }

  private void addTrade(Arrival arrival, JsonPayload said) throws FieldException {
    if (said.has("X") && !said.is("X", "MARKET")) {
      return;
    }
    long id = said.id("t");
    events.add(
        new Trade(
            origin(arrival, said),
            id,
            id,
            id,
            said.decimal("p"),
            said.decimal("q"),
            side(said),
            said.timeNs("T")));
  }

  private void addAggregateTrade(Arrival arrival, JsonPayload said) throws FieldException {
    events.add(
        new Trade(
            origin(arrival, said),
            said.id("a"),
            said.idIfAny("f"),
            said.idIfAny("l"),
            said.decimal("p"),
            said.decimal("q"),
            side(said),
            said.timeNs("T")));
  }

  private static Side side(JsonPayload said) {
    if (said.is("m", "true") || said.is("isBuyerMaker", "true")) {
      return Side.SELL;
    }
    return said.is("m", "false") || said.is("isBuyerMaker", "false") ? Side.BUY : Side.UNKNOWN;
  }

  private void addQuote(Arrival arrival, JsonPayload said) throws FieldException {
    if (!said.has("b") && !said.has("a")) {
      throw new FieldException(Reason.INCOMPLETE, "no b and no a");
    }
    events.add(
        new Quote(
            origin(arrival, said),
            said.idIfAny("u"),
            said.levelIfAny("b", "B"),
            said.levelIfAny("a", "A")));
  }

  private void addDelta(Arrival arrival, JsonPayload said) throws FieldException {
    events.add(
        new BookDelta(
            origin(arrival, said),
            firstId(said),
            said.id("u"),
            bids.levels("b"),
            asks.levels("a")));
  }

  private void addPartialBook(Arrival arrival, JsonPayload said) throws FieldException {
    events.add(
        new BookSnapshot(
            origin(arrival, said),
            said.idIfAny(partialBookIdKey()),
            bids.levels("bids"),
            asks.levels("asks")));
  }

  private void addCandle(Arrival arrival, JsonPayload said) throws FieldException {
    events.add(
        new Candle(
            origin(arrival, said),
            inner.text("i"),
            inner.timeNs("t"),
            inner.decimal("o"),
            inner.decimal("h"),
            inner.decimal("l"),
            inner.decimal("c"),
            inner.decimalIfAny("v"),
            inner.decimalIfAny("q"),
            Math.max(Candle.UNKNOWN_COUNT, inner.idIfAny("n")),
            inner.is("x", "true")));
  }

  private void addTicker(Arrival arrival, JsonPayload said) throws FieldException {
    events.add(
        new Ticker(
            origin(arrival, said),
            window(said.text("e")),
            Optional.of(said.decimal("c")),
            said.decimalIfAny("o"),
            said.decimalIfAny("h"),
            said.decimalIfAny("l"),
            said.decimalIfAny("v"),
            said.decimalIfAny("q"),
            said.levelIfAny("b", "B"),
            said.levelIfAny("a", "A")));
  }

  private static String window(String event) {
    return switch (event) {
      case "1hTicker" -> "1h";
      case "4hTicker" -> "4h";
      case "1dTicker" -> "1d";
      default -> "24h";
    };
  }

  private void addMarkPrice(Arrival arrival, JsonPayload said) throws FieldException {
    Origin origin = origin(arrival, said);
    events.add(new MarkPrice(origin, said.decimal("p"), said.decimalIfAny("i")));
    if (said.has("r")) {
      events.add(new Funding(origin, said.decimal("r"), said.timeNs("T")));
    }
  }

  private void addLiquidation(Arrival arrival, JsonPayload said) throws FieldException {
    Side side = inner.is("S", "SELL") ? Side.SELL : inner.is("S", "BUY") ? Side.BUY : Side.UNKNOWN;
    String symbol = inner.text("s");
    events.add(
        new Liquidation(
            origin(arrival, symbol, said.timeNs("E")),
            side,
            inner.decimal("p"),
            inner.decimal("q"),
            inner.timeNs("T")));
  }

  private void addReferencePrice(Arrival arrival, JsonPayload said, String key, String timeKey)
      throws FieldException {
    // Where the venue has none at the moment it writes null.
    if (said.has(key) || !said.has("s")) {
      events.add(
          new ReferencePrice(
              origin(arrival, said.text("s"), said.timeNs(timeKey)), said.decimal(key)));
    }
  }

  private Origin origin(Arrival arrival, JsonPayload said) throws FieldException {
    // T is when the next funding is paid in mark prices, which always have E.
    return origin(arrival, said.text("s"), said.timeNs(said.has("E") ? "E" : "T"));
  }

  private Origin origin(Arrival arrival, String symbol, long venueTimeNs) {
    String named = arrival.stream().symbol();
    return new Origin(
        venue,
        arrival.stream(),
        symbol.isEmpty() || symbol.equals(named) ? named : symbol,
        venueTimeNs,
        arrival.receiveTimeNs(),
        arrival.connection(),
        SizeUnit.BASE);
  }

  @Override
  public final void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
    try (JsonParser json = JSON.createParser(body)) {
      begin();
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      clearParts();
      payload.read(json, this::takePart);
      try {
        events.add(
            new BookSnapshot(
                origin(arrival, payload), lastId, bids.levels("bids"), asks.levels("asks")));
      } catch (FieldException e) {
        refusals.add(new Refusal(venue, arrival.stream(), e.reason(), e.detail()));
      }
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  @Override
  public final void readBackfill(Arrival arrival, String body, MarketSink into) {
    byte[] bytes = body.getBytes(UTF_8);
    try (JsonParser json = JSON.createParser(bytes)) {
      begin();
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no array");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        clearParts();
        payload.read(json, this::takePart);
        addBackfilled(arrival);
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException("an element is no object");
      }
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  /** Aggregate trades are spelled as in frames, trades with whole words. */
  private void addBackfilled(Arrival arrival) {
    try {
      if (payload.has("a")) {
        addAggregateTrade(arrival, payload);
        return;
      }
      long id = payload.id("id");
      long timeNs = payload.timeNs("time");
      events.add(
          new Trade(
              origin(arrival, "", timeNs),
              id,
              id,
              id,
              payload.decimal("price"),
              payload.decimal("qty"),
              side(payload),
              timeNs));
    } catch (FieldException e) {
      refusals.add(new Refusal(venue, arrival.stream(), e.reason(), e.detail()));
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
            venue,
            arrival.stream(),
            Reason.UNREADABLE,
            line.substring(0, Math.min(line.length(), LONGEST_DETAIL))));
  }
}
