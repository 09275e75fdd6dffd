package dev.caravan.verify;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.ledger.Ledger;
import dev.caravan.manifest.Gap;
import dev.caravan.manifest.StreamAccount;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.market.MarketReader;
import dev.caravan.recording.RecordedJournals;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Reads everything that was recorded into a data folder and judges it.
 *
 * <p>Takes no lock and works beside a running recorder: what was begun after the start is left out,
 * and an unfinished last line of an open segment is no damage. Segments are read side by side and
 * counted in order, so the result does not depend on the number of threads. Memory grows with
 * streams, gaps and threads, and with frames only where a ledger is compared. Thread-safe.
 */
public final class Verifier {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Segments read ahead of those that are counted, besides the ones being read. */
  private static final int READ_AHEAD = 1;

  private final VenueMappings mappings;
  private final Function<String, Optional<MarketReader>> readers;
  private final int threads;

  /**
   * Reads on all cores.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   */
  public Verifier(Function<String, Mapping> mappings) {
    this(mappings, unused -> Optional.empty());
  }

  /**
   * Reads on all cores, and candles too.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   * @param readers makes a reader of candles for a venue; empty where none is known
   */
  public Verifier(
      Function<String, Mapping> mappings, Function<String, Optional<MarketReader>> readers) {
    this(mappings, readers, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads on a number of threads.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   * @param readers makes a reader of candles for a venue; empty where none is known
   * @param threads how many segments are read at the same time
   */
  public Verifier(
      Function<String, Mapping> mappings,
      Function<String, Optional<MarketReader>> readers,
      int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more: " + threads);
    }
    this.mappings = new VenueMappings(mappings);
    this.readers = readers;
    this.threads = threads;
  }

  /** Verifies without a ledger. */
  public Verification verify(Path data) throws IOException {
    return verify(data, Optional.empty(), VerifyProgress.NONE);
  }

  /** Verifies and compares with what a simulated market sent. */
  public Verification verify(Path data, Ledger ledger) throws IOException {
    return verify(data, Optional.of(ledger), VerifyProgress.NONE);
  }

  /**
   * Verifies.
   *
   * @throws dev.caravan.recording.NoDataFolderException if the folder is none of Caravan's
   * @throws IOException if files may not be read; damage found in them is no exception
   */
  public Verification verify(Path data, Optional<Ledger> ledger, VerifyProgress progress)
      throws IOException {
    Optional<String> comparedVenue = ledger.map(Ledger::venue);
    List<JournalVerifier> journals = new ArrayList<>();
    List<ReadingStep> steps = new ArrayList<>();
    for (JournalDirectory folder : RecordedJournals.in(data)) {
      boolean isCompared =
          comparedVenue.filter(VenueMappings.venueOf(folder.name())::equals).isPresent();
      JournalSteps journal = new JournalSteps(folder, mappings, readers, isCompared);
      journals.add(journal.verifier());
      steps.addAll(journal.steps());
    }
    takeAll(steps, progress);
    return judge(journals, ledger);
  }

  /** Reads side by side, at most a few segments ahead, and counts in order. */
  private void takeAll(List<ReadingStep> steps, VerifyProgress progress) throws IOException {
    long total = steps.stream().mapToLong(ReadingStep::bytes).sum();
    AtomicLong done = new AtomicLong();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    Deque<Future<Runnable>> running = new ArrayDeque<>();
    try {
      for (ReadingStep step : steps) {
        if (running.size() == threads + READ_AHEAD) {
          await(running.remove()).run();
        }
        running.add(
            workers.submit(
                () -> {
                  Runnable joining = step.work().call();
                  progress.bytesRead(done.addAndGet(step.bytes()), total);
                  return joining;
                }));
      }
      while (!running.isEmpty()) {
        await(running.remove()).run();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private static Runnable await(Future<Runnable> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("verification was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("verification failed", e.getCause());
    }
  }

  private static Verification judge(List<JournalVerifier> journals, Optional<Ledger> ledger) {
    List<Damage> damage = new ArrayList<>();
    List<StreamGap> gaps = new ArrayList<>();
    List<StreamResult> streams = new ArrayList<>();
    long segments = 0;
    long records = 0;
    long frames = 0;
    long unfinishedBytes = 0;
    Map<StreamId, KeyRuns> keys = Map.of();
    for (JournalVerifier journal : journals) {
      String venue = VenueMappings.venueOf(journal.journal().name());
      damage.addAll(journal.damage());
      segments += journal.segmentCount();
      records += journal.account().records();
      frames += journal.account().frames();
      unfinishedBytes += journal.unfinishedBytes();
      Long latest = journal.account().latestNs();
      for (StreamAccount stream : journal.account().streams()) {
        List<Gap> streamGaps = stream.gaps();
        for (Gap gap : streamGaps) {
          gaps.add(gapOf(venue, stream.stream(), gap));
        }
        if (!stream.stream().isNone()) {
          streams.add(
              resultOf(
                  venue,
                  stream,
                  streamGaps,
                  latest == null ? 0 : latest,
                  journal.candles(stream.stream())));
        }
      }
      if (ledger.filter(known -> known.venue().equals(venue)).isPresent()) {
        keys = journal.keys();
      }
    }
    Map<StreamId, KeyRuns> recorded = keys;
    return new Verification(
        segments,
        records,
        frames,
        unfinishedBytes,
        damage,
        gaps,
        streams,
        ledger.map(known -> LedgerComparison.compare(known, recorded)));
  }

  private static StreamGap gapOf(String venue, StreamId stream, Gap gap) {
    return new StreamGap(
        venue,
        stream.channel(),
        stream.symbol(),
        gap.first(),
        gap.last(),
        gap.missing(),
        gap.cause());
  }

  private static StreamResult resultOf(
      String venue,
      StreamAccount account,
      List<Gap> gaps,
      long endNs,
      Optional<CandleRuns> candles) {
    long rhythmNs = account.rhythmNs();
    return new StreamResult(
        venue,
        account.stream().channel(),
        account.stream().symbol(),
        account.frames(),
        account.firstId() < 0 ? null : Long.valueOf(account.firstId()),
        account.lastId() < 0 ? null : Long.valueOf(account.lastId()),
        gaps.size(),
        gaps.stream().mapToLong(Gap::missing).sum(),
        account.backfilledIds(),
        account.notKept(),
        account.repeated(),
        account.reordered(),
        account.longestSilenceNs(endNs) / NANOS_PER_MILLI,
        rhythmNs < 0 ? null : Long.valueOf(rhythmNs / NANOS_PER_MILLI),
        candles.map(CandleRuns::absent).orElse(null),
        Proof.of(account.sequencing(), candles));
  }
}
