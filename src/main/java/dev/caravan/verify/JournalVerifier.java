package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentName;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.recording.ArchivedDays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the examined segments of one journal in order, checks them as one chain, and counts their
 * records as one sequence.
 *
 * <p>Used once, by one thread.
 */
final class JournalVerifier {

  private final JournalDirectory journal;
  private final ArchivedDays archived;
  private final RecordAccount account;
  private final List<Damage> damage = new ArrayList<>();
  private final Map<StreamId, KeyRuns.Builder> keys = new HashMap<>();
  private final Map<StreamId, CandleRuns> candles = new HashMap<>();
  private long segments;
  private long unfinishedBytes;
  private long lastNumber;
  private int startsBefore;
  private List<Long> startTimes = List.of();
  // Null where the content of the segment before is unknown.
  private @Nullable String previousSha256 = "";

  JournalVerifier(
      JournalDirectory journal, ArchivedDays archived, Function<String, Sequencing> sequencing) {
    this.archived = requireNonNull(archived, "archived");
    this.journal = requireNonNull(journal, "journal");
    this.account = new RecordAccount(sequencing);
  }

  /** Takes the next segment. */
  void join(ExaminedSegment segment) {
    checkNumber(segment.name());
    damage.addAll(segment.damage());
    segment.file().ifPresentOrElse(file -> checkChain(segment, file), () -> joinPurged(segment));
    segment.transcript().replay(account, this::keep);
    joinCandles(segment.candles());
    unfinishedBytes += segment.unfinishedBytes();
    previousSha256 =
        segment
            .sha256()
            .or(() -> segment.manifest().map(manifest -> manifest.plain().sha256()))
            .orElse(null);
  }

  private void checkChain(ExaminedSegment segment, Path file) {
    segment.headerPrevious().ifPresent(said -> checkChain(file, "header", said));
    segment
        .manifest()
        .map(Manifest::previousSha256)
        .ifPresent(said -> checkChain(journal.manifest(segment.name()), "manifest", said));
  }

  /**
   * Its records count where they are now; what is gone on purpose is not missing. One that is only
   * marked is still a segment like any other.
   */
  private void joinPurged(ExaminedSegment segment) {
    Manifest manifest = segment.manifest().orElse(null);
    Manifest.Purged purged = manifest == null ? null : manifest.purged();
    if (manifest == null || purged == null) {
      return;
    }
    checkChain(journal.manifest(segment.name()), "manifest", manifest.previousSha256());
    for (String day : purged.into()) {
      Path file = journal.dataDir().resolve(day);
      if (!Files.exists(file)) {
        damaged(file, "day is missing that holds the records of segment " + segment.name());
        account.damaged();
      }
    }
    if (purged.into().stream().map(journal.dataDir()::resolve).noneMatch(archived::reads)) {
      account.skip(manifest);
    }
  }

  /** Takes a file of the archive; its records count here where the journal has them no more. */
  void join(ExaminedDayFile file, boolean counts) {
    damage.addAll(file.damage());
    joinCandles(file.candles());
    if (!counts) {
      return;
    }
    if (file.stream().isNone()) {
      startsBefore = account.starts();
      startTimes = file.transcript().startTimes();
      file.transcript().replay(account, this::keep);
    } else {
      file.transcript().replay(account, this::keep, this::countStarts);
    }
    account.starts(startsBefore + startTimes.size());
  }

  /**
   * Files of a day come one stream after the other; what a hole was caused by is a matter of time.
   */
  private void countStarts(long timeNs) {
    int soFar = startsBefore;
    for (long start : startTimes) {
      soFar += start <= timeNs ? 1 : 0;
    }
    account.starts(soFar);
  }

  private void joinCandles(Map<StreamId, CandleRuns> found) {
    found.forEach(
        (stream, runs) -> candles.computeIfAbsent(stream, unused -> new CandleRuns()).addAll(runs));
  }

  /** Which intervals of a stream are there; empty where it is none of candles. */
  Optional<CandleRuns> candles(StreamId stream) {
    return Optional.ofNullable(candles.get(stream));
  }

  private void keep(StreamId stream, long key) {
    keys.computeIfAbsent(stream, unused -> new KeyRuns.Builder()).add(key);
  }

  void add(Damage found) {
    damage.add(found);
  }

  private void checkNumber(SegmentName segment) {
    long number = segment.number();
    long expected = lastNumber + 1;
    segments++;
    if (number > expected) {
      String which =
          number == expected + 1
              ? "segment " + expected + " is missing"
              : "segments " + expected + " to " + (number - 1) + " are missing";
      lost(journal.path(), which);
    } else if (number < expected) {
      lost(journal.plain(segment), "segment number " + number + " is used twice");
    }
    lastNumber = number;
  }

  private void checkChain(Path file, String who, String said) {
    String expected = previousSha256;
    if (expected != null && !said.equals(expected)) {
      damaged(
          file,
          "chain is broken: "
              + who
              + " says previousSha256="
              + said
              + ", the segment before has "
              + (expected.isEmpty() ? "none, this being the first" : expected));
    }
  }

  private void lost(Path file, String reason) {
    damaged(file, reason);
    account.damaged();
    previousSha256 = null;
  }

  private void damaged(Path file, String reason) {
    damage.add(Damage.in(journal.dataDir(), file, 0, reason));
  }

  JournalDirectory journal() {
    return journal;
  }

  RecordAccount account() {
    return account;
  }

  List<Damage> damage() {
    return damage;
  }

  long segmentCount() {
    return segments;
  }

  long unfinishedBytes() {
    return unfinishedBytes;
  }

  /** The keys of all frames by stream; empty where they were not asked for. */
  Map<StreamId, KeyRuns> keys() {
    Map<StreamId, KeyRuns> built = new HashMap<>();
    keys.forEach((stream, builder) -> built.put(stream, builder.build()));
    return built;
  }
}
