package dev.caravan.venue.okx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookCheck;
import dev.caravan.market.BookDelta;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.FieldException;
import dev.caravan.market.Funding;
import dev.caravan.market.JsonLevels;
import dev.caravan.market.JsonPayload;
import dev.caravan.market.Level;
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
import dev.caravan.venue.okx.OkxChannels.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what OKX's frames say.
 *
 * <p>Shape: {@code data} holds one element, in all recordings; each is read. Sizes count the base
 * asset on spot and contracts of everything else, which is what has more than one hyphen in its
 * name. {@code side} is the taker's. {@code volCcy24h} is paid money on spot only. A checksum of 0
 * says nothing.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4 to 6. Not thread-safe.
 */
public final class OkxMarketReader implements MarketReader {

  private static final String VENUE = "okx";
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_DETAIL = 80;

  private final JsonPayload outer = new JsonPayload();
  private final JsonPayload said = new JsonPayload();
  private final JsonLevels bids = new JsonLevels();
  private final JsonLevels asks = new JsonLevels();
  private final OkxCandle candle = new OkxCandle();
  private final List<MarketEvent> events = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();

  @Override
  public void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    Kind kind = OkxChannels.kind(arrival.stream().channel());
    if (kind == Kind.OTHER) {
      return;
    }
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      readFrame(arrival, kind, json, 0);
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  /**
   * Reads a frame, or the body of a REST answer, which has the same {@code data}.
   *
   * @param bookId of a book over REST, else 0
   */
  private void readFrame(Arrival arrival, Kind kind, JsonParser json, long bookId)
      throws IOException {
    begin();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no object");
    }
    boolean[] hasData = {false};
    outer.read(
        json,
        (key, nested) -> {
          if (!key.equals("data") || nested.currentToken() != JsonToken.START_ARRAY) {
            return false;
          }
          hasData[0] = true;
          readElements(arrival, kind, nested, bookId);
          return true;
        });
    if (!hasData[0]) {
      throw new IOException("no data");
    }
    if (json.nextToken() != null) {
      throw new IOException("more behind the end");
    }
  }

  private void readElements(Arrival arrival, Kind kind, JsonParser json, long bookId)
      throws IOException {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      try {
        if (token == JsonToken.START_ARRAY) {
          addCandle(arrival, kind, json);
        } else if (token == JsonToken.START_OBJECT) {
          readElement(arrival, kind, json, bookId);
        } else {
          throw new IOException("an element is neither an object nor an array");
        }
      } catch (FieldException e) {
        refusals.add(new Refusal(VENUE, arrival.stream(), e.reason(), e.detail()));
      }
    }
  }

  private void readElement(Arrival arrival, Kind kind, JsonParser json, long bookId)
      throws IOException, FieldException {
    bids.clear();
    asks.clear();
    List<JsonPayload> details = new ArrayList<>(0);
    said.read(json, (key, nested) -> takePart(key, nested, details));
    switch (kind) {
      case BOOK -> addBook(arrival, bookId);
      case BEST_LEVELS -> addSnapshot(arrival, said.idIfAny("seqId"), Optional.empty());
      case QUOTE -> addQuote(arrival);
      case TRADES, TRADES_ALL -> addTrade(arrival);
      case TICKER -> addTicker(arrival);
      case MARK_PRICE ->
          events.add(
              new MarkPrice(
                  origin(arrival, said.timeNs("ts")), said.decimal("markPx"), Optional.empty()));
      case FUNDING ->
          events.add(
              new Funding(
                  origin(arrival, said.timeNs("ts")),
                  said.decimal("fundingRate"),
                  said.timeNs("fundingTime")));
      case OPEN_INTEREST ->
          events.add(new OpenInterest(origin(arrival, said.timeNs("ts")), said.decimal("oi")));
      case INDEX ->
          events.add(new ReferencePrice(origin(arrival, said.timeNs("ts")), said.decimal("idxPx")));
      case LIQUIDATIONS -> {
        for (JsonPayload detail : details) {
          addLiquidation(arrival, detail);
        }
      }
      default -> throw new FieldException(Reason.UNREADABLE, "an object in place of a candle");
    }
  }

  private boolean takePart(String key, JsonParser json, List<JsonPayload> details)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    switch (key) {
      case "bids" -> bids.read(json);
      case "asks" -> asks.read(json);
      case "details" -> {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          JsonPayload detail = new JsonPayload();
          detail.read(json, JsonPayload.Nested.NONE);
          details.add(detail);
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
          throw new IOException("a detail is no object");
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void addBook(Arrival arrival, long bookId) throws FieldException {
    if (bookId > 0) {
      addSnapshot(arrival, bookId, Optional.empty());
      return;
    }
    long seqId = said.idIfAny("seqId");
    long previous = said.idIfAny("prevSeqId");
    boolean isWhole = outer.is("action", "snapshot") || said.is("prevSeqId", "-1");
    if (isWhole) {
      addSnapshot(arrival, seqId, check());
      return;
    }
    boolean isLinked = seqId >= 0 && previous >= 0;
    events.add(
        new BookDelta(
            origin(arrival, said.timeNs("ts")),
            isLinked ? previous + 1 : MarketEvent.NO_ID,
            isLinked ? seqId : MarketEvent.NO_ID,
            bids.levels("bids"),
            asks.levels("asks"),
            check()));
  }

  private Optional<BookCheck> check() {
    if (!said.has("checksum") || said.is("checksum", "0")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OkxChecksum(Integer.parseInt(said.text("checksum"))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void addSnapshot(Arrival arrival, long lastId, Optional<BookCheck> check)
      throws FieldException {
    events.add(
        new BookSnapshot(
            origin(arrival, said.timeNs("ts")),
            lastId,
            bids.levels("bids"),
            asks.levels("asks"),
            check));
  }

  private void addQuote(Arrival arrival) throws FieldException {
    events.add(
        new Quote(
            origin(arrival, said.timeNs("ts")),
            said.idIfAny("seqId"),
            best(bids.levels("bids")),
            best(asks.levels("asks"))));
  }

  private static Optional<Level> best(List<Level> side) {
    return side.isEmpty() ? Optional.empty() : Optional.of(side.get(0));
  }

  private void addTrade(Arrival arrival) throws FieldException {
    long id = said.id("tradeId");
    long count = Math.max(1, said.idIfAny("count"));
    long timeNs = said.timeNs("ts");
    events.add(
        new Trade(
            origin(arrival, timeNs),
            id,
            Math.max(0, id - count + 1),
            id,
            said.decimal("px"),
            said.decimal("sz"),
            side(said),
            timeNs));
  }

  private static Side side(JsonPayload of) {
    return of.is("side", "buy") ? Side.BUY : of.is("side", "sell") ? Side.SELL : Side.UNKNOWN;
  }

  private void addTicker(Arrival arrival) throws FieldException {
    Origin origin = origin(arrival, said.timeNs("ts"));
    events.add(
        new Ticker(
            origin,
            "24h",
            said.decimalIfAny("last"),
            said.decimalIfAny("open24h"),
            said.decimalIfAny("high24h"),
            said.decimalIfAny("low24h"),
            said.decimalIfAny("vol24h"),
            origin.sizeUnit() == SizeUnit.BASE ? said.decimalIfAny("volCcy24h") : Optional.empty(),
            said.levelIfAny("bidPx", "bidSz"),
            said.levelIfAny("askPx", "askSz")));
  }

  private void addLiquidation(Arrival arrival, JsonPayload detail) throws FieldException {
    long timeNs = detail.timeNs("ts");
    events.add(
        new Liquidation(
            origin(arrival, timeNs),
            side(detail),
            detail.decimal("bkPx"),
            detail.decimal("sz"),
            timeNs));
  }

  private void addCandle(Arrival arrival, Kind kind, JsonParser json)
      throws IOException, FieldException {
    candle.read(json);
    if (kind != Kind.CANDLES && kind != Kind.REFERENCE_CANDLES) {
      throw new FieldException(Reason.UNREADABLE, "an array in place of an object");
    }
    said.clear();
    events.add(candle.of(origin(arrival, Origin.NO_TIME), kind == Kind.CANDLES));
  }

  private Origin origin(Arrival arrival, long venueTimeNs) {
    String named = arrival.stream().symbol();
    String instrument = said.text("instId");
    String symbol = instrument.isEmpty() || instrument.equals(named) ? named : instrument;
    return new Origin(
        VENUE,
        arrival.stream(),
        symbol,
        venueTimeNs,
        arrival.receiveTimeNs(),
        arrival.connection(),
        symbol.indexOf('-') == symbol.lastIndexOf('-') ? SizeUnit.BASE : SizeUnit.CONTRACTS);
  }

  /** {@code {"code":"0","msg":"","data":[{"asks":…,"bids":…,"ts":"…","seqId":…}]}}. */
  @Override
  public void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
    try (JsonParser json = JSON.createParser(body)) {
      readFrame(arrival, Kind.BOOK, json, Math.max(1, lastId));
      tell(into);
    } catch (IOException e) {
      refuse(arrival, e, into);
    }
  }

  /** Trades as {@code /market/history-trades} gives them, in an array. */
  @Override
  public void readBackfill(Arrival arrival, String body, MarketSink into) {
    try (JsonParser json = JSON.createParser(body)) {
      begin();
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("no array");
      }
      readElements(arrival, Kind.TRADES_ALL, json, 0);
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
