package dev.caravan.merge;

import static dev.caravan.manifest.TestJournal.DEPTH;
import static dev.caravan.manifest.TestJournal.TICKER;
import static dev.caravan.manifest.TestJournal.TRADE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.instrument.StreamId;
import dev.caravan.manifest.TestJournal;
import dev.caravan.manifest.TestMapping;
import dev.caravan.verify.StreamGap;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever two recorders missed, doubled or saw at other times, merging loses and invents nothing.
 */
class MergerProperties {

  private static final List<StreamId> STREAMS = List.of(TRADE, DEPTH, TICKER);
  private static final int FRAMES = 300;
  private static final long SPACING_NS = 20_000_000L;

  private record Sent(StreamId stream, String frame, long id) {}

  @Property(tries = 8)
  void shouldHoldEachFrameAsOftenAsTheRecordingThatHoldsItMoreOften(@ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    Path temp = Files.createTempDirectory("replay-merge");
    try {
      List<Sent> market = market(random);
      Map<Sent, Integer> ofA = record(temp.resolve("a"), market, random, 0);
      long skewNs = (random.nextLong() % 90) * 1_000_000_000L;
      Map<Sent, Integer> ofB = record(temp.resolve("b"), market, random, skewNs);
      Path into = temp.resolve("c");

      new Merger(TestMapping::of, "test", temp.resolve("a"), temp.resolve("b"), into, false)
          .merge(Optional.empty(), Instant.EPOCH, (what, done, total) -> {});

      for (StreamId stream : STREAMS) {
        List<String> expected = new ArrayList<>();
        for (Sent sent : market) {
          int times = Math.max(ofA.getOrDefault(sent, 0), ofB.getOrDefault(sent, 0));
          for (int i = 0; i < times && sent.stream().equals(stream); i++) {
            expected.add(sent.frame());
          }
        }
        assertEquals(
            expected.stream().sorted().toList(),
            Merged.frames(into, stream).stream().sorted().toList(),
            stream + " seed=" + seed);
      }
      Verification verification = new Verifier(TestMapping::of).verify(into);
      assertEquals(List.of(), verification.damage());
      assertEquals(
          missing(market, ofA, ofB),
          verification.gaps().stream().mapToLong(StreamGap::missing).sum());
    } finally {
      try (Stream<Path> all = Files.walk(temp)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private static List<Sent> market(Random random) {
    List<Sent> market = new ArrayList<>();
    long trade = 1000;
    long depth = 5000;
    for (int i = 0; i < FRAMES; i++) {
      switch (random.nextInt(3)) {
        case 0 -> market.add(sent(TRADE, ++trade));
        case 1 -> market.add(sent(DEPTH, depth += 1 + random.nextInt(5)));
        default -> market.add(new Sent(TICKER, "{\"of\":\"" + TICKER + "\",\"n\":" + i + "}", -1));
      }
    }
    return market;
  }

  private static Sent sent(StreamId stream, long id) {
    return new Sent(stream, TestJournal.frameOf(stream, id, id), id);
  }

  /** Records most of the market; says how often each frame. */
  private static Map<Sent, Integer> record(Path data, List<Sent> market, Random random, long skewNs)
      throws IOException {
    TestJournal journal = new TestJournal(data).begin();
    Map<Sent, Integer> recorded = new HashMap<>();
    int outage = random.nextInt(FRAMES);
    int rotateAt = random.nextInt(FRAMES);
    long startNs = journal.nowNs() + skewNs;
    for (int i = 0; i < FRAMES; i++) {
      if (i == rotateAt) {
        journal.seal();
        journal.begin();
      }
      boolean isOut = i >= outage && i < outage + 30;
      int times = isOut || random.nextInt(20) == 0 ? 0 : random.nextInt(30) == 0 ? 2 : 1;
      long atNs = startNs + i * SPACING_NS + random.nextInt(15_000_000);
      for (int n = 0; n < times; n++) {
        journal.later(atNs - journal.nowNs());
        journal.frame(market.get(i).stream(), market.get(i).frame());
        recorded.merge(market.get(i), 1, Integer::sum);
      }
    }
    journal.write();
    return recorded;
  }

  /** Trades that neither has, between the first and the last that one of them has. */
  private static long missing(List<Sent> market, Map<Sent, Integer> ofA, Map<Sent, Integer> ofB) {
    TreeSet<Long> there = new TreeSet<>();
    for (Sent sent : market) {
      if (sent.stream().equals(TRADE) && (ofA.containsKey(sent) || ofB.containsKey(sent))) {
        there.add(sent.id());
      }
    }
    return there.last() - there.first() + 1 - there.size();
  }
}
