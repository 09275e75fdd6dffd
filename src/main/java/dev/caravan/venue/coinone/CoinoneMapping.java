package dev.caravan.venue.coinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamMemory;
import java.util.Optional;

/**
 * Recognises the frames of Coinone.
 *
 * <p>Shape: {@code {"response_type":"DATA","channel":"TRADE","data":{"quote_currency":"KRW",
 * "target_currency":"BTC",…}}}, or with the keys of the format SHORT {@code {"r":"DATA","c":…,
 * "d":{"qc":…,"tc":…}}}. The symbol is quote and target: {@code KRW-BTC}. A candle's channel has
 * its interval behind it: {@code CHART_1m}. Every other {@code response_type} is an answer.
 *
 * <p>Ids: the string {@code id} is milliseconds and a counter of three digits; it grows and skips.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 2, 3 and 7. Not thread-safe: it remembers
 * names.
 */
public final class CoinoneMapping implements Mapping {

  /** The keys of one format. */
  private record Keys(
      byte[] type,
      byte[] channel,
      byte[] data,
      byte[] quote,
      byte[] target,
      byte[] interval,
      byte[] id,
      byte[] time) {

    static Keys of(String... keys) {
      byte[][] bytes = new byte[keys.length][];
      for (int i = 0; i < keys.length; i++) {
        bytes[i] = keys[i].getBytes(ISO_8859_1);
      }
      return new Keys(
          bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
    }
  }

  private static final Keys DEFAULT =
      Keys.of(
          "response_type",
          "channel",
          "data",
          "quote_currency",
          "target_currency",
          "interval",
          "id",
          "timestamp");
  private static final Keys SHORT = Keys.of("r", "c", "d", "qc", "tc", "iv", "i", "t");
  private static final byte[] IS_DATA = "\"DATA\"".getBytes(ISO_8859_1);
  private static final byte[] IS_CANDLE = "\"CHART\"".getBytes(ISO_8859_1);

  private final StreamMemory streams = new StreamMemory(CoinoneMapping::stream);

  /** Channel, interval if any, quote and target. */
  private static Optional<StreamId> stream(String[] names) {
    boolean isCandle = names.length == 4;
    String channel = isCandle ? names[0] + "_" + names[1] : names[0];
    String symbol = names[names.length - 2] + "-" + names[names.length - 1];
    return channel.indexOf('/') >= 0 || channel.equals("-")
        ? Optional.empty()
        : Optional.of(new StreamId(channel, symbol));
  }

  @Override
  public void recognise(byte[] bytes, int offset, int length, Recognition into) {
    int end = offset + length;
    Keys keys = DEFAULT;
    int typeAt = JsonFields.find(bytes, offset, end, DEFAULT.type);
    if (typeAt == JsonFields.ABSENT) {
      keys = SHORT;
      typeAt = JsonFields.find(bytes, offset, end, SHORT.type);
    }
    if (typeAt == JsonFields.ABSENT || bytes[typeAt] != '"') {
      into.unknown();
    } else if (!JsonFields.startsWith(bytes, typeAt, end, IS_DATA)) {
      into.control();
    } else {
      recogniseData(keys, bytes, offset, end, into);
    }
  }

  private void recogniseData(Keys keys, byte[] bytes, int offset, int end, Recognition into) {
    int channelAt = JsonFields.find(bytes, offset, end, keys.channel);
    int dataAt = JsonFields.find(bytes, offset, end, keys.data);
    streams.begin().quoted(bytes, channelAt, end);
    if (JsonFields.startsWith(bytes, channelAt, end, IS_CANDLE)) {
      streams.quoted(bytes, JsonFields.find(bytes, dataAt, end, keys.interval), end);
    }
    streams
        .quoted(bytes, JsonFields.find(bytes, dataAt, end, keys.quote), end)
        .quoted(bytes, JsonFields.find(bytes, dataAt, end, keys.target), end)
        .recognise(quotedNumber(bytes, JsonFields.find(bytes, dataAt, end, keys.id), end), into);
  }

  /** The digits in quotes, or -1. */
  private static long quotedNumber(byte[] bytes, int at, int end) {
    if (at < 0 || bytes[at] != '"') {
      return -1;
    }
    int close = JsonFields.stringEnd(bytes, at, end);
    long number = close < 0 ? -1 : JsonFields.number(bytes, at + 1, close);
    boolean isWhole = number >= 0 && isDigits(bytes, at + 1, close);
    return isWhole ? number : -1;
  }

  private static boolean isDigits(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  @Override
  public Sequencing sequencing(String channel) {
    return Sequencing.GROWING;
  }

  @Override
  public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (Keys keys : new Keys[] {DEFAULT, SHORT}) {
      int dataAt = JsonFields.find(bytes, offset, end, keys.data);
      if (dataAt >= 0) {
        return JsonFields.number(bytes, JsonFields.find(bytes, dataAt, end, keys.time), end);
      }
    }
    return -1;
  }
}
