package dev.caravan.verify;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.FrameIds;
import dev.caravan.manifest.Gap;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the records of one segment mean to the account of their journal, in a few bytes each, so
 * that segments can be read side by side and still be counted in order.
 *
 * <p>Shape: one entry a record; numbers are varints, signed ones in zigzag. {@code kind | flags <<
 * 3, stream, time - time before}, and then for a frame {@code connection} where it changed, {@code
 * first - last before, last - first, ownFirst - first} where it has ids, and eight bytes of key
 * where keys are kept. Streams, connections and gaps are numbers of tables. Written by one thread,
 * then read by another.
 */
final class Transcript {

  /** Takes the key of each frame, where keys are kept. */
  @FunctionalInterface
  interface Keys {
    void add(StreamId stream, long key);
  }

  private static final int FRAME = 0;
  private static final int GAP = 1;
  private static final int BACKFILL = 2;
  private static final int STARTED = 3;
  private static final int EVENT = 4;
  private static final int DAMAGED = 5;
  private static final int NOT_KEPT = 6;
  private static final int KIND_BITS = 3;

  private static final int HAS_IDS = 1;
  private static final int HAS_OWN_FIRST = 2;
  private static final int NEW_CONNECTION = 4;
  private static final int FORM_SHIFT = 3;

  private static final int LONGEST_ENTRY = 96;
  private static final ParsedRecord.Form[] FORMS = ParsedRecord.Form.values();

  private final boolean keepsKeys;
  private final Map<StreamId, Stream> streams = new HashMap<>();
  private final List<Stream> streamTable = new ArrayList<>();
  private final Map<String, Integer> connections = new HashMap<>();
  private final List<String> connectionTable = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<RecordEvent.NotKept> notKept = new ArrayList<>();
  private final List<Long> startTimes = new ArrayList<>();
  private byte[] bytes = new byte[1 << 12];
  private int length;
  private int at;
  private long timeNs;

  /** One stream's last values, from which the next ones differ little. */
  private static final class Stream {
    private final StreamId id;
    private final int number;
    private long lastId;
    private String connection = "";

    Stream(StreamId id, int number) {
      this.id = id;
      this.number = number;
    }

    void reset() {
      lastId = 0;
      connection = "";
    }
  }

  Transcript(boolean keepsKeys) {
    this.keepsKeys = keepsKeys;
  }

  /** Notes a frame; the key counts only where keys are kept. */
  void frame(
      StreamId id,
      String connection,
      long receiveTimeNs,
      FrameIds ids,
      ParsedRecord.Form form,
      long key) {
    Stream stream = stream(id);
    boolean hasIds = !ids.equals(FrameIds.NONE);
    boolean hasOwnFirst = hasIds && ids.ownFirst() != ids.first();
    boolean isNewConnection = !stream.connection.equals(connection);
    int flags =
        (hasIds ? HAS_IDS : 0)
            | (hasOwnFirst ? HAS_OWN_FIRST : 0)
            | (isNewConnection ? NEW_CONNECTION : 0)
            | form.ordinal() << FORM_SHIFT;
    begin(FRAME, flags, stream, receiveTimeNs);
    if (isNewConnection) {
      stream.connection = connection;
      putUnsigned(connectionNumber(connection));
    }
    if (hasIds) {
      putSigned(ids.first() - stream.lastId);
      putSigned(ids.last() - ids.first());
      stream.lastId = ids.last();
    }
    if (hasOwnFirst) {
      putSigned(ids.ownFirst() - ids.first());
    }
    if (keepsKeys) {
      putLong(key);
    }
  }

  void gap(StreamId id, long receiveTimeNs, Gap gap) {
    begin(GAP, 0, stream(id), receiveTimeNs);
    putUnsigned(gaps.size());
    gaps.add(gap);
  }

  void notKept(StreamId id, long receiveTimeNs, RecordEvent.NotKept gap) {
    begin(NOT_KEPT, 0, stream(id), receiveTimeNs);
    putUnsigned(notKept.size());
    notKept.add(gap);
  }

  void backfill(StreamId id, long receiveTimeNs, long first, long last) {
    begin(BACKFILL, 0, stream(id), receiveTimeNs);
    putSigned(first);
    putSigned(last);
  }

  void started(StreamId id, long receiveTimeNs) {
    begin(STARTED, 0, stream(id), receiveTimeNs);
    startTimes.add(receiveTimeNs);
  }

  void event(StreamId id, long receiveTimeNs) {
    begin(EVENT, 0, stream(id), receiveTimeNs);
  }

  void damaged() {
    reserve();
    putUnsigned(DAMAGED);
  }

  /** Counts everything in an account, in order, and hands over the keys. */
  void replay(RecordAccount account, @Nullable Keys keys) {
    replay(account, keys, unused -> {});
  }

  /**
   * Counts everything in an account.
   *
   * @param before is told the time of each record before it is counted
   */
  void replay(RecordAccount account, @Nullable Keys keys, LongConsumer before) {
    at = 0;
    timeNs = 0;
    streamTable.forEach(Stream::reset);
    while (at < length) {
      int head = (int) getUnsigned();
      int kind = head & (1 << KIND_BITS) - 1;
      if (kind == DAMAGED) {
        account.damaged();
        continue;
      }
      Stream stream = streamTable.get((int) getUnsigned());
      timeNs += getSigned();
      before.accept(timeNs);
      switch (kind) {
        case FRAME -> replayFrame(head >>> KIND_BITS, stream, account, keys);
        case GAP -> account.gap(stream.id, timeNs, gaps.get((int) getUnsigned()));
        case NOT_KEPT -> account.notKept(stream.id, timeNs, notKept.get((int) getUnsigned()));
        case BACKFILL -> {
          long first = getSigned();
          account.backfill(stream.id, timeNs, first, getSigned());
        }
        case STARTED -> account.started(stream.id, timeNs);
        default -> account.event(stream.id, timeNs);
      }
    }
  }

  private void replayFrame(int flags, Stream stream, RecordAccount account, @Nullable Keys keys) {
    if ((flags & NEW_CONNECTION) != 0) {
      stream.connection = connectionTable.get((int) getUnsigned());
    }
    FrameIds ids = FrameIds.NONE;
    if ((flags & HAS_IDS) != 0) {
      long first = stream.lastId + getSigned();
      long last = first + getSigned();
      stream.lastId = last;
      ids =
          (flags & HAS_OWN_FIRST) == 0
              ? FrameIds.of(first, last)
              : new FrameIds(first, first + getSigned(), last);
    }
    account.frame(stream.id, stream.connection, timeNs, ids, FORMS[flags >>> FORM_SHIFT]);
    if (keepsKeys) {
      long key = getLong();
      if (keys != null) {
        keys.add(stream.id, key);
      }
    }
  }

  /** When the recorder started, by this transcript. */
  List<Long> startTimes() {
    return List.copyOf(startTimes);
  }

  /** Memory that the entries take. */
  int bytes() {
    return length;
  }

  private void begin(int kind, int flags, Stream stream, long receiveTimeNs) {
    reserve();
    putUnsigned(kind | flags << KIND_BITS);
    putUnsigned(stream.number);
    putSigned(receiveTimeNs - timeNs);
    timeNs = receiveTimeNs;
  }

  private Stream stream(StreamId id) {
    Stream stream = streams.get(id);
    if (stream == null) {
      stream = new Stream(id, streamTable.size());
      streams.put(id, stream);
      streamTable.add(stream);
    }
    return stream;
  }

  private int connectionNumber(String connection) {
    Integer number = connections.get(connection);
    if (number == null) {
      number = connectionTable.size();
      connections.put(connection, number);
      connectionTable.add(connection);
    }
    return number;
  }

  private void reserve() {
    if (bytes.length - length < LONGEST_ENTRY) {
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
    }
  }

  private void putSigned(long value) {
    putUnsigned(value << 1 ^ value >> 63);
  }

  private void putUnsigned(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void putLong(long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  private long getSigned() {
    long value = getUnsigned();
    return value >>> 1 ^ -(value & 1);
  }

  private long getUnsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private long getLong() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      value |= (bytes[at++] & 0xffL) << shift;
    }
    return value;
  }
}
