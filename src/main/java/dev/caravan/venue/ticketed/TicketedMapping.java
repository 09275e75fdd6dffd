package dev.caravan.venue.ticketed;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamMemory;
import java.util.Optional;

/**
 * Recognises the frames of venues whose requests carry a ticket.
 *
 * <p>Shape: {@code {"type":"trade","code":"KRW-BTC",…}}, or with the short keys of the format
 * SIMPLE {@code {"ty":…,"cd":…}}; the list formats put one in an array. What has no type and code
 * is an answer ({@code error}, {@code status}, {@code method}) or unknown.
 *
 * <p>Ids: only trades have one; it is unique, but neither contiguous nor in order. Books are whole
 * and have none: the time of a book may come twice and, at Bithumb, go back.
 *
 * <p>Not thread-safe: it remembers names.
 */
public abstract class TicketedMapping implements Mapping {

  private static final byte[] TYPE = ascii("type");
  private static final byte[] CODE = ascii("code");
  private static final byte[] SHORT_TYPE = ascii("ty");
  private static final byte[] SHORT_CODE = ascii("cd");
  private static final byte[] TRADE_ID = ascii("sequential_id");
  private static final byte[] SHORT_TRADE_ID = ascii("sid");
  private static final byte[] TIME = ascii("timestamp");
  private static final byte[] SHORT_TIME = ascii("tms");
  private static final byte[][] ANSWER_KEYS = {
    ascii("error"), ascii("status"), ascii("method"), ascii("mthd")
  };
  private static final byte[] TRADE = ascii("\"trade\"");
  private static final long FIRST_MICROSECONDS = 100_000_000_000_000L;

  private final StreamMemory streams = new StreamMemory(TicketedMapping::stream);

  /** A book of fewer levels is asked for as {@code KRW-BTC.5} and is still that symbol's book. */
  private static Optional<StreamId> stream(String[] names) {
    String channel = names[0];
    if (channel.indexOf('/') >= 0 || channel.equals("-")) {
      return Optional.empty();
    }
    return Optional.of(new StreamId(channel, names[1].replaceFirst("\\.\\d+$", "")));
  }

  @Override
  public final void recognise(byte[] bytes, int offset, int length, Recognition into) {
    int end = offset + length;
    int at = firstObject(bytes, offset, end);
    int typeAt = JsonFields.find(bytes, at, end, TYPE);
    boolean isShort = typeAt == JsonFields.ABSENT;
    if (isShort) {
      typeAt = JsonFields.find(bytes, at, end, SHORT_TYPE);
    }
    int codeAt = JsonFields.find(bytes, at, end, isShort ? SHORT_CODE : CODE);
    if (typeAt >= 0 && codeAt >= 0) {
      long id = -1;
      if (JsonFields.startsWith(bytes, typeAt, end, TRADE)) {
        byte[] key = isShort ? SHORT_TRADE_ID : TRADE_ID;
        id = JsonFields.number(bytes, JsonFields.find(bytes, at, end, key), end);
      }
      recogniseStream(bytes, typeAt, codeAt, end, id, into);
    } else {
      recogniseOther(bytes, at, end, into);
    }
  }

  /** The frame is data of the stream whose channel and symbol stand there. */
  protected final void recogniseStream(
      byte[] bytes, int channelAt, int symbolAt, int end, long id, Recognition into) {
    streams.begin().quoted(bytes, channelAt, end).quoted(bytes, symbolAt, end).recognise(id, into);
  }

  /**
   * Recognises what is no data of this protocol.
   *
   * @param at where the object begins
   */
  protected void recogniseOther(byte[] bytes, int at, int end, Recognition into) {
    for (byte[] key : ANSWER_KEYS) {
      if (JsonFields.find(bytes, at, end, key) >= 0) {
        into.control();
        return;
      }
    }
    into.unknown();
  }

  @Override
  public final Sequencing sequencing(String channel) {
    return channel.equals("trade") ? Sequencing.GROWING : Sequencing.NONE;
  }

  /** Books of Bithumb are stamped in microseconds, told apart by their size. */
  @Override
  public final long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = firstObject(bytes, offset, end);
    int timeAt = JsonFields.find(bytes, at, end, TIME);
    long time =
        JsonFields.number(
            bytes, timeAt >= 0 ? timeAt : JsonFields.find(bytes, at, end, SHORT_TIME), end);
    return time >= FIRST_MICROSECONDS ? time / 1000 : time;
  }

  private static int firstObject(byte[] bytes, int at, int end) {
    return at + 1 < end && bytes[at] == '[' && bytes[at + 1] == '{' ? at + 1 : at;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
