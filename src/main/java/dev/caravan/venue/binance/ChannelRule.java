package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;

/**
 * Says where the payloads of one channel keep their ids and their time, and what the ids prove.
 *
 * <p>Keys are those of the payload's outermost object. An id that cannot be read makes the frame
 * one without ids, never another frame's.
 */
public final class ChannelRule {

  private static final byte[] NO_KEY = new byte[0];
  private static final byte[] EVENT_TIME = ascii("E");
  private static final long FIRST_MICROSECONDS = 100_000_000_000_000L;

  private final Sequencing sequencing;
  private final byte[] lastKey;
  private final byte[] firstKey;
  private final byte[] previousKey;
  private final byte[] otherTimeKey;

  private ChannelRule(
      Sequencing sequencing,
      byte[] previousKey,
      byte[] firstKey,
      byte[] lastKey,
      byte[] otherTime) {
    this.sequencing = requireNonNull(sequencing, "sequencing");
    this.previousKey = previousKey;
    this.firstKey = firstKey;
    this.lastKey = lastKey;
    this.otherTimeKey = otherTime;
  }

  /** A channel whose payloads have no id, such as tickers and candles. */
  public static ChannelRule withoutId() {
    return new ChannelRule(Sequencing.NONE, NO_KEY, NO_KEY, NO_KEY, NO_KEY);
  }

  /** One id a payload. */
  public static ChannelRule oneId(String key, Sequencing sequencing) {
    return new ChannelRule(sequencing, NO_KEY, NO_KEY, ascii(key), NO_KEY);
  }

  /** Payloads that name the first and the last id they cover, without a hole between payloads. */
  public static ChannelRule range(String firstKey, String lastKey) {
    return new ChannelRule(Sequencing.CONTIGUOUS, NO_KEY, ascii(firstKey), ascii(lastKey), NO_KEY);
  }

  /**
   * Payloads that also name the last id of the payload before: they account for every id behind
   * that, carried or not.
   */
  public static ChannelRule chain(String previousLastKey, String firstKey, String lastKey) {
    return new ChannelRule(
        Sequencing.CONTIGUOUS, ascii(previousLastKey), ascii(firstKey), ascii(lastKey), NO_KEY);
  }

  /** The same with a key that holds the time where the payload has no event time. */
  public ChannelRule timedBy(String key) {
    return new ChannelRule(sequencing, previousKey, firstKey, lastKey, ascii(key));
  }

  /** What the ids prove. */
  public Sequencing sequencing() {
    return sequencing;
  }

  /** Whether its payloads have ids. */
  boolean hasId() {
    return lastKey.length > 0;
  }

  /** Reads the ids of a payload that begins at {@code at}. */
  void recognise(StreamId stream, byte[] bytes, int at, int end, Recognition into) {
    recognise(
        stream,
        number(bytes, at, end, previousKey),
        number(bytes, at, end, firstKey),
        number(bytes, at, end, lastKey),
        into);
  }

  /**
   * Takes ids that were read in the order of {@link #idsAt}; those it does not have are ignored.
   */
  void recognise(StreamId stream, long previous, long first, long last, Recognition into) {
    long own = firstKey.length == 0 ? last : first;
    long from = own;
    if (previousKey.length > 0) {
      from = previous < 0 ? -1 : previous + 1;
    }
    if (!hasId() || from < 0 || from > own || own > last) {
      into.data(stream, -1, -1);
    } else {
      into.data(stream, from, own, last);
    }
  }

  /** Where a payload keeps its ids: the last one before it, its first and its last; or negative. */
  int[] idsAt(byte[] bytes, int at, int end) {
    return new int[] {
      find(bytes, at, end, previousKey),
      find(bytes, at, end, firstKey),
      find(bytes, at, end, lastKey)
    };
  }

  /** Milliseconds since the epoch, or -1; microseconds are told apart by their size. */
  long venueTimeMs(byte[] bytes, int at, int end) {
    long time = number(bytes, at, end, EVENT_TIME);
    if (time < 0) {
      time = number(bytes, at, end, otherTimeKey);
    }
    return time > FIRST_MICROSECONDS ? time / 1000 : time;
  }

  private static long number(byte[] bytes, int at, int end, byte[] key) {
    return JsonFields.number(bytes, find(bytes, at, end, key), end);
  }

  private static int find(byte[] bytes, int at, int end, byte[] key) {
    return key.length == 0 ? JsonFields.ABSENT : JsonFields.find(bytes, at, end, key);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
