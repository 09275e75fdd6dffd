package dev.caravan.venue.binancespot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the frames of a combined Binance spot connection.
 *
 * <p>Shape: {@code {"stream":"btcusdt@trade","data":{…}}}; the name alone gives symbol and channel
 * (split at the first {@code @}), the channel says which key of {@code data} is the id. Frames
 * without {@code stream} that have {@code result}, {@code error} or {@code id} are answers; {@code
 * !serverShutdown} is a notice.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4 and 9, after the venue's
 * web-socket-streams.md of 2026-07-21.
 *
 * <p>Not thread-safe: it remembers names. The memory is bounded, since names come from outside.
 */
public final class BinanceSpotMapping implements Mapping {

  private static final int MAX_NAMES = 16_384;
  private static final int SLOTS = MAX_NAMES * 2;
  private static final int LONGEST_NAME = 128;

  private static final byte[] STREAM = ascii("stream");
  private static final byte[] DATA = ascii("data");
  private static final byte[] RESULT = ascii("result");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] ID = ascii("id");
  private static final byte[] EVENT_TIME = ascii("E");
  private static final byte[] TRADE_TIME = ascii("T");
  private static final byte[] FIRST_UPDATE = ascii("U");

  /** Where a channel keeps its ids. */
  private enum IdRule {
    TRADE("t", Sequencing.CONTIGUOUS),
    AGGREGATE_TRADE("a", Sequencing.CONTIGUOUS),
    BLOCK_TRADE("t", Sequencing.GROWING),
    DIFF_DEPTH("u", Sequencing.CONTIGUOUS),
    PARTIAL_DEPTH("lastUpdateId", Sequencing.GROWING),
    BOOK_TICKER("u", Sequencing.GROWING),
    NONE("", Sequencing.NONE);

    final byte[] key;
    final Sequencing sequencing;

    IdRule(String key, Sequencing sequencing) {
      this.key = ascii(key);
      this.sequencing = sequencing;
    }

    static IdRule of(String channel) {
      return switch (channel) {
        case "trade" -> TRADE;
        case "aggTrade" -> AGGREGATE_TRADE;
        case "blockTrade" -> BLOCK_TRADE;
        case "bookTicker" -> BOOK_TICKER;
        case "depth", "depth@100ms", "depth@1000ms" -> DIFF_DEPTH;
        default -> isPartialDepth(channel) ? PARTIAL_DEPTH : NONE;
      };
    }

    private static boolean isPartialDepth(String channel) {
      return channel.startsWith("depth")
          && channel.length() > 5
          && Character.isDigit(channel.charAt(5));
    }
  }

  private record Name(byte[] bytes, StreamId stream, IdRule rule, boolean isNotice) {}

  private final @Nullable Name[] names = new Name[SLOTS];
  private int known;

  @Override
  public void recognise(byte[] bytes, int offset, int length, Recognition into) {
    int end = offset + length;
    int nameAt = JsonFields.find(bytes, offset, end, STREAM);
    if (nameAt == JsonFields.ABSENT) {
      if (JsonFields.find(bytes, offset, end, RESULT) >= 0
          || JsonFields.find(bytes, offset, end, ERROR) >= 0
          || JsonFields.find(bytes, offset, end, ID) >= 0) {
        into.control();
      } else {
        into.unknown();
      }
      return;
    }
    Name name = name(bytes, nameAt, end);
    if (name == null) {
      into.unknown();
      return;
    }
    if (name.isNotice) {
      into.control();
      return;
    }
    int dataAt = JsonFields.find(bytes, offset, end, DATA);
    if (dataAt == JsonFields.ABSENT) {
      into.unknown();
      return;
    }
    if (name.rule == IdRule.NONE) {
      into.data(name.stream, -1, -1);
      return;
    }
    long last = JsonFields.number(bytes, JsonFields.find(bytes, dataAt, end, name.rule.key), end);
    long first = last;
    if (name.rule == IdRule.DIFF_DEPTH) {
      first = JsonFields.number(bytes, JsonFields.find(bytes, dataAt, end, FIRST_UPDATE), end);
      if (first < 0 || first > last) {
        first = -1;
        last = -1;
      }
    }
    into.data(name.stream, first, last);
  }

  @Override
  public Sequencing sequencing(String channel) {
    return IdRule.of(channel).sequencing;
  }

  @Override
  public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    int end = offset + length;
    int dataAt = JsonFields.find(bytes, offset, end, DATA);
    long time = JsonFields.number(bytes, JsonFields.find(bytes, dataAt, end, EVENT_TIME), end);
    if (time < 0) {
      time = JsonFields.number(bytes, JsonFields.find(bytes, dataAt, end, TRADE_TIME), end);
    }
    boolean isMicroseconds = time > 100_000_000_000_000L;
    return isMicroseconds ? time / 1000 : time;
  }

  private @Nullable Name name(byte[] bytes, int at, int end) {
    if (bytes[at] != '"') {
      return null;
    }
    int from = at + 1;
    int to = from;
    int hash = 1;
    int limit = Math.min(end, from + LONGEST_NAME + 1);
    while (to < limit && bytes[to] != '"') {
      hash = 31 * hash + bytes[to];
      to++;
    }
    if (to >= limit || to == from) {
      return null;
    }
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    for (Name known = names[slot]; known != null; known = names[slot]) {
      if (Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, to)) {
        return known;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    Name parsed = parse(Arrays.copyOfRange(bytes, from, to));
    if (parsed != null && known < MAX_NAMES) {
      names[slot] = parsed;
      known++;
    }
    return parsed;
  }

  private static @Nullable Name parse(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '\\' || (b >= 0 && b < ' ')) {
        return null;
      }
    }
    String text = new String(bytes, UTF_8);
    if (text.equals("!serverShutdown")) {
      return new Name(bytes, StreamId.NONE, IdRule.NONE, true);
    }
    int at = text.indexOf('@');
    String channel = text.startsWith("!") || at < 0 ? text : text.substring(at + 1);
    String symbol =
        text.startsWith("!") || at < 0 ? "" : text.substring(0, at).toUpperCase(Locale.ROOT);
    boolean hasSymbol = !symbol.isEmpty() || text.startsWith("!");
    if (channel.isEmpty() || channel.equals("-") || channel.indexOf('/') >= 0 || !hasSymbol) {
      return null;
    }
    return new Name(bytes, new StreamId(channel, symbol), IdRule.of(channel), false);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
