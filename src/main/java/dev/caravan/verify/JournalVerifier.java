package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.ledger.KeyRuns;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestCheck;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.Offender;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.SegmentScan;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads all segments of one journal in order and checks each by itself, each against its manifest,
 * and all as one chain.
 *
 * <p>Works beside a recorder: a segment that is sealed meanwhile is looked for again. Used once, by
 * one thread.
 */
final class JournalVerifier {

  private static final int LOOKS = 3;

  private final JournalDirectory journal;
  private final SegmentScan scan;
  private final RecordAccount account;
  private final Mapping mapping;
  private final boolean keepsKeys;
  private final List<Damage> damage = new ArrayList<>();
  private final Map<StreamId, KeyRuns.Builder> keys = new HashMap<>();
  private long segments;
  private long unfinishedBytes;
  private long lastNumber;
  // Null where the content of the segment before is unknown.
  private @Nullable String previousSha256 = "";
  private @Nullable Manifest previousManifest;

  JournalVerifier(JournalDirectory journal, Mapping mapping, boolean keepsKeys) {
    this.journal = requireNonNull(journal, "journal");
    this.mapping = requireNonNull(mapping, "mapping");
    this.scan = new SegmentScan(mapping);
    this.account = new RecordAccount(mapping::sequencing);
    this.keepsKeys = keepsKeys;
  }

  /** The segments to read; those that are begun later are left for the next time. */
  List<SegmentFile> segments() throws IOException {
    return journal.settledSegments();
  }

  /**
   * Reads one segment; they come in order.
   *
   * @throws IOException if it may not be read at all
   */
  void read(SegmentFile segment) throws IOException {
    checkNumber(segment);
    SegmentFile current = segment;
    for (int look = 1; ; look++) {
      try {
        readOnce(current);
        return;
      } catch (NoSuchFileException e) {
        Optional<SegmentFile> again = find(segment);
        if (look == LOOKS || again.isEmpty()) {
          lost(journal.plain(segment.name()), "segment disappeared while it was verified");
          return;
        }
        current = again.get();
      }
    }
  }

  private Optional<SegmentFile> find(SegmentFile segment) throws IOException {
    Predicate<SegmentFile> isSame = found -> found.name().equals(segment.name());
    return journal.segments().stream().filter(isSame).findFirst();
  }

  private void checkNumber(SegmentFile segment) {
    long number = segment.name().number();
    long expected = lastNumber + 1;
    segments++;
    if (number > expected) {
      String which =
          number == expected + 1
              ? "segment " + expected + " is missing"
              : "segments " + expected + " to " + (number - 1) + " are missing";
      lost(journal.path(), which);
    } else if (number < expected) {
      lost(journal.plain(segment.name()), "segment number " + number + " is used twice");
    }
    lastNumber = number;
  }

  private void readOnce(SegmentFile segment) throws IOException {
    Manifest manifest = manifest(segment);
    Path file = segment.content().orElse(null);
    if (file == null) {
      lost(journal.compressed(segment.name()), "sealed file is missing");
    } else {
      try (SegmentContent content = SegmentContent.open(segment, file)) {
        noteMissingFiles(segment);
        check(segment, manifest, content);
      } catch (NoSuchFileException | AccessDeniedException e) {
        throw e;
      } catch (IOException e) {
        damaged(file, 0, "cannot be decoded: " + reason(e));
        account.damaged();
        previousSha256 = null;
      }
    }
    if (previousSha256 == null && manifest != null) {
      previousSha256 = manifest.plain().sha256();
    }
    previousManifest = manifest;
  }

  private @Nullable Manifest manifest(SegmentFile segment) throws IOException {
    if (segment.state() != SegmentFile.State.SEALED) {
      return null;
    }
    try {
      return ManifestFormat.read(journal.manifest(segment.name()));
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

  private void check(SegmentFile segment, @Nullable Manifest manifest, SegmentContent content)
      throws IOException {
    RecordAccount counted = new RecordAccount(mapping::sequencing);
    boolean canRecount = manifest != null && resumeLike(manifest, counted);
    VerifyingVisitor visitor =
        new VerifyingVisitor(
            counted, account, header -> checkHeader(header, segment, content), keepsKeys, keys);

    boolean isWhole = scan(content, visitor);

    report(content, counted);
    unfinishedBytes += content.reader().tornBytes();
    if (isWhole && content.reader().lines() == 0 && segment.state() != SegmentFile.State.OPEN) {
      damaged(content.file(), 0, "segment is empty");
    }
    Manifest.Content plain = content.plainContent(segment.name().plainFile());
    if (manifest != null) {
      checkManifest(segment, manifest, content, plain, isWhole, canRecount ? counted : null);
    }
    previousSha256 = isWhole ? plain.sha256() : null;
  }

  /** Starts counting where the sealer did; false where that is no longer known. */
  private boolean resumeLike(Manifest manifest, RecordAccount counted) {
    Long from = manifest.continuesFrom();
    if (from == null) {
      return true;
    }
    Manifest before = previousManifest;
    if (before == null || before.number() != from) {
      return false;
    }
    counted.resume(before);
    return true;
  }

  private boolean scan(SegmentContent content, VerifyingVisitor visitor) {
    try {
      scan.run(content.reader(), visitor);
      return true;
    } catch (IOException e) {
      damaged(
          content.file(),
          content.reader().nextOffset(),
          (content.isCompressed() ? "cannot be decoded behind here: " : "cannot be read: ")
              + reason(e));
      account.damaged();
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

  private void checkHeader(SegmentHeader header, SegmentFile segment, SegmentContent content) {
    if (header.number() != segment.name().number()) {
      damaged(
          content.file(),
          0,
          "header says number=" + header.number() + ", the name " + segment.name().number());
    }
    if (!header.journal().equals(journal.name())) {
      damaged(content.file(), 0, "header says journal=" + header.journal());
    }
    checkChain(content.file(), "header", header.previousSha256());
  }

  private void checkChain(Path file, String who, String said) {
    String expected = previousSha256;
    if (expected != null && !said.equals(expected)) {
      damaged(
          file,
          0,
          "chain is broken: "
              + who
              + " says previousSha256="
              + said
              + ", the segment before has "
              + (expected.isEmpty() ? "none, this being the first" : expected));
    }
  }

  private void checkManifest(
      SegmentFile segment,
      Manifest manifest,
      SegmentContent content,
      Manifest.Content plain,
      boolean isWhole,
      @Nullable RecordAccount counted)
      throws IOException {
    Path file = journal.manifest(segment.name());
    if (manifest.number() != segment.name().number()
        || !manifest.journal().equals(journal.name())) {
      damaged(
          file,
          0,
          "manifest is of another segment: journal="
              + manifest.journal()
              + " number="
              + manifest.number());
    }
    checkChain(file, "manifest", manifest.previousSha256());
    if (!isWhole) {
      return;
    }
    boolean samePlain = plain.equals(manifest.plain());
    if (!samePlain) {
      damaged(content.file(), 0, differs("content", plain, manifest.plain()));
      account.damaged();
    }
    if (content.isCompressed()) {
      Manifest.Content stored = content.storedContent(segment.name().compressedFile());
      if (!stored.equals(manifest.compressed())) {
        damaged(content.file(), 0, differs("file", stored, manifest.compressed()));
      }
    }
    if (samePlain && counted != null) {
      for (String difference : ManifestCheck.differences(manifest, counted)) {
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
    account.damaged();
    previousSha256 = null;
    previousManifest = null;
  }

  private void damaged(Path file, long offset, String reason) {
    String name = journal.dataDir().relativize(file).toString().replace('\\', '/');
    damage.add(new Damage(name, offset, reason));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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
