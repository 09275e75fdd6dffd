package dev.caravan.venue.ticketed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.Candle;
import dev.caravan.market.FieldException;
import dev.caravan.market.FrameReading;
import dev.caravan.market.JsonPayload;
import dev.caravan.market.Level;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketSink;
import dev.caravan.market.Reason;
import dev.caravan.market.Side;
import dev.caravan.market.SizeUnit;
import dev.caravan.market.Ticker;
import dev.caravan.market.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what the frames of venues whose requests carry a ticket say.
 *
 * <p>Shape: one object; its keys are long, or short in the format SIMPLE; both are read. Element i
 * of a book pairs the i-th best ask with the i-th best bid: a thin side is padded with the price 0,
 * and a size may be rounded to 0, so both are left out and counted. {@code ask_bid} is the side of
 * the aggressor. A ticker is about the venue's day. Sizes count the base asset.
 *
 * <p>Source: protocol sheets of 2026-11-20, section 3. Not thread-safe.
 */
public abstract class TicketedMarketReader implements MarketReader {

  private static final String CANDLES = "candle.";

  private final FrameReading reading;
  private final JsonPayload payload;
  private final JsonPayload unit;
  private final List<Level> bids = new ArrayList<>();
  private final List<Level> asks = new ArrayList<>();
  private boolean hasUnits;
  private Optional<FieldException> brokenUnit = Optional.empty();

  /** Reads for the venue of this name. */
  protected TicketedMarketReader(String venue) {
    this.reading = new FrameReading(venue, SizeUnit.BASE);
    this.payload = new JsonPayload(reading::note);
    this.unit = new JsonPayload(reading::note);
  }

  @Override
  public void read(Arrival arrival, byte[] bytes, int offset, int length, MarketSink into) {
    String channel = arrival.stream().channel();
    switch (channel) {
      case "trade" -> read(arrival, bytes, offset, length, this::addTrade, into);
      case "orderbook" -> read(arrival, bytes, offset, length, this::addBook, into);
      case "ticker" -> read(arrival, bytes, offset, length, this::addTicker, into);
      default -> {
        if (channel.startsWith(CANDLES)) {
          StreamId stream = arrival.stream();
          read(arrival, bytes, offset, length, () -> addCandle(stream), into);
        }
      }
    }
  }

  private void read(
      Arrival arrival,
      byte[] bytes,
      int offset,
      int length,
      FrameReading.Maker maker,
      MarketSink into) {
    reading.read(
        arrival,
        bytes,
        offset,
        length,
        json -> {
          bids.clear();
          asks.clear();
          hasUnits = false;
          brokenUnit = Optional.empty();
          payload.read(json, this::takeUnits);
          reading.make(maker);
        },
        into);
  }

  private boolean takeUnits(String key, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY
        || !(key.equals("orderbook_units") || key.equals("obu"))) {
      return false;
    }
    hasUnits = true;
    FrameReading.readElements(
        json,
        level -> {
          unit.read(level, JsonPayload.Nested.NONE);
          try {
            addLevel("ask_price", "ap", "ask_size", "as", asks);
            addLevel("bid_price", "bp", "bid_size", "bs", bids);
          } catch (FieldException e) {
            brokenUnit = Optional.of(e);
          }
        });
    return true;
  }

  private void addLevel(
      String price, String shortPrice, String size, String shortSize, List<Level> side)
      throws FieldException {
    BigDecimal atPrice = unit.decimal(unit.either(price, shortPrice));
    BigDecimal ofSize = unit.decimal(unit.either(size, shortSize));
    if (atPrice.signum() == 0) {
      reading.note(Reason.PADDED_LEVEL);
    } else if (ofSize.signum() == 0) {
      reading.note(Reason.ROUNDED_TO_ZERO);
    } else {
      side.add(new Level(atPrice, ofSize));
    }
  }

  private String key(String key, String shortKey) {
    return payload.either(key, shortKey);
  }

  private long sentNs() throws FieldException {
    return payload.timeNs(key("timestamp", "tms"));
  }

  private void addTrade() throws FieldException {
    long id = payload.id(key("sequential_id", "sid"));
    String side = payload.text(key("ask_bid", "ab"));
    // Over REST there is one time only, and it is the trade's.
    boolean isOverRest = payload.has("market");
    long sentNs = sentNs();
    reading.add(
        new Trade(
            reading.origin("", sentNs),
            id,
            id,
            id,
            payload.decimal(key("trade_price", "tp")),
            payload.decimal(key("trade_volume", "tv")),
            side.equals("BID") ? Side.BUY : side.equals("ASK") ? Side.SELL : Side.UNKNOWN,
            isOverRest ? sentNs : payload.timeNs(key("trade_timestamp", "ttms"))));
  }

  private void addBook() throws FieldException {
    if (!hasUnits) {
      throw new FieldException(Reason.INCOMPLETE, "no orderbook_units");
    }
    if (brokenUnit.isPresent()) {
      throw brokenUnit.get();
    }
    reading.add(
        new BookSnapshot(
            reading.origin("", sentNs()), MarketEvent.NO_ID, List.copyOf(bids), List.copyOf(asks)));
  }

  private void addTicker() throws FieldException {
    reading.add(
        new Ticker(
            reading.origin("", sentNs()),
            "day",
            Optional.of(payload.decimal(key("trade_price", "tp"))),
            payload.decimalIfAny(key("opening_price", "op")),
            payload.decimalIfAny(key("high_price", "hp")),
            payload.decimalIfAny(key("low_price", "lp")),
            payload.decimalIfAny(key("acc_trade_volume", "atv")),
            payload.decimalIfAny(key("acc_trade_price", "atp")),
            Optional.empty(),
            Optional.empty()));
  }

  private void addCandle(StreamId stream) throws FieldException {
    reading.add(
        new Candle(
            reading.origin("", sentNs()),
            stream.channel().substring(CANDLES.length()),
            openTimeNs(),
            payload.decimal(key("opening_price", "op")),
            payload.decimal(key("high_price", "hp")),
            payload.decimal(key("low_price", "lp")),
            payload.decimal(key("trade_price", "tp")),
            payload.decimalIfAny(key("candle_acc_trade_volume", "catv")),
            payload.decimalIfAny(key("candle_acc_trade_price", "catp")),
            Candle.UNKNOWN_COUNT,
            false));
  }

  /** {@code 2026-09-23T03:18:00}, in UTC. */
  private long openTimeNs() throws FieldException {
    String text = payload.text(key("candle_date_time_utc", "cdttmu"));
    try {
      long seconds = LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC);
      return Math.multiplyExact(seconds, 1_000_000_000L);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new FieldException(Reason.NOT_A_NUMBER, "candle_date_time_utc is " + text);
    }
  }

  @Override
  public void readSnapshot(Arrival arrival, long lastId, String body, MarketSink into) {
    byte[] bytes = body.getBytes(UTF_8);
    read(arrival, bytes, 0, bytes.length, this::addBook, into);
  }

  @Override
  public final void readBackfill(Arrival arrival, String body, MarketSink into) {
    byte[] bytes = body.getBytes(UTF_8);
    read(arrival, bytes, 0, bytes.length, this::addTrade, into);
  }
}
