package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.market.BookCheck;
import dev.caravan.market.Level;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The checksum that OKX put into the frames of its books until June 2026; since then it is 0, which
 * says nothing.
 *
 * <p>Shape: CRC32, as a signed number, of the best 25 levels of each side: {@code
 * bid:size:ask:size} for the best of both, then the next, joined by colons; behind the end of one
 * side the other goes on alone. Numbers are spelled as the venue sent them.
 *
 * <p>Source: protocol sheet of 2026-11-20, section 4.
 *
 * @param expected as the frame says it; not 0
 */
record OkxChecksum(int expected) implements BookCheck {

  private static final int LEVELS = 25;

  @Override
  public int levels() {
    return LEVELS;
  }

  @Override
  public boolean holds(List<Level> bids, List<Level> asks) {
    StringBuilder text = new StringBuilder(1024);
    for (int i = 0; i < Math.max(bids.size(), asks.size()); i++) {
      put(bids, i, text);
      put(asks, i, text);
    }
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(US_ASCII));
    return (int) crc.getValue() == expected;
  }

  private static void put(List<Level> side, int i, StringBuilder into) {
    if (i < side.size()) {
      Level level = side.get(i);
      into.append(into.isEmpty() ? "" : ":").append(level.price().toPlainString());
      into.append(':').append(level.size().toPlainString());
    }
  }
}
