package dev.caravan.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads one line that {@link RecordEncoder} wrote, or says why it is none.
 *
 * <p>A line is accepted only in exactly the layout of the encoder: the keys in order, no blanks,
 * nothing behind the last brace. So what stands under {@code frame} can never pose as a field of
 * the record. Frames are found by hand; only events and headers go through Jackson.
 *
 * <p>Not thread-safe; one per reader.
 */
public final class RecordParser {
  private static final byte[] HEADER_START = ascii("{\"segment\":");
  private static final byte[] FORMAT_START = ascii("{\"segment\":{\"format\":");
  private static final byte[] START = ascii("{\"receiveTimeNs\":");
  private static final byte[] STREAM = ascii(",\"stream\":");
  private static final byte[] CONNECTION = ascii(",\"connection\":");
  private static final byte[] KIND = ascii(",\"");
  private static final byte[] FRAME = ascii("frame\":");
  private static final int LONGEST_KIND = 64;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNameLength(Integer.MAX_VALUE)
                      .maxNumberLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private final JsonCheck check = new JsonCheck();
  private final OriginCache origins = new OriginCache();
  private final boolean areFramesChecked;

  /** Checks everything. */
  public RecordParser() {
    this(true);
  }

  /**
   * Takes embedded frames as they are where that is asked for.
   *
   * @param areFramesChecked false only for lines that {@link RecordEncoder} is known to have made
   */
  RecordParser(boolean areFramesChecked) {
    this.areFramesChecked = areFramesChecked;
  }

  /**
   * Parses the line without its newline.
   *
   * @throws InvalidRecordException if it is no whole valid record
   */
  public ParsedRecord parse(byte[] line, int offset, int length) throws InvalidRecordException {
    int end = offset + length;
    if (startsWith(line, offset, end, START)) {
      return parseEntry(line, offset + START.length, end);
    }
    if (startsWith(line, offset, end, HEADER_START)) {
      return new ParsedRecord.Header(parseHeader(line, offset + HEADER_START.length, end));
    }
    throw new InvalidRecordException(
        length == 0 ? "empty line" : "line begins neither a record nor a segment");
  }

  /** The format that a header line states; 0 where the line begins like none. */
  static long formatOf(byte[] line, int offset, int length) {
    int end = offset + length;
    if (!startsWith(line, offset, end, FORMAT_START)) {
      return 0;
    }
    long format = 0;
    for (int at = offset + FORMAT_START.length; at < end && isDigit(line[at]); at++) {
      format = Math.min(Integer.MAX_VALUE, format * 10 + (line[at] - '0'));
    }
    return format;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private ParsedRecord parseEntry(byte[] line, int offset, int end) throws InvalidRecordException {
    int at = offset;
    boolean negative = at < end && line[at] == '-';
    if (negative) {
      at++;
    }
    int digitsFrom = at;
    long time = 0;
    while (at < end && line[at] >= '0' && line[at] <= '9') {
      time = time * 10 - (line[at] - '0');
      at++;
    }
    int digits = at - digitsFrom;
    boolean overflow = digits > 19 || time > 0 || (!negative && time == Long.MIN_VALUE);
    if (digits == 0 || overflow || (digits > 1 && line[digitsFrom] == '0')) {
      throw new InvalidRecordException("receiveTimeNs is no whole number of 64 bits");
    }
    long receiveTimeNs = negative ? time : -time;

    expect(line, at, end, STREAM, "stream");
    int originFrom = at + STREAM.length;
    int streamEnd = stringEnd(line, originFrom, end, "stream");
    expect(line, streamEnd, end, CONNECTION, "connection");
    int connectionFrom = streamEnd + CONNECTION.length;
    int originEnd = stringEnd(line, connectionFrom, end, "connection");
    OriginCache.Origin origin = origins.find(line, originFrom, originEnd);
    if (origin == null) {
      origin = readOrigin(line, originFrom, streamEnd, connectionFrom, originEnd);
    }

    expect(line, originEnd, end, KIND, "frame");
    int kindFrom = originEnd + KIND.length;
    if (line[end - 1] != '}') {
      throw new InvalidRecordException("record does not end with its brace");
    }
    if (startsWith(line, kindFrom, end, FRAME)) {
      int from = kindFrom + FRAME.length;
      int length = end - 1 - from;
      if (areFramesChecked) {
        requireJson(line, from, length, "frame");
      }
      return new ParsedRecord.Frame(
          receiveTimeNs,
          origin.stream(),
          origin.connection(),
          ParsedRecord.Form.EMBEDDED,
          line,
          from,
          length);
    }
    return parseOther(line, kindFrom, end, receiveTimeNs, origin);
  }

  private OriginCache.Origin readOrigin(
      byte[] line, int from, int streamEnd, int connectionFrom, int end)
      throws InvalidRecordException {
    String stream = JsonText.unquote(line, from, streamEnd - from);
    String connection = JsonText.unquote(line, connectionFrom, end - connectionFrom);
    try {
      return origins.add(line, from, end, StreamId.parse(stream), connection);
    } catch (IllegalArgumentException e) {
      throw new InvalidRecordException("stream has no channel");
    }
  }

  private ParsedRecord parseOther(
      byte[] line, int kindFrom, int end, long receiveTimeNs, OriginCache.Origin origin)
      throws InvalidRecordException {
    int kindEnd = kindFrom;
    while (kindEnd < end && isLetter(line[kindEnd]) && kindEnd - kindFrom < LONGEST_KIND) {
      kindEnd++;
    }
    if (kindEnd == kindFrom
        || kindEnd + 1 >= end
        || line[kindEnd] != '"'
        || line[kindEnd + 1] != ':') {
      throw new InvalidRecordException("no kind of record behind connection");
    }
    String kind = new String(line, kindFrom, kindEnd - kindFrom, StandardCharsets.US_ASCII);
    int from = kindEnd + 2;
    int length = end - 1 - from;
    StreamId stream = origin.stream();
    String connection = origin.connection();
    switch (kind) {
      case "text":
      case "bytes":
        if (length < 0 || !JsonCheck.isString(line, from, length)) {
          throw new InvalidRecordException(kind + " is no JSON string that ends the record");
        }
        boolean isText = kind.equals("text");
        byte[] frame = isText ? readText(line, from, length) : readBytes(line, from, length);
        return new ParsedRecord.Frame(
            receiveTimeNs,
            stream,
            connection,
            isText ? ParsedRecord.Form.TEXT : ParsedRecord.Form.BYTES,
            frame,
            0,
            frame.length);
      default:
        requireJson(line, from, length, kind);
        RecordEvent event =
            switch (kind) {
              case "gap" -> readGap(readObject(line, from, length, kind));
              case "clock" -> readClock(readObject(line, from, length, kind));
              case "state" -> readState(readObject(line, from, length, kind));
              case "leader" -> readLeader(readObject(line, from, length, kind));
              case "snapshot" -> readSnapshot(line, from, length);
              case "backfill" -> readBackfill(line, from, length);
              case "backup" -> readBackup(line, from, length);
              default -> null;
            };
        return event != null
            ? new ParsedRecord.Event(receiveTimeNs, stream, connection, event)
            : new ParsedRecord.UnknownEvent(
                receiveTimeNs,
                stream,
                connection,
                kind,
                new String(line, from, length, StandardCharsets.UTF_8));
    }
  }

  private static byte[] readText(byte[] line, int from, int length) throws InvalidRecordException {
    try {
      return JsonText.unquoteToUtf8(line, from, length);
    } catch (CharacterCodingException e) {
      throw new InvalidRecordException("text names half of a surrogate pair");
    }
  }

  private static byte[] readBytes(byte[] line, int from, int length) throws InvalidRecordException {
    try {
      return Base64.getDecoder().decode(Arrays.copyOfRange(line, from + 1, from + length - 1));
    } catch (IllegalArgumentException e) {
      throw new InvalidRecordException("bytes is no base64");
    }
  }

  private static RecordEvent readGap(JsonNode gap) throws InvalidRecordException {
    if (gap.has("frames")) {
      boolean hasIds = gap.has("first");
      return new RecordEvent.NotKept(
          hasIds ? number(gap, "first") : -1,
          hasIds ? number(gap, "last") : -1,
          text(gap, "cause"),
          number(gap, "detectedAtNs"),
          number(gap, "frames"),
          number(gap, "fromNs"),
          number(gap, "toNs"));
    }
    return new RecordEvent.Gap(
        number(gap, "first"),
        number(gap, "last"),
        number(gap, "missing"),
        text(gap, "cause"),
        number(gap, "detectedAtNs"));
  }

  private static RecordEvent readState(JsonNode state) throws InvalidRecordException {
    return new RecordEvent.State(
        text(state, "to"), state.has("reason") ? text(state, "reason") : null);
  }

  private static RecordEvent readLeader(JsonNode leader) throws InvalidRecordException {
    return new RecordEvent.Leader(text(leader, "from"), text(leader, "to"));
  }

  private static RecordEvent readClock(JsonNode clock) throws InvalidRecordException {
    return clock.has("offsetNs")
        ? new RecordEvent.VenueClock(number(clock, "offsetNs"), number(clock, "roundTripNs"))
        : new RecordEvent.Clock(number(clock, "differenceNs"));
  }

  private RecordEvent readSnapshot(byte[] line, int from, int length)
      throws InvalidRecordException {
    Cursor cursor = new Cursor(line, from, from + length);
    long lastId = cursor.number("{\"lastId\":");
    return new RecordEvent.Snapshot(lastId, readBody(cursor));
  }

  private RecordEvent readBackfill(byte[] line, int from, int length)
      throws InvalidRecordException {
    Cursor cursor = new Cursor(line, from, from + length);
    long first = cursor.number("{\"first\":");
    long last = cursor.number(",\"last\":");
    return new RecordEvent.Backfill(first, last, readBody(cursor));
  }

  private RecordEvent readBackup(byte[] line, int from, int length) throws InvalidRecordException {
    Cursor cursor = new Cursor(line, from, from + length);
    String path = cursor.text("{\"path\":");
    return new RecordEvent.Backup(path, readBody(cursor));
  }

  /** The body as it stands in the line, byte for byte; it ends before the event's last brace. */
  private String readBody(Cursor cursor) throws InvalidRecordException {
    cursor.skip(",\"body\":");
    int length = cursor.end - 1 - cursor.at;
    requireJson(cursor.line, cursor.at, length, "body");
    return new String(cursor.line, cursor.at, length, StandardCharsets.UTF_8);
  }

  /** Walks through an event whose fields stand in exactly the encoder's order. */
  private static final class Cursor {
    private final byte[] line;
    private final int end;
    private int at;

    Cursor(byte[] line, int from, int end) {
      this.line = line;
      this.at = from;
      this.end = end;
    }

    void skip(String start) throws InvalidRecordException {
      byte[] bytes = ascii(start);
      expect(line, at, end, bytes, start.replaceAll("[^a-zA-Z]", ""));
      at += bytes.length;
    }

    String text(String start) throws InvalidRecordException {
      skip(start);
      int from = at;
      at = stringEnd(line, from, end, start.replaceAll("[^a-zA-Z]", ""));
      return JsonText.unquote(line, from, at - from);
    }

    long number(String start) throws InvalidRecordException {
      skip(start);
      int from = at;
      while (at < end && (line[at] == '-' || (line[at] >= '0' && line[at] <= '9'))) {
        at++;
      }
      try {
        return Long.parseLong(new String(line, from, at - from, StandardCharsets.US_ASCII));
      } catch (NumberFormatException e) {
        throw new InvalidRecordException(
            start.replaceAll("[^a-zA-Z]", "") + " is no whole number of 64 bits");
      }
    }
  }

  private SegmentHeader parseHeader(byte[] line, int from, int end) throws InvalidRecordException {
    if (line[end - 1] != '}') {
      throw new InvalidRecordException("header does not end with its brace");
    }
    requireJson(line, from, end - 1 - from, "segment");
    JsonNode segment = readObject(line, from, end - 1 - from, "segment");
    long format = number(segment, "format");
    if (format != SegmentHeader.FORMAT) {
      throw new InvalidRecordException(
          "segment format " + format + " is unknown, this version reads " + SegmentHeader.FORMAT);
    }
    long number = number(segment, "number");
    if (number < 1) {
      throw new InvalidRecordException("segment number is below 1");
    }
    return new SegmentHeader(
        SegmentHeader.FORMAT,
        text(segment, "journal"),
        number,
        number(segment, "startedAtNs"),
        text(segment, "software"),
        text(segment, "previousSha256"));
  }

  private void requireJson(byte[] line, int from, int length, String key)
      throws InvalidRecordException {
    if (length < 2 || !check.isObjectOrArray(line, from, length)) {
      throw new InvalidRecordException(
          key + " is no JSON object or array that ends with the record");
    }
  }

  private static JsonNode readObject(byte[] line, int from, int length, String key)
      throws InvalidRecordException {
    try {
      JsonNode node = MAPPER.readTree(line, from, length);
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw new InvalidRecordException(key + " is no JSON object");
    }
    throw new InvalidRecordException(key + " is no JSON object");
  }

  private static long number(JsonNode object, String key) throws InvalidRecordException {
    JsonNode value = object.get(key);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new InvalidRecordException(key + " is no whole number of 64 bits");
    }
    return value.longValue();
  }

  private static String text(JsonNode object, String key) throws InvalidRecordException {
    JsonNode value = object.get(key);
    if (value == null || !value.isTextual()) {
      throw new InvalidRecordException(key + " is no text");
    }
    return value.textValue();
  }

  private static int stringEnd(byte[] line, int from, int end, String key)
      throws InvalidRecordException {
    int at = from < end && line[from] == '"' ? JsonCheck.stringEnd(line, from + 1, end) : -1;
    if (at < 0) {
      throw new InvalidRecordException(key + " is no JSON string");
    }
    return at;
  }

  private static void expect(byte[] line, int at, int end, byte[] what, String key)
      throws InvalidRecordException {
    if (!startsWith(line, at, end, what)) {
      throw new InvalidRecordException(key + " is not where it belongs");
    }
  }

  private static boolean startsWith(byte[] line, int at, int end, byte[] what) {
    return at + what.length <= end
        && Arrays.equals(line, at, at + what.length, what, 0, what.length);
  }

  private static boolean isLetter(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
