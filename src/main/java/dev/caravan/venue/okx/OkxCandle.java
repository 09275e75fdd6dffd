package dev.caravan.venue.okx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.market.Candle;
import dev.caravan.market.Decimals;
import dev.caravan.market.FieldException;
import dev.caravan.market.Origin;
import dev.caravan.market.Reason;
import dev.caravan.market.SizeUnit;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one candle of OKX.
 *
 * <p>Shape: {@code [ts,open,high,low,close,vol,volCcy,volCcyQuote,confirm]}; of a mark price or an
 * index {@code [ts,open,high,low,close,confirm]}; until 2022 it ended behind {@code volCcy}.
 * Volumes are base and paid money on spot, contracts and base elsewhere; {@code volCcyQuote} is
 * paid money. {@code confirm} 1 is final. Not thread-safe.
 */
final class OkxCandle {

  private static final int PRICES = 5;
  private static final int QUOTE_VOLUME = 7;
  private static final int MOST_DIGITS_OF_A_TIME = 13;
  private static final int LONGEST_SHOWN = 24;

  private final List<String> values = new ArrayList<>();

  /** Reads the array that the parser has just entered, up to its closing bracket. */
  void read(JsonParser json) throws IOException {
    values.clear();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == null) {
        throw new IOException("a candle without an end");
      }
      if (token.isStructStart()) {
        json.skipChildren();
        values.add("");
      } else if (values.size() <= QUOTE_VOLUME + 1) {
        values.add(json.getText());
      }
    }
  }

  /**
   * What was read.
   *
   * @param isOfTrades whether volumes follow the prices
   */
  Candle of(Origin origin, boolean isOfTrades) throws FieldException {
    if (values.size() < PRICES) {
      throw new FieldException(Reason.INCOMPLETE, "a candle of " + values.size() + " values");
    }
    String channel = origin.stream().channel();
    boolean hasQuote = values.size() > QUOTE_VOLUME;
    Optional<BigDecimal> quoteVolume =
        !isOfTrades
            ? Optional.empty()
            : hasQuote
                ? volume(QUOTE_VOLUME)
                : origin.sizeUnit() == SizeUnit.BASE ? volume(PRICES + 1) : Optional.empty();
    boolean saysWhetherFinal = !isOfTrades || hasQuote;
    return new Candle(
        origin,
        channel.substring(channel.indexOf("candle") + "candle".length()),
        timeNs(values.get(0)),
        decimal(1),
        decimal(2),
        decimal(3),
        decimal(4),
        isOfTrades ? volume(PRICES) : Optional.empty(),
        quoteVolume,
        Candle.UNKNOWN_COUNT,
        saysWhetherFinal && values.get(values.size() - 1).equals("1"));
  }

  private Optional<BigDecimal> volume(int at) throws FieldException {
    return at < values.size() && !values.get(at).isEmpty()
        ? Optional.of(decimal(at))
        : Optional.empty();
  }

  private BigDecimal decimal(int at) throws FieldException {
    String text = values.get(at);
    BigDecimal number = Decimals.parse(text.toCharArray(), 0, text.length());
    if (number == null) {
      throw notANumber(at);
    }
    return number;
  }

  private long timeNs(String text) throws FieldException {
    if (text.isEmpty() || text.length() > MOST_DIGITS_OF_A_TIME) {
      throw notANumber(0);
    }
    long ms = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw notANumber(0);
      }
      ms = ms * 10 + (text.charAt(i) - '0');
    }
    return ms * 1_000_000;
  }

  private FieldException notANumber(int at) {
    String text = values.get(at);
    return new FieldException(
        Reason.NOT_A_NUMBER,
        "value "
            + at
            + " of a candle is "
            + text.substring(0, Math.min(LONGEST_SHOWN, text.length())));
  }
}
