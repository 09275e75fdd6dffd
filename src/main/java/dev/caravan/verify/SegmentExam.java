package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.NewerFormatException;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestCheck;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.Offender;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.SegmentScan;
import dev.caravan.market.MarketReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment and checks it by itself and against its manifest.
 *
 * <p>Works beside a recorder: a segment that is sealed meanwhile is looked for again. Knows nothing
 * of other segments but the manifest of the one before, so segments can be read side by side. Used
 * once, by one thread.
 */
final class SegmentExam {

  private static final int LOOKS = 3;

  private final JournalDirectory journal;
  private final Mapping mapping;
  private final boolean keepsKeys;
  private final LongPredicate isElsewhere;
  private final Optional<MarketReader> reader;
  private CandleWatch candles;
  private final List<Damage> damage = new ArrayList<>();
  private Transcript transcript;
  private Optional<SegmentHeader> header = Optional.empty();
  private long unfinishedBytes;
  private Optional<Path> read = Optional.empty();
  // Null where it is unknown, or where there is no manifest that can be read.
  private @Nullable String sha256;
  private @Nullable Manifest manifest;

  SegmentExam(
      JournalDirectory journal,
      Mapping mapping,
      boolean keepsKeys,
      LongPredicate isElsewhere,
      Optional<MarketReader> reader) {
    this.journal = requireNonNull(journal, "journal");
    this.mapping = requireNonNull(mapping, "mapping");
    this.keepsKeys = keepsKeys;
    this.isElsewhere = isElsewhere;
    this.reader = requireNonNull(reader, "reader");
    this.candles = new CandleWatch(reader);
    this.transcript = new Transcript(keepsKeys);
  }

  /**
   * Reads the segment.
   *
   * @param before the segment before, whose manifest says from where on ids were followed
   * @throws IOException if it may not be read at all
   */
  ExaminedSegment read(SegmentFile segment, Optional<SegmentFile> before) throws IOException {
    SegmentFile current = segment;
    for (int look = 1; ; look++) {
      try {
        readOnce(current, before);
        break;
      } catch (NoSuchFileException e) {
        Optional<SegmentFile> again = find(segment);
        if (look == LOOKS || again.isEmpty()) {
          lost(journal.plain(segment.name()), "segment disappeared while it was verified");
          break;
        }
        current = again.get();
      }
    }
    return new ExaminedSegment(
        segment.name(),
        damage,
        transcript,
        candles.runs(),
        header.map(SegmentHeader::previousSha256),
        Optional.ofNullable(manifest),
        Optional.ofNullable(sha256),
        read,
        unfinishedBytes);
  }

  private Optional<SegmentFile> find(SegmentFile segment) throws IOException {
    return journal.segments().stream()
        .filter(found -> found.name().equals(segment.name()))
        .findFirst();
  }

  private void readOnce(SegmentFile segment, Optional<SegmentFile> before) throws IOException {
    damage.clear();
    candles = new CandleWatch(reader);
    transcript = new Transcript(keepsKeys);
    manifest = manifest(segment);
    Path file = segment.content().orElse(null);
    if (file == null) {
      if (manifest == null || manifest.purged() == null) {
        lost(journal.compressed(segment.name()), "sealed file is missing");
      }
      return;
    }
    try (SegmentContent content = SegmentContent.open(segment, file)) {
      noteMissingFiles(segment);
      check(segment, before, content);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      lost(file, "cannot be decoded: " + Damage.reason(e));
    }
  }

  private @Nullable Manifest manifest(SegmentFile segment) throws IOException {
    if (segment.state() != SegmentFile.State.SEALED) {
      return null;
    }
    try {
      Manifest said = ManifestFormat.read(journal.manifest(segment.name()));
      Manifest.NotAsWritten changed = said.notAsWritten();
      if (changed != null) {
        damaged(
            journal.compressed(segment.name()),
            0,
            "was changed between writing and sealing, where is not known: crc32="
                + changed.crc32()
                + " writtenCrc32="
                + changed.writtenCrc32());
      }
      return said;
    } catch (ManifestException e) {
      damaged(journal.manifest(segment.name()), 0, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void noteMissingFiles(SegmentFile segment) {
    if (segment.state() == SegmentFile.State.UNPROVEN) {
      damaged(journal.compressed(segment.name()), 0, "its manifest is missing");
    } else if (segment.state() == SegmentFile.State.SEALED && segment.compressed().isEmpty()) {
      damaged(
          journal.compressed(segment.name()), 0, "sealed file is missing; its plain file is there");
    }
  }

  private void check(SegmentFile segment, Optional<SegmentFile> before, SegmentContent content)
      throws IOException {
    RecordAccount counted = new RecordAccount(mapping::sequencing);
    boolean canRecount = manifest != null && resumeLike(manifest, before, counted);
    VerifyingVisitor visitor =
        new VerifyingVisitor(counted, transcript, keepsKeys, isElsewhere, candles);

    boolean isWhole = scan(content, visitor);

    read = Optional.of(content.file());
    header = visitor.header();
    header.ifPresent(said -> checkHeader(said, segment, content));
    report(content, counted);
    unfinishedBytes = content.reader().tornBytes();
    if (isWhole && content.reader().lines() == 0 && segment.state() != SegmentFile.State.OPEN) {
      damaged(content.file(), 0, "segment is empty");
    }
    Manifest.Content plain = content.plainContent(segment.name().plainFile());
    if (isWhole) {
      sha256 = plain.sha256();
    }
    if (manifest != null) {
      checkManifest(segment, manifest, content, plain, isWhole, canRecount ? counted : null);
    }
  }

  /** Starts counting where the sealer did; false where that is no longer known. */
  private boolean resumeLike(Manifest said, Optional<SegmentFile> before, RecordAccount counted)
      throws IOException {
    Long from = said.continuesFrom();
    if (from == null) {
      return true;
    }
    if (before.isEmpty() || before.get().name().number() != from) {
      return false;
    }
    try {
      counted.resume(ManifestFormat.read(journal.manifest(before.get().name())));
      return true;
    } catch (ManifestException | NoSuchFileException e) {
      return false;
    }
  }

  private boolean scan(SegmentContent content, VerifyingVisitor visitor) {
    try {
      new SegmentScan(mapping).run(content.reader(), visitor);
      return true;
    } catch (NewerFormatException e) {
      damaged(content.file(), 0, String.valueOf(e.getMessage()));
      transcript.damaged();
      return false;
    } catch (IOException e) {
      damaged(
          content.file(),
          content.reader().nextOffset(),
          (content.isCompressed() ? "cannot be decoded behind here: " : "cannot be read: ")
              + Damage.reason(e));
      transcript.damaged();
      return false;
    }
  }

  private void report(SegmentContent content, RecordAccount counted) {
    for (Offender offender : counted.offenders()) {
      damaged(content.file(), offender.offset(), offender.reason());
    }
    long more = counted.offenderCount() - counted.offenders().size();
    if (more > 0) {
      damaged(
          content.file(),
          counted.offenders().get(counted.offenders().size() - 1).offset(),
          more + " more lines behind here are no records");
    }
  }

  private void checkHeader(SegmentHeader said, SegmentFile segment, SegmentContent content) {
    if (said.number() != segment.name().number()) {
      damaged(
          content.file(),
          0,
          "header says number=" + said.number() + ", the name " + segment.name().number());
    }
    if (!said.journal().equals(journal.name())) {
      damaged(content.file(), 0, "header says journal=" + said.journal());
    }
  }

  private void checkManifest(
      SegmentFile segment,
      Manifest said,
      SegmentContent content,
      Manifest.Content plain,
      boolean isWhole,
      @Nullable RecordAccount counted)
      throws IOException {
    Path file = journal.manifest(segment.name());
    if (said.number() != segment.name().number() || !said.journal().equals(journal.name())) {
      damaged(
          file,
          0,
          "manifest is of another segment: journal=" + said.journal() + " number=" + said.number());
    }
    if (!isWhole) {
      return;
    }
    boolean samePlain = plain.equals(said.plain());
    if (!samePlain) {
      damaged(content.file(), 0, differs("content", plain, said.plain()));
      transcript.damaged();
    }
    if (content.isCompressed()) {
      Manifest.Content stored = content.storedContent(segment.name().compressedFile());
      if (!stored.equals(said.compressed())) {
        damaged(content.file(), 0, differs("file", stored, said.compressed()));
      }
    }
    if (samePlain && counted != null) {
      for (String difference : ManifestCheck.differences(said, counted)) {
        damaged(file, 0, difference);
      }
    }
  }

  private static String differs(String what, Manifest.Content found, Manifest.Content said) {
    return what
        + " is not what its manifest says: bytes="
        + found.bytes()
        + " sha256="
        + found.sha256()
        + " expectedBytes="
        + said.bytes()
        + " expectedSha256="
        + said.sha256();
  }

  private void lost(Path file, String reason) {
    damaged(file, 0, reason);
    transcript.damaged();
  }

  private void damaged(Path file, long offset, String reason) {
    damage.add(Damage.in(journal.dataDir(), file, offset, reason));
  }
}
