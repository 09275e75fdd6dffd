package dev.caravan.venue.binance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.instrument.FrameBeginnings;
import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;

/**
 * Recognises the frames of Binance's connections; the channels are each venue's own.
 *
 * <p>Shape: {@code {"stream":"btcusdt@trade","data":{…}}}, where the name alone gives symbol and
 * channel, and {@code data} is an array for streams of all symbols. Without {@code stream} it is
 * one of these, in this order: an answer ({@code result}, {@code error}, {@code id}, {@code code}),
 * a bare payload that says by itself which stream it is of, or the body of a REST answer, which
 * belongs to no stream and so is control. A bare book without a symbol cannot be told from such a
 * body.
 *
 * <p>Not thread-safe: it remembers names. The memory is bounded, since names come from outside.
 */
public abstract class BinanceMapping implements Mapping {

  private static final byte[] STREAM = ascii("stream");
  private static final byte[] DATA = ascii("data");
  private static final byte[][] ANSWER_KEYS = {
    ascii("result"), ascii("error"), ascii("id"), ascii("code")
  };
  private static final String NOTICE = "serverShutdown";

  /** Behind {@code {"stream":"}. */
  private static final int NAME_AT = 11;

  private static final int MOST_IDS = 3;

  private final FrameBeginnings<StreamNames.Meaning> beginnings =
      new FrameBeginnings<>(NAME_AT, MOST_IDS);
  private final StreamNames names = new StreamNames(this::rule, this::isChannelWithoutSymbol);

  /** What is known of a channel; one that nobody knows has no ids. */
  protected abstract ChannelRule rule(String channel);

  /** Whether a stream name without {@code @} and {@code !} is a channel of its own. */
  protected abstract boolean isChannelWithoutSymbol(String name);

  /**
   * The name of the stream that a bare payload is of, or empty where it does not say so by itself.
   *
   * @param event the value of {@code e}; empty if it has none
   */
  protected abstract String streamOf(String event, RawPayload payload);

  @Override
  public final void recognise(byte[] bytes, int offset, int length, Recognition into) {
    int end = offset + length;
    StreamNames.Meaning known = beginnings.find(bytes, offset, end);
    if (known == null) {
      walk(bytes, offset, end, into);
    } else {
      known
          .rule()
          .recognise(known.stream(), beginnings.id(0), beginnings.id(1), beginnings.id(2), into);
      into.numbered(known.number());
    }
  }

  private void walk(byte[] bytes, int offset, int end, Recognition into) {
    int nameAt = JsonFields.find(bytes, offset, end, STREAM);
    if (nameAt == JsonFields.ABSENT) {
      recogniseBare(bytes, offset, end, into);
      return;
    }
    StreamNames.Meaning name = names.quoted(bytes, nameAt, end);
    if (name == null) {
      into.unknown();
    } else if (name.isNotice()) {
      into.control();
    } else {
      int dataAt = JsonFields.find(bytes, offset, end, DATA);
      if (dataAt == JsonFields.ABSENT) {
        into.unknown();
      } else {
        name.rule().recognise(name.stream(), bytes, dataAt, end, into);
        into.numbered(name.number());
        boolean isUsual = nameAt == offset + NAME_AT - 1 && into.number() >= 0;
        if (isUsual && into.hasId() == name.rule().hasId()) {
          beginnings.learn(name, bytes, offset, dataAt, name.rule().idsAt(bytes, dataAt, end));
        }
      }
    }
  }

  private void recogniseBare(byte[] bytes, int offset, int end, Recognition into) {
    for (byte[] key : ANSWER_KEYS) {
      if (JsonFields.find(bytes, offset, end, key) >= 0) {
        into.control();
        return;
      }
    }
    int at = firstObject(bytes, offset, end);
    RawPayload payload = new RawPayload(bytes, at, end, at != offset);
    String event = payload.text("e");
    if (event.equals(NOTICE) || isAnswerBody(payload)) {
      into.control();
      return;
    }
    String stream = streamOf(event, payload);
    StreamNames.Meaning name = stream.isEmpty() ? null : names.named(stream);
    if (name == null || name.isNotice()) {
      into.unknown();
    } else {
      name.rule().recognise(name.stream(), bytes, offset, end, into);
      into.numbered(name.number());
    }
  }

  private static boolean isAnswerBody(RawPayload payload) {
    return !payload.isElement()
        && ((payload.has("lastUpdateId") && payload.has("bids") && payload.has("asks"))
            || (payload.has("openInterest") && payload.has("symbol")));
  }

  @Override
  public final Sequencing sequencing(String channel) {
    return rule(channel).sequencing();
  }

  @Override
  public final long venueTimeMs(StreamId stream, byte[] bytes, int offset, int length) {
    int end = offset + length;
    int dataAt = JsonFields.find(bytes, offset, end, DATA);
    int at = firstObject(bytes, dataAt == JsonFields.ABSENT ? offset : dataAt, end);
    return rule(stream.channel()).venueTimeMs(bytes, at, end);
  }

  /** Where the first object begins if there is an array of them at {@code at}, else {@code at}. */
  private static int firstObject(byte[] bytes, int at, int end) {
    if (at >= end || bytes[at] != '[') {
      return at;
    }
    int first = at + 1;
    while (first < end && (bytes[first] == ' ' || bytes[first] == '\n' || bytes[first] == '\t')) {
      first++;
    }
    return first < end && bytes[first] == '{' ? first : at;
  }

  int rememberedNames() {
    return names.remembered();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
