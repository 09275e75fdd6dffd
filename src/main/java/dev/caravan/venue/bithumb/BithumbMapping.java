package dev.caravan.venue.bithumb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.instrument.JsonFields;
import dev.caravan.instrument.Recognition;
import dev.caravan.venue.ticketed.TicketedMapping;

/**
 * Recognises the frames of Bithumb: {@code orderbook}, {@code trade} and {@code ticker}, and those
 * of its older sockets, so that old recordings can be read.
 *
 * <p>Shape of the older Korean socket: {@code {"type":"transaction","content":{…}}} with the symbol
 * ({@code BTC_KRW}) in the content or in the first element of its {@code list}. Of the former
 * Bithumb Global: {@code {"topic":"TRADE","data":{"symbol":"BTC-USDT",…}}}, where {@code data} may
 * be an array, and answers with a {@code code} but no topic. Neither has ids that are read here.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 3, 5 and 7; recordings of 2021 to 2026.
 */
public final class BithumbMapping extends TicketedMapping {

  private static final byte[] TYPE = ascii("type");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] LIST = ascii("list");
  private static final byte[] TOPIC = ascii("topic");
  private static final byte[] DATA = ascii("data");
  private static final byte[] CODE = ascii("code");
  private static final byte[] SYMBOL = ascii("symbol");

  @Override
  protected void recogniseOther(byte[] bytes, int at, int end, Recognition into) {
    int contentAt = JsonFields.find(bytes, at, end, CONTENT);
    int topicAt = JsonFields.find(bytes, at, end, TOPIC);
    if (contentAt >= 0) {
      int listAt = JsonFields.find(bytes, contentAt, end, LIST);
      recognise(
          bytes,
          JsonFields.find(bytes, at, end, TYPE),
          listAt >= 0 ? listAt : contentAt,
          end,
          into);
    } else if (topicAt >= 0) {
      recognise(bytes, topicAt, JsonFields.find(bytes, at, end, DATA), end, into);
    } else if (JsonFields.find(bytes, at, end, CODE) >= 0) {
      into.control();
    } else {
      super.recogniseOther(bytes, at, end, into);
    }
  }

  private void recognise(byte[] bytes, int nameAt, int bodyAt, int end, Recognition into) {
    boolean isList = bodyAt >= 0 && bodyAt + 1 < end && bytes[bodyAt] == '[';
    int symbolAt = JsonFields.find(bytes, isList ? bodyAt + 1 : bodyAt, end, SYMBOL);
    recogniseStream(bytes, nameAt, symbolAt, end, -1, into);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
