package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.JsonFields;

/**
 * Looks into one payload that came without the combined wrapper, to find out which stream sent it.
 *
 * <p>Bytes come from a stranger: what is not there or no plain text is empty.
 */
public final class RawPayload {

  private static final int LONGEST_TEXT = 64;

  private final byte[] bytes;
  private final int at;
  private final int end;
  private final boolean isElement;

  RawPayload(byte[] bytes, int at, int end, boolean isElement) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.isElement = isElement;
  }

  /** Whether this is the first of several in an array: one of all symbols. */
  public boolean isElement() {
    return isElement;
  }

  public boolean has(String key) {
    return find(key) >= 0;
  }

  /** The value of a key if it is a short string without escapes, else empty. */
  public String text(String key) {
    int value = find(key);
    if (value < 0 || bytes[value] != '"') {
      return "";
    }
    int close = JsonFields.stringEnd(bytes, value, end);
    if (close < 0 || close - value > LONGEST_TEXT) {
      return "";
    }
    String text = new String(bytes, value + 1, close - value - 1, UTF_8);
    return text.indexOf('\\') >= 0 ? "" : text;
  }

  /**
   * The channel of a candle of this kind, empty where the interval is unknown: {@code kline_1m}.
   */
  public String candleChannel(String kind) {
    String interval = object("k").text("i");
    return interval.isEmpty() ? "" : kind + "_" + interval;
  }

  /** The object under a key; one without keys if there is none. */
  public RawPayload object(String key) {
    int value = find(key);
    return new RawPayload(bytes, value < 0 ? end : value, end, isElement);
  }

  private int find(String key) {
    return JsonFields.find(bytes, at, end, key.getBytes(ISO_8859_1));
  }
}
