package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamAccountTest {

  private static final StreamId TRADE = new StreamId("trade", "BTCUSDT");
  private static final String LINE_1 = "binance-spot-1";
  private static final String LINE_2 = "binance-spot-2";

  private final StreamAccount account = new StreamAccount(TRADE, Sequencing.CONTIGUOUS);
  private long now = 1_000;
  private int starts;
  private int damages;

  @Test
  void shouldHaveNoGapWhereIdsFollowEachOther() {
    trades(1, 2, 3);

    assertEquals(List.of(), account.gaps());
    assertEquals(3, account.frames());
    assertEquals(1, account.firstId());
    assertEquals(3, account.lastId());
  }

  @Test
  void shouldNameMissingIdsExactly() {
    trades(1, 2, 5, 6, 9);

    assertEquals(List.of(gap(3, 4, "unrecorded"), gap(7, 8, "unrecorded")), account.gaps());
  }

  @Test
  void shouldTakeCauseFromGapRecordBehindTheFrame() {
    trades(1, 4);
    account.gap(gap(2, 3, "venue"));

    assertEquals(List.of(gap(2, 3, "venue")), account.gaps());
  }

  @Test
  void shouldTakeCauseFromGapRecordBeforeTheFrame() {
    trades(1);
    account.gap(gap(2, 3, "disk-full"));
    trades(4);

    assertEquals(List.of(gap(2, 3, "disk-full")), account.gaps());
  }

  @Test
  void shouldNotTakeCauseOfAnotherHole() {
    trades(1, 4);
    account.gap(gap(2, 3, "venue"));
    trades(6);

    assertEquals(List.of(gap(2, 3, "venue"), gap(5, 5, "unrecorded")), account.gaps());
  }

  @Test
  void shouldSayRestartWhereTheRecorderStartedInBetween() {
    trades(1);
    starts++;
    account.frame(FrameIds.of(3, 3), now++, LINE_2, starts, damages);

    assertEquals(List.of(gap(2, 2, "restart")), account.gaps());
  }

  @Test
  void shouldSayDisconnectWhereTheConnectionChanged() {
    trades(1);
    account.frame(FrameIds.of(3, 3), now++, LINE_2, starts, damages);

    assertEquals(List.of(gap(2, 2, "disconnect")), account.gaps());
  }

  @Test
  void shouldSayDamageWhereContentIsUnreadable() {
    trades(1);
    damages++;
    starts++;
    account.frame(FrameIds.of(3, 3), now++, LINE_2, starts, damages);

    assertEquals(List.of(gap(2, 2, "damage")), account.gaps());
  }

  @Test
  void shouldExplainOnlyTheIdsThatAGapRecordCovers() {
    trades(1, 10);
    account.gap(gap(3, 4, "venue"));
    account.gap(gap(7, 9, "disk-full"));

    assertEquals(
        List.of(
            gap(2, 2, "unrecorded"),
            gap(3, 4, "venue"),
            gap(5, 6, "unrecorded"),
            gap(7, 9, "disk-full")),
        account.gaps());
  }

  @Test
  void shouldCountOnlyMissingIdsAsBackfilled() {
    trades(1, 5, 9);
    account.backfill(2, 3);
    account.backfill(2, 2);
    account.backfill(4, 6);
    account.backfill(8, 30);

    assertEquals(List.of(gap(2, 4, "unrecorded"), gap(6, 8, "unrecorded")), account.gaps());
    assertEquals(5, account.backfilledIds());
    assertEquals(28, account.idsInBackfills(), "2 to 6 and 8 to 30, each once");
    assertEquals(4, account.events());
  }

  @Test
  void shouldCloseHoleThatLateFramesFill() {
    trades(1, 5, 2, 3, 4);

    assertEquals(List.of(), account.gaps());
    assertEquals(3, account.reordered());
  }

  @Test
  void shouldSplitHoleThatALateFrameFillsInTheMiddle() {
    trades(1, 8, 4, 5);

    assertEquals(List.of(gap(2, 3, "unrecorded"), gap(6, 7, "unrecorded")), account.gaps());
  }

  @Test
  void shouldFillSeveralHolesWithOneRange() {
    trades(1, 3, 5, 9);
    account.frame(FrameIds.of(2, 7), now++, LINE_1, starts, damages);

    assertEquals(List.of(gap(8, 8, "unrecorded")), account.gaps());
  }

  @Test
  void shouldCountRepeatedAndReordered() {
    trades(1, 2, 2, 1, 3);

    assertEquals(1, account.repeated());
    assertEquals(1, account.reordered());
    assertEquals(List.of(), account.gaps());
  }

  @Test
  void shouldReportGapRecordBehindTheLastFrame() {
    trades(1, 2);
    account.gap(gap(3, 9, "disk-full"));

    assertEquals(List.of(gap(3, 9, "disk-full")), account.gaps());
  }

  @Test
  void shouldForgetGapRecordWhoseIdsArrivedAfterAll() {
    trades(1, 4);
    account.gap(gap(2, 3, "venue"));
    trades(2, 3);

    assertEquals(List.of(), account.gaps());
  }

  @Test
  void shouldReportGapRecordsOfChannelsWhoseIdsProveNothing() {
    StreamAccount growing =
        new StreamAccount(new StreamId("depth20@100ms", "BTCUSDT"), Sequencing.GROWING);
    growing.frame(FrameIds.of(10, 10), 1, LINE_1, 0, 0);
    growing.frame(FrameIds.of(90, 90), 2, LINE_1, 0, 0);
    growing.gap(gap(20, 40, "disk-full"));

    assertEquals(List.of(gap(20, 40, "disk-full")), growing.gaps());
  }

  @Test
  void shouldGoOnBehindAnEarlierSegment() {
    account.resumeAfter(10);
    trades(13);

    assertEquals(List.of(gap(11, 12, "unrecorded")), account.gaps());
    assertEquals(13, account.firstId());
  }

  @Test
  void shouldMeasureLongestSilenceUpToTheEnd() {
    account.frame(FrameIds.of(1, 1), 1_000, LINE_1, 0, 0);
    account.frame(FrameIds.of(2, 2), 4_000, LINE_1, 0, 0);

    assertEquals(3_000, account.longestSilenceNs(5_000));
    assertEquals(6_000, account.longestSilenceNs(10_000));
  }

  @Test
  void shouldCountIdsThatNoFrameCarriesAsAccountedFor() {
    account.frame(new FrameIds(101, 107, 110), now++, LINE_1, starts, damages);
    account.frame(new FrameIds(111, 130, 140), now++, LINE_1, starts, damages);
    account.frame(new FrameIds(151, 155, 160), now++, LINE_1, starts, damages);

    assertEquals(107, account.firstId());
    assertEquals(160, account.lastId());
    assertEquals(List.of(gap(141, 150, "unrecorded")), account.gaps());
  }

  @Test
  void shouldFillAHoleWithALateFrameThatDoesNotCarryAllItsIds() {
    account.frame(new FrameIds(101, 107, 110), now++, LINE_1, starts, damages);
    account.frame(new FrameIds(141, 141, 160), now++, LINE_1, starts, damages);

    account.frame(new FrameIds(111, 130, 140), now++, LINE_1, starts, damages);

    assertEquals(List.of(), account.gaps());
    assertEquals(1, account.reordered());
  }

  @Test
  void shouldExplainAHoleByWhatWasNotKept() {
    trades(1, 2, 7, 8);
    account.notKept(new RecordEvent.NotKept(3, 6, "disk-full", 9, 4, 5, 8));

    assertEquals(List.of(gap(3, 6, "disk-full")), account.gaps());
    assertEquals(4, account.notKept());
    assertEquals(1, account.events());
  }

  @Test
  void shouldCountWhatWasNotKeptWhereIdsProveNothing() {
    StreamAccount tickers = new StreamAccount(StreamId.parse("ticker/BTCUSDT"), Sequencing.NONE);
    tickers.frame(FrameIds.NONE, now++, LINE_1, starts, damages);
    tickers.notKept(new RecordEvent.NotKept(-1, -1, "disk-full", 9, 4, 5, 8));
    tickers.notKept(new RecordEvent.NotKept(-1, -1, "disk-full", 19, 2, 15, 18));

    assertEquals(
        List.of(Gap.ofFrames(4, "disk-full"), Gap.ofFrames(2, "disk-full")), tickers.gaps());
    assertEquals(6, tickers.notKept());
  }

  private void trades(long... ids) {
    for (long id : ids) {
      account.frame(FrameIds.of(id, id), now++, LINE_1, starts, damages);
    }
  }

  private static Gap gap(long first, long last, String cause) {
    return new Gap(first, last, last - first + 1, cause);
  }
}
