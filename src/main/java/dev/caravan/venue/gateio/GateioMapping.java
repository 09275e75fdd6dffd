package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.venue.gateio.GateioChannel.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Recognises Gate's frames of spot and futures.
 *
 * <p>Shape: {@code {"time":s,"time_ms":ms,"channel":"spot.trades","event":"update","result":…}} in
 * any order of keys; {@code "error":null} and {@code "id":null} mean nothing. {@code event} is
 * {@code update} or {@code all} in data, {@code subscribe} or {@code unsubscribe} in answers; where
 * it is missing, the result says what the frame is. The result is an object, or an array of things
 * of one contract; a frame about several contracts is of the channel's stream without a symbol.
 *
 * <p>Ids: deltas and the depth cover {@code U..u}; a whole book has {@code u} alone and brings no
 * id: it says how far the stream is, and what led up to it was not received. Trades of spot have
 * the contiguous {@code id_market}; without it (before 2024) they have no id that proves anything.
 * Bodies of REST and frames of the protocol before version 4 ({@code method}) belong to no stream
 * and are control.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 3 to 6, 8 and 10. Not thread-safe: it remembers
 * names.
 */
public final class GateioMapping implements Mapping {

  private static final byte[] CHANNEL = ascii("channel");
  private static final byte[] EVENT = ascii("event");
  private static final byte[] RESULT = ascii("result");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] STATUS = ascii("status");
  private static final byte[] METHOD = ascii("method");
  private static final byte[] ASKS = ascii("asks");
  private static final byte[] BIDS = ascii("bids");
  private static final byte[] OPEN_INTEREST = ascii("open_interest");
  private static final byte[] TIME = ascii("time");
  private static final byte[] TIME_MS = ascii("time_ms");
  private static final byte[] BOOK_TIME = ascii("t");
  private static final byte[] CREATE_TIME_MS = ascii("create_time_ms");
  private static final byte[] SYMBOL = ascii("s");
  private static final byte[] PAIR = ascii("currency_pair");
  private static final byte[] CONTRACT = ascii("contract");
  private static final byte[] NAME = ascii("n");
  private static final byte[] LISTED_NAME = ascii("name");
  private static final byte[] LEGACY_CONTRACT = ascii("c");
  private static final byte[] LEVELS = ascii("l");
  private static final byte[] FULL = ascii("full");
  private static final byte[] FIRST = ascii("U");
  private static final byte[] LAST = ascii("u");
  private static final byte[] LAST_OF_BOOK = ascii("lastUpdateId");
  private static final byte[] ID = ascii("id");
  private static final byte[] ID_OF_MARKET = ascii("id_market");

  private static final byte[] UPDATE = ascii("update");
  private static final byte[] ALL = ascii("all");
  private static final byte[] SUBSCRIBE = ascii("subscribe");
  private static final byte[] UNSUBSCRIBE = ascii("unsubscribe");
  private static final byte[][] SESSION = {ascii(".pong"), ascii(".ping"), ascii(".system")};

  private static final long MS_PER_S = 1000;
  private static final int MOST_LEVELS = 100_000;

  private final GateioNames names = new GateioNames();

  @Override
  public void recognise(byte[] bytes, int offset, int length, Recognition into) {
    int end = offset + length;
    int channelAt = JsonFields.find(bytes, offset, end, CHANNEL);
    if (channelAt == JsonFields.ABSENT) {
      recogniseBare(bytes, offset, end, into);
      return;
    }
    int channelEnd = textEnd(bytes, channelAt, end);
    if (channelEnd == JsonFields.ABSENT) {
      into.unknown();
      return;
    }
    for (byte[] suffix : SESSION) {
      if (endsWith(bytes, channelAt + 1, channelEnd, suffix)) {
        into.control();
        return;
      }
    }
    int eventAt = JsonFields.find(bytes, offset, end, EVENT);
    boolean isData = is(bytes, eventAt, end, UPDATE) || is(bytes, eventAt, end, ALL);
    int resultAt = JsonFields.find(bytes, offset, end, RESULT);
    if (!isData) {
      if (is(bytes, eventAt, end, SUBSCRIBE)
          || is(bytes, eventAt, end, UNSUBSCRIBE)
          || isError(bytes, offset, end)
          || isStatus(bytes, resultAt, end)) {
        into.control();
        return;
      }
      isData = eventAt == JsonFields.ABSENT;
    }
    GateioChannel channel = GateioChannel.onWire(bytes, channelAt + 1, channelEnd);
    if (channel == null || !isData || resultAt == JsonFields.ABSENT) {
      into.unknown();
    } else if (bytes[resultAt] == '{') {
      recogniseObject(channel, bytes, resultAt, end, into);
    } else if (bytes[resultAt] == '[') {
      recogniseElements(channel, bytes, resultAt, end, into);
    } else {
      into.unknown();
    }
  }

  /** What names no channel: an error, what came before version 4, the body of an answer. */
  private static void recogniseBare(byte[] bytes, int offset, int end, Recognition into) {
    int at = firstElement(bytes, offset, end);
    boolean isKnown =
        at == offset
            ? JsonFields.find(bytes, at, end, METHOD) >= 0
                || JsonFields.find(bytes, at, end, ERROR) >= 0
                || (JsonFields.find(bytes, at, end, ASKS) >= 0
                    && JsonFields.find(bytes, at, end, BIDS) >= 0)
            : JsonFields.find(bytes, at, end, OPEN_INTEREST) >= 0;
    if (isKnown) {
      into.control();
    } else {
      into.unknown();
    }
  }

  private void recogniseObject(
      GateioChannel channel, byte[] bytes, int at, int end, Recognition into) {
    GateioNames.Meaning meaning = meaning(channel, bytes, at, end);
    if (meaning == null) {
      into.unknown();
      return;
    }
    long last = lastId(channel, bytes, at, end);
    if (channel.kind() != Kind.DELTAS && channel.kind() != Kind.DEPTH) {
      say(meaning, last, last, into);
      return;
    }
    int firstAt = JsonFields.find(bytes, at, end, FIRST);
    boolean isWhole =
        firstAt == JsonFields.ABSENT && isTrue(bytes, JsonFields.find(bytes, at, end, FULL), end);
    if (isWhole && last >= 0) {
      into.data(meaning.stream(), last + 1, last);
      into.numbered(meaning.number());
      into.whole();
    } else {
      say(meaning, JsonFields.number(bytes, firstAt, end), last, into);
    }
  }

  private static void say(GateioNames.Meaning meaning, long first, long last, Recognition into) {
    if (first < 0 || first > last) {
      into.data(meaning.stream(), -1, -1);
    } else {
      into.data(meaning.stream(), first, last);
    }
    into.numbered(meaning.number());
  }

  /** Things of one contract; of several they are of the stream without a symbol. */
  private void recogniseElements(
      GateioChannel channel, byte[] bytes, int at, int end, Recognition into) {
    GateioNames.Meaning meaning = null;
    boolean isMixed = false;
    long lowest = Long.MAX_VALUE;
    long highest = -1;
    int element = firstElement(bytes, at, end);
    while (element < end && element > at && bytes[element] == '{') {
      GateioNames.Meaning its = meaning(channel, bytes, element, end);
      if (its == null) {
        into.unknown();
        return;
      }
      isMixed |= meaning != null && !meaning.stream().equals(its.stream());
      meaning = its;
      long id = lastId(channel, bytes, element, end);
      lowest = Math.min(lowest, id);
      highest = Math.max(highest, id);
      element = nextElement(bytes, element, end);
    }
    if (meaning == null) {
      into.unknown();
    } else if (isMixed) {
      into.data(new StreamId(meaning.stream().channel(), ""), -1, -1);
    } else {
      say(meaning, lowest, highest, into);
    }
  }

  /** Where the first object begins if there is an array of them at {@code at}, else {@code at}. */
  private static int firstElement(byte[] bytes, int at, int end) {
    if (at >= end || bytes[at] != '[') {
      return at;
    }
    int first = JsonFields.skipBlanks(bytes, at + 1, end);
    return first < end && bytes[first] == '{' ? first : at;
  }

  private static int nextElement(byte[] bytes, int element, int end) {
    int behind = JsonFields.valueEnd(bytes, element, end);
    if (behind == JsonFields.ABSENT) {
      return end;
    }
    int comma = JsonFields.skipBlanks(bytes, behind, end);
    return comma < end && bytes[comma] == ',' ? JsonFields.skipBlanks(bytes, comma + 1, end) : end;
  }

  /** Whose object this is; null where it does not say. */
  private GateioNames.@Nullable Meaning meaning(
      GateioChannel channel, byte[] bytes, int at, int end) {
    int nameAt = nameAt(channel, bytes, at, end);
    int nameEnd = textEnd(bytes, nameAt, end);
    if (nameEnd == JsonFields.ABSENT) {
      return null;
    }
    int levels = 0;
    if (channel.isNamedByLevels()) {
      long said = whole(bytes, JsonFields.find(bytes, at, end, LEVELS), end);
      levels = said <= 0 || said > MOST_LEVELS || said == channel.usualLevels() ? 0 : (int) said;
    }
    return names.of(channel, bytes, nameAt + 1, nameEnd, levels);
  }

  private static int nameAt(GateioChannel channel, byte[] bytes, int at, int end) {
    return switch (channel.kind()) {
      case TRADES, TICKERS -> JsonFields.find(bytes, at, end, channel.isSpot() ? PAIR : CONTRACT);
      case CANDLES -> JsonFields.find(bytes, at, end, NAME);
      case QUOTES, DELTAS, DEPTH -> JsonFields.find(bytes, at, end, SYMBOL);
      case BOOKS ->
          channel.isSpot()
              ? JsonFields.find(bytes, at, end, SYMBOL)
              : either(bytes, at, end, CONTRACT, LEGACY_CONTRACT);
      case LIQUIDATIONS, STATISTICS -> JsonFields.find(bytes, at, end, CONTRACT);
      case CONTRACTS -> either(bytes, at, end, CONTRACT, LISTED_NAME);
    };
  }

  private static int either(byte[] bytes, int at, int end, byte[] key, byte[] otherKey) {
    int found = JsonFields.find(bytes, at, end, key);
    return found == JsonFields.ABSENT ? JsonFields.find(bytes, at, end, otherKey) : found;
  }

  private static long lastId(GateioChannel channel, byte[] bytes, int at, int end) {
    byte[] key =
        switch (channel.kind()) {
          case TRADES -> channel.isSpot() ? ID_OF_MARKET : ID;
          case QUOTES, DELTAS, DEPTH -> LAST;
          case BOOKS -> channel.isSpot() ? LAST_OF_BOOK : ID;
          default -> null;
        };
    return key == null ? -1 : JsonFields.number(bytes, JsonFields.find(bytes, at, end, key), end);
  }

  @Override
  public Sequencing sequencing(String channel) {
    return GateioChannel.of(channel).map(GateioChannel::sequencing).orElse(Sequencing.NONE);
  }

  /** When it was pushed; before 2023 frames had only seconds for that, but most a finer time. */
  @Override
  public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    int end = offset + length;
    long pushed = whole(bytes, JsonFields.find(bytes, offset, end, TIME_MS), end);
    if (pushed > 0) {
      return pushed;
    }
    GateioChannel channel = GateioChannel.of(stream.channel()).orElse(null);
    if (channel != null && channel.kind() != Kind.CANDLES) {
      int resultAt = JsonFields.find(bytes, offset, end, RESULT);
      int at = resultAt < 0 ? end : firstElement(bytes, resultAt, end);
      byte[] key = channel.kind() == Kind.TRADES ? CREATE_TIME_MS : BOOK_TIME;
      long happened = whole(bytes, JsonFields.find(bytes, at, end, key), end);
      if (happened > 0) {
        return happened;
      }
    }
    long seconds = whole(bytes, JsonFields.find(bytes, offset, end, TIME), end);
    return seconds > 0 && seconds < Long.MAX_VALUE / MS_PER_S ? seconds * MS_PER_S : -1;
  }

  int rememberedNames() {
    return names.remembered();
  }

  /** Digits before any fraction, with or without quotes around it; -1 where there are none. */
  private static long whole(byte[] bytes, int at, int end) {
    if (at < 0) {
      return -1;
    }
    int from = bytes[at] == '"' ? at + 1 : at;
    int to = from;
    while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    return JsonFields.number(bytes, from, to);
  }

  /** Index of the quote that ends the text at {@code at}; absent where there is no text. */
  private static int textEnd(byte[] bytes, int at, int end) {
    return at < 0 || bytes[at] != '"' ? JsonFields.ABSENT : JsonFields.stringEnd(bytes, at, end);
  }

  private static boolean isError(byte[] bytes, int offset, int end) {
    int at = JsonFields.find(bytes, offset, end, ERROR);
    return at >= 0 && bytes[at] == '{';
  }

  private static boolean isStatus(byte[] bytes, int resultAt, int end) {
    return resultAt >= 0 && JsonFields.find(bytes, resultAt, end, STATUS) >= 0;
  }

  private static boolean isTrue(byte[] bytes, int at, int end) {
    return at >= 0 && at < end && bytes[at] == 't';
  }

  private static boolean is(byte[] bytes, int at, int end, byte[] text) {
    int close = textEnd(bytes, at, end);
    return close == at + 1 + text.length && endsWith(bytes, at + 1, close, text);
  }

  private static boolean endsWith(byte[] bytes, int from, int to, byte[] suffix) {
    int start = to - suffix.length;
    if (start < from) {
      return false;
    }
    for (int i = 0; i < suffix.length; i++) {
      if (bytes[start + i] != suffix[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
