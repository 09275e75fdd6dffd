package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import java.util.Arrays;

/**
 * Recognises the frames of OKX's connections.
 *
 * <p>Shape: {@code {"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{…}]}}.
 * What has an {@code event} is an answer or a notice, and so is {@code pong}, which is no JSON.
 * Bodies of REST answers ({@code code} and {@code data}) and frames of the protocol before v5
 * ({@code table}) belong to no stream.
 *
 * <p>Ids: an update of a book names with {@code prevSeqId} the {@code seqId} before it on the same
 * stream; numbers in between are others'. So it accounts for everything behind {@code prevSeqId}. A
 * heartbeat ({@code seqId} equals {@code prevSeqId}), a snapshot ({@code prevSeqId} -1) and the
 * beginning of new ids ({@code seqId} below {@code prevSeqId}) bring no ids and say how far the
 * stream is. Trades account for {@code tradeId - count + 1 .. tradeId}. Frames of before 2023 have
 * neither {@code seqId} nor {@code count}.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4, 5 and 9. Not thread-safe.
 */
public final class OkxMapping implements Mapping {

  private static final byte[] ARG = ascii("arg");
  private static final byte[] DATA = ascii("data");
  private static final byte[] ACTION = ascii("action");
  private static final byte[] SEQ_ID = ascii("seqId");
  private static final byte[] PREV_SEQ_ID = ascii("prevSeqId");
  private static final byte[] TRADE_ID = ascii("tradeId");
  private static final byte[] COUNT = ascii("count");
  private static final byte[] DETAILS = ascii("details");
  private static final byte[] TS = ascii("ts");
  private static final byte[] PONG = ascii("pong");
  private static final byte[][] ANSWER_KEYS = {ascii("event"), ascii("code"), ascii("table")};

  private final OkxStreams streams = new OkxStreams();

  @Override
  public void recognise(byte[] bytes, int offset, int length, Recognition into) {
    int end = offset + length;
    int argAt = JsonFields.find(bytes, offset, end, ARG);
    int dataAt = argAt < 0 ? argAt : JsonFields.find(bytes, offset, end, DATA);
    if (dataAt < 0) {
      if (isAnswer(bytes, offset, end)) {
        into.control();
      } else {
        into.unknown();
      }
      return;
    }
    OkxStreams.Meaning meaning = streams.of(bytes, argAt, end);
    if (meaning == null) {
      into.unknown();
      return;
    }
    int first = firstElement(bytes, dataAt, end);
    switch (meaning.kind()) {
      case BOOK -> book(meaning.stream(), bytes, offset, first, end, into);
      case BEST_LEVELS, QUOTE -> {
        long id = number(bytes, first, end, SEQ_ID);
        into.data(meaning.stream(), id, id);
      }
      case TRADES, TRADES_ALL -> trades(meaning.stream(), bytes, first, end, into);
      default -> into.data(meaning.stream(), -1, -1);
    }
    into.numbered(meaning.number());
  }

  private static boolean isAnswer(byte[] bytes, int offset, int end) {
    if (isPong(bytes, offset, end)) {
      return true;
    }
    for (byte[] key : ANSWER_KEYS) {
      if (JsonFields.find(bytes, offset, end, key) >= 0) {
        return true;
      }
    }
    return false;
  }

  static boolean isPong(byte[] bytes, int offset, int end) {
    return Arrays.equals(bytes, offset, end, PONG, 0, PONG.length);
  }

  private static void book(
      StreamId stream, byte[] bytes, int offset, int first, int end, Recognition into) {
    int last = lastElement(bytes, first, end);
    long seqId = number(bytes, last, end, SEQ_ID);
    long previous = number(bytes, first, end, PREV_SEQ_ID);
    int actionAt = JsonFields.find(bytes, offset, end, ACTION);
    boolean isWhole = actionAt >= 0 && actionAt + 1 < end && bytes[actionAt + 1] == 's';
    if (seqId < 0 || (previous < 0 && !isWhole)) {
      into.data(stream, -1, -1);
    } else if (isWhole || previous == seqId) {
      into.data(stream, seqId + 1, seqId, seqId);
    } else {
      into.data(stream, previous + 1, seqId, seqId);
    }
    if (isWhole) {
      into.whole();
    }
  }

  private static void trades(StreamId stream, byte[] bytes, int first, int end, Recognition into) {
    long firstId = number(bytes, first, end, TRADE_ID);
    long lastId = number(bytes, lastElement(bytes, first, end), end, TRADE_ID);
    long count = Math.max(1, number(bytes, first, end, COUNT));
    if (firstId < count - 1 || lastId < firstId) {
      // Several at once that do not ascend: each is there, but no range says so.
      into.data(stream, lastId, lastId);
    } else {
      into.data(stream, firstId - count + 1, lastId);
    }
  }

  /** Where the first object of an array begins, or {@link JsonFields#ABSENT}. */
  private static int firstElement(byte[] bytes, int at, int end) {
    if (at < 0 || at >= end || bytes[at] != '[') {
      return JsonFields.ABSENT;
    }
    int first = at + 1;
    while (first < end && bytes[first] == ' ') {
      first++;
    }
    return first < end && bytes[first] == '{' ? first : JsonFields.ABSENT;
  }

  /** Where the last element begins; elements with ids hold no objects. */
  private static int lastElement(byte[] bytes, int first, int end) {
    for (int at = end - 1; at > first && first >= 0; at--) {
      if (bytes[at] == '{' && bytes[at - 1] == ',') {
        return at;
      }
    }
    return first;
  }

  /** A whole number, with quotes around it or without; -1 where there is none. */
  private static long number(byte[] bytes, int from, int end, byte[] key) {
    int at = JsonFields.find(bytes, from, end, key);
    if (at < 0) {
      return -1;
    }
    return JsonFields.number(bytes, bytes[at] == '"' ? at + 1 : at, end);
  }

  @Override
  public Sequencing sequencing(String channel) {
    return OkxChannels.sequencing(channel);
  }

  @Override
  public long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    int end = offset + length;
    int first = firstElement(bytes, JsonFields.find(bytes, offset, end, DATA), end);
    if (OkxChannels.kind(stream.channel()) == OkxChannels.Kind.LIQUIDATIONS) {
      first = firstElement(bytes, JsonFields.find(bytes, first, end, DETAILS), end);
    }
    return number(bytes, first, end, TS);
  }

  int rememberedStreams() {
    return streams.remembered();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
