package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A chain of ids that begins anew is accounted for once on both sides of it. */
class StreamAccountChainTest {

  @Test
  void shouldListAGapOnceWhereTheIdsBeginAnewBehindIt() {
    StreamAccount account =
        new StreamAccount(new StreamId("books", "BTC-USDT"), Sequencing.CONTIGUOUS);
    frame(account, 1001, 1000);
    frame(account, 1001, 1005);
    frame(account, 1011, 1015);
    account.gap(new Gap(1006, 1010, 5, "venue"));
    frame(account, 1016, 3);
    frame(account, 4, 5);
    frame(account, 9, 9);
    account.gap(new Gap(6, 8, 3, "venue"));
    account.gap(new Gap(500, 600, 101, "restart"));

    assertEquals(
        List.of(
            new Gap(6, 8, 3, "venue"),
            new Gap(500, 600, 101, "restart"),
            new Gap(1006, 1010, 5, "venue")),
        account.gaps());
    assertEquals(9, account.highestId());
  }

  private static void frame(StreamAccount account, long first, long last) {
    account.frame(new FrameIds(first, last, last), 1, "okx-1", 0, 0);
  }
}
