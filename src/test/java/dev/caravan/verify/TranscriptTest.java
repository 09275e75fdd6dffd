package dev.caravan.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.manifest.FrameIds;
import dev.caravan.manifest.Gap;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.StreamAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  private static final ParsedRecord.Form[] FORMS = ParsedRecord.Form.values();

  private final List<Long> keys = new ArrayList<>();
  private final List<Long> replayedKeys = new ArrayList<>();

  @Property(tries = 200)
  void shouldCountAsTheRecordsThemselvesWould(
      @ForAll long seed, @ForAll boolean keepsKeys, @ForAll @IntRange(max = 300) int records) {
    keys.clear();
    replayedKeys.clear();
    RecordAccount direct = account();
    RecordAccount replayed = account();
    Transcript transcript = new Transcript(keepsKeys);
    Random random = new Random(seed);
    for (int i = 0; i < records; i++) {
      add(random, direct, transcript, keepsKeys);
    }

    transcript.replay(replayed, (stream, key) -> replayedKeys.add(key));

    assertEquals(words(direct), words(replayed));
    assertEquals(keys, replayedKeys);
  }

  @Test
  void shouldTakeAFewBytesForAFrameThatFollowsTheOneBefore() {
    Transcript transcript = new Transcript(false);
    StreamId stream = new StreamId("trade", "BTCUSDT");

    for (int i = 0; i < 1_000; i++) {
      long id = 1_520_538_925L + i;
      transcript.frame(
          stream, "a", i * 400_000L, FrameIds.of(id, id), ParsedRecord.Form.EMBEDDED, 0);
    }

    assertTrue(transcript.bytes() < 8_100, () -> "bytes: " + transcript.bytes());
  }

  private void add(Random random, RecordAccount direct, Transcript transcript, boolean keepsKeys) {
    StreamId stream =
        random.nextInt(8) == 0
            ? StreamId.NONE
            : new StreamId("channel" + random.nextInt(3), "S" + random.nextInt(200));
    long time =
        random.nextInt(20) == 0 ? random.nextLong() / 4 : 1_000_000L * random.nextInt(1_000);
    long first = random.nextInt(20) == 0 ? random.nextLong() >>> 1 : random.nextInt(50);
    long last = first > Long.MAX_VALUE - 9 ? first : first + random.nextInt(9);
    switch (random.nextInt(9)) {
      case 0 -> {
        Gap gap = new Gap(first, last, last - first + 1, "cause" + random.nextInt(3));
        direct.gap(stream, time, gap);
        transcript.gap(stream, time, gap);
      }
      case 1 -> {
        direct.backfill(stream, time, first, last);
        transcript.backfill(stream, time, first, last);
      }
      case 2 -> {
        direct.started(stream, time);
        transcript.started(stream, time);
      }
      case 3 -> {
        direct.event(stream, time);
        transcript.event(stream, time);
      }
      case 4 -> {
        direct.damaged();
        transcript.damaged();
      }
      default -> {
        FrameIds ids =
            switch (random.nextInt(3)) {
              case 0 -> FrameIds.NONE;
              case 1 -> FrameIds.of(first, last);
              default -> new FrameIds(first, last, last);
            };
        String connection = "c" + random.nextInt(3);
        ParsedRecord.Form form = FORMS[random.nextInt(FORMS.length)];
        long key = random.nextLong();
        direct.frame(stream, connection, time, ids, form);
        transcript.frame(stream, connection, time, ids, form, key);
        if (keepsKeys) {
          keys.add(key);
        }
      }
    }
  }

  private static RecordAccount account() {
    return new RecordAccount(
        channel ->
            switch (channel) {
              case "channel0" -> Sequencing.CONTIGUOUS;
              case "channel1" -> Sequencing.GROWING;
              default -> Sequencing.NONE;
            });
  }

  private static List<String> words(RecordAccount account) {
    List<String> words = new ArrayList<>();
    words.add(
        List.of(
                account.records(),
                account.frames(),
                account.textWrapped(),
                account.bytesWrapped(),
                String.valueOf(account.earliestNs()),
                String.valueOf(account.latestNs()))
            .toString());
    for (StreamAccount stream : account.streams()) {
      words.add(
          List.of(
                  stream.stream(),
                  stream.frames(),
                  stream.events(),
                  stream.firstId(),
                  stream.lastId(),
                  stream.highestId(),
                  stream.repeated(),
                  stream.reordered(),
                  stream.backfilledIds(),
                  stream.longestSilenceNs(0),
                  stream.gaps())
              .toString());
    }
    return words;
  }
}
