package dev.caravan.journal;

import dev.caravan.record.Burst;
import dev.caravan.record.RecordEvent;
import dev.caravan.record.Source;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns records into the lines of a segment.
 *
 * <p>Shape: {@code {"receiveTimeNs":N,"stream":"S","connection":"C",}, one of
 *
 * <ul>
 *   <li>{@code "frame":FRAME}}: the frame is one JSON object or array by {@link JsonCheck}; its
 *       bytes unchanged
 *   <li>{@code "text":"ESCAPED"}}: any other text frame that is well-formed UTF-8
 *   <li>{@code "bytes":"BASE64"}}: all the rest
 *   <li>{@code "gap":{...}}}: an event; also clock, state, leader, snapshot, backfill, backup
 * </ul>
 *
 * <p>and a newline. Every line is valid JSON whatever a venue sent. A body that came over REST and
 * cannot stand unchanged is not written at all: what it repairs is recorded as missing already.
 *
 * <p>A frame costs no allocation: what stands before it is kept by its {@link Source}. Not
 * thread-safe; belongs to the writer thread.
 */
public final class RecordEncoder {
  private static final Logger LOG = LoggerFactory.getLogger(RecordEncoder.class);
  private static final byte[] START = ascii("{\"receiveTimeNs\":");
  private static final byte[] FRAME = ascii("frame\":");
  private static final byte[] TEXT = ascii("text\":");
  private static final byte[] BYTES = ascii("bytes\":\"");
  private static final int LONGEST_NUMBER = 20;

  private final JsonCheck check = new JsonCheck();
  private final ByteSink out;
  private final byte[] lastTime = new byte[LONGEST_NUMBER];
  private int lastTimeLength;
  private long lastTimeNs;
  private long textFrames;
  private long bytesFrames;
  private long refusedBodies;

  public RecordEncoder() {
    this(1 << 16);
  }

  public RecordEncoder(int capacity) {
    out = new ByteSink(capacity);
  }

  /** Holds the lines since the last {@link #reset}; valid until the next change. */
  public byte[] bytes() {
    return out.bytes();
  }

  public int length() {
    return out.length();
  }

  /** Forgets the lines; keeps the room. */
  public void reset() {
    out.reset();
  }

  /** Forgets what was added behind a length. */
  void cutTo(int length) {
    out.cutTo(length);
  }

  /** Frames since the start that were written as {@code text}. */
  public long textFrames() {
    return textFrames;
  }

  /** Frames since the start that were written as {@code bytes}. */
  public long bytesFrames() {
    return bytesFrames;
  }

  /** Answers over REST since the start that could not stand in a line. */
  public long refusedBodies() {
    return refusedBodies;
  }

  public void addHeader(SegmentHeader header) {
    out.addAscii("{\"segment\":{\"format\":");
    out.addNumber(header.format());
    out.addAscii(",\"journal\":");
    out.addQuoted(header.journal());
    out.addAscii(",\"number\":");
    out.addNumber(header.number());
    out.addAscii(",\"startedAtNs\":");
    out.addNumber(header.startedAtNs());
    out.addAscii(",\"software\":");
    out.addQuoted(header.software());
    out.addAscii(",\"previousSha256\":");
    out.addQuoted(header.previousSha256());
    out.addAscii("}}\n");
  }

  /** Adds all records of a burst in their order. */
  public void addBurst(Burst burst) {
    for (int i = 0; i < burst.size(); i++) {
      addRecord(burst, i);
    }
  }

  /** Adds record {@code i} of a burst. */
  public void addRecord(Burst burst, int i) {
    int before = out.length();
    byte[] origin = burst.source(i).encoded(RecordEncoder::encode);
    out.ensure(START.length + LONGEST_NUMBER + origin.length + FRAME.length + burst.length(i) + 2);
    out.add(START);
    addTime(burst.receiveTimeNs(i));
    out.add(origin);
    RecordEvent event = burst.event(i);
    if (event == null) {
      addFrame(burst.bytes(), burst.offset(i), burst.length(i), burst.isBinary(i));
    } else if (!addEvent(event)) {
      out.cutTo(before);
      refusedBodies++;
      LOG.warn(
          "answer is not recorded, it is no JSON that can stand in a line venue={} stream={}"
              + " kind={}",
          burst.venue(),
          burst.stream(i),
          event.kind());
      return;
    }
    out.add('}');
    out.add('\n');
  }

  private void addFrame(byte[] bytes, int offset, int length, boolean isBinary) {
    if (check.isObjectOrArray(bytes, offset, length)) {
      out.add(FRAME);
      out.add(bytes, offset, length);
    } else if (!isBinary && Utf8.isWellFormed(bytes, offset, length)) {
      textFrames++;
      out.add(TEXT);
      out.addQuoted(bytes, offset, length);
    } else {
      bytesFrames++;
      out.add(BYTES);
      out.add(Base64.getEncoder().encode(Arrays.copyOfRange(bytes, offset, offset + length)));
      out.add('"');
    }
  }

  /** Adds an event; false where its body cannot stand in a line. */
  private boolean addEvent(RecordEvent event) {
    out.addAscii(event.kind());
    out.addAscii("\":{");
    if (event instanceof RecordEvent.Gap gap) {
      out.addAscii("\"first\":");
      out.addNumber(gap.first());
      out.addAscii(",\"last\":");
      out.addNumber(gap.last());
      out.addAscii(",\"missing\":");
      out.addNumber(gap.missing());
      out.addAscii(",\"cause\":");
      out.addQuoted(gap.cause());
      out.addAscii(",\"detectedAtNs\":");
      out.addNumber(gap.detectedAtNs());
    } else if (event instanceof RecordEvent.NotKept gap) {
      addNotKept(gap);
    } else if (event instanceof RecordEvent.Clock clock) {
      out.addAscii("\"differenceNs\":");
      out.addNumber(clock.differenceNs());
    } else if (event instanceof RecordEvent.State state) {
      out.addAscii("\"to\":");
      out.addQuoted(state.to());
      String reason = state.reason();
      if (reason != null) {
        out.addAscii(",\"reason\":");
        out.addQuoted(reason);
      }
    } else if (event instanceof RecordEvent.Leader leader) {
      out.addAscii("\"from\":");
      out.addQuoted(leader.from());
      out.addAscii(",\"to\":");
      out.addQuoted(leader.to());
    } else if (event instanceof RecordEvent.VenueClock clock) {
      out.addAscii("\"differenceNs\":0,\"offsetNs\":");
      out.addNumber(clock.offsetNs());
      out.addAscii(",\"roundTripNs\":");
      out.addNumber(clock.roundTripNs());
    } else if (event instanceof RecordEvent.Snapshot snapshot) {
      out.addAscii("\"lastId\":");
      out.addNumber(snapshot.lastId());
      return addBody(snapshot.body());
    } else if (event instanceof RecordEvent.Backfill backfill) {
      out.addAscii("\"first\":");
      out.addNumber(backfill.first());
      out.addAscii(",\"last\":");
      out.addNumber(backfill.last());
      return addBody(backfill.body());
    } else if (event instanceof RecordEvent.Backup backup) {
      out.addAscii("\"path\":");
      out.addQuoted(backup.path());
      return addBody(backup.body());
    }
    out.add('}');
    return true;
  }

  private void addNotKept(RecordEvent.NotKept gap) {
    if (gap.hasIds()) {
      out.addAscii("\"first\":");
      out.addNumber(gap.first());
      out.addAscii(",\"last\":");
      out.addNumber(gap.last());
      out.addAscii(",\"missing\":");
      out.addNumber(gap.missing());
      out.addAscii(",");
    }
    out.addAscii("\"cause\":");
    out.addQuoted(gap.cause());
    out.addAscii(",\"detectedAtNs\":");
    out.addNumber(gap.detectedAtNs());
    out.addAscii(",\"frames\":");
    out.addNumber(gap.frames());
    out.addAscii(",\"fromNs\":");
    out.addNumber(gap.fromNs());
    out.addAscii(",\"toNs\":");
    out.addNumber(gap.toNs());
  }

  private boolean addBody(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (!check.isObjectOrArray(bytes, 0, bytes.length)) {
      return false;
    }
    out.addAscii(",\"body\":");
    out.ensure(bytes.length + 3);
    out.add(bytes, 0, bytes.length);
    out.add('}');
    return true;
  }

  // All records of one socket read carry one time: its digits are made once.
  private void addTime(long timeNs) {
    if (timeNs != lastTimeNs || lastTimeLength == 0) {
      int from = out.length();
      out.addNumber(timeNs);
      lastTimeNs = timeNs;
      lastTimeLength = out.length() - from;
      System.arraycopy(out.bytes(), from, lastTime, 0, lastTimeLength);
    } else {
      out.add(lastTime, 0, lastTimeLength);
    }
  }

  /** {@code ,"stream":"…","connection":"…","} */
  private static byte[] encode(Source source) {
    ByteSink sink = new ByteSink(64);
    sink.addAscii(",\"stream\":");
    sink.addQuoted(source.stream().toString());
    sink.addAscii(",\"connection\":");
    sink.addQuoted(source.connection());
    sink.addAscii(",\"");
    return Arrays.copyOf(sink.bytes(), sink.length());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
