package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a journal's folder whole at start, without hands, and says where to go on.
 *
 * <p>Only the segment that was open is read: it is cut before the first line that is no whole valid
 * record, since a power cut can leave holes in the middle, and what follows goes to quarantine. A
 * file without a valid header goes there whole, and the one before it is read too. Earlier segments
 * were synced before the next one was begun, or else cut to what was: a cut that a power cut took
 * back is made again where the next header says. The repaired segment is not continued: it counts
 * as rotated, and the next number is begun. Nothing is taken away before its copy is on the disk,
 * so a crash in between repeats the work.
 *
 * <p>Needs the data folder's lock.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JournalDirectory directory;
  private final SegmentFiles files;

  public Recovery(JournalDirectory directory, SegmentFiles files) {
    this.directory = requireNonNull(directory, "directory");
    this.files = requireNonNull(files, "files");
  }

  public RecoveryResult run() throws IOException {
    if (Files.isDirectory(directory.path())) {
      // What an earlier run took away may be gone only until the next power cut.
      files.syncFolder(directory.path());
    } else {
      files.createFolder(directory.path());
    }
    List<Path> removedParts = removeParts();
    withdrawManifests();
    List<Path> removedLeftovers = removeLeftovers();
    Optional<RecoveryResult.Repaired> repaired = repairOpen();
    cutToChain();
    List<SegmentFile> segments = directory.segments();
    List<Path> rotated = new ArrayList<>();
    for (SegmentFile segment : segments) {
      if (segment.state() == SegmentFile.State.OPEN
          || segment.state() == SegmentFile.State.ROTATED) {
        segment.plain().ifPresent(rotated::add);
      }
    }
    SegmentFile previous = segments.isEmpty() ? null : segments.get(segments.size() - 1);
    return new RecoveryResult(
        previous == null ? 1 : previous.name().number() + 1,
        previous == null ? "" : sha256(previous),
        rotated,
        repaired,
        removedParts,
        removedLeftovers);
  }

  private List<Path> removeParts() throws IOException {
    List<Path> parts = directory.parts();
    for (Path part : parts) {
      files.delete(part);
      LOG.info("unpublished file removed, it is made again file={}", part);
    }
    if (!parts.isEmpty()) {
      files.syncFolder(directory.path());
    }
    return parts;
  }

  /** The segment that was open; where nothing of it can stay, the one before was open too. */
  private Optional<RecoveryResult.Repaired> repairOpen() throws IOException {
    Optional<RecoveryResult.Repaired> repaired = Optional.empty();
    while (true) {
      List<SegmentFile> segments = directory.segments();
      SegmentFile last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
      if (last == null || last.state() != SegmentFile.State.OPEN) {
        return repaired;
      }
      RecoveryResult.Repaired now = repair(last.name());
      repaired = Optional.of(repaired.orElse(now));
      if (now.keptBytes() > 0) {
        return repaired;
      }
    }
  }

  /**
   * Cuts rotated segments to the content that the header behind them states.
   *
   * <p>What a failed sync may have lost was cut away and written again to the next segment. The cut
   * itself cannot be synced, so a power cut may bring the tail back beside its second copy.
   */
  private void cutToChain() throws IOException {
    List<SegmentFile> segments = directory.segments();
    for (int i = 0; i + 1 < segments.size(); i++) {
      if (segments.get(i).state() == SegmentFile.State.ROTATED) {
        cutTo(statedBefore(segments.get(i + 1)), segments.get(i).name());
      }
    }
  }

  private void cutTo(String sha256, SegmentName name) throws IOException {
    Path plain = directory.plain(name);
    if (sha256.isEmpty() || hash(plain).equals(sha256)) {
      return;
    }
    long length = lengthWith(sha256, plain);
    if (length > 0) {
      Path quarantine = quarantine(name, plain, length);
      LOG.warn(
          "segment cut again to what the next one states, the rest is in both journal={} segment={}"
              + " keptBytes={} quarantine={}",
          directory.name(),
          name,
          length,
          quarantine);
    } else {
      LOG.error(
          "segment is not what the next one states file={}; it is sealed as it is, run verify",
          plain);
    }
  }

  /** What the header of a segment says of the one before; empty where it says nothing. */
  private static String statedBefore(SegmentFile segment) {
    if (segment.content().isEmpty()) {
      return "";
    }
    try (SegmentReader reader =
        SegmentReader.open(segment.content().get(), SegmentReader.Tail.MAY_BE_TORN)) {
      return reader.next() && reader.record() instanceof ParsedRecord.Header header
          ? header.segment().previousSha256()
          : "";
    } catch (IOException | InvalidRecordException e) {
      return "";
    }
  }

  /** How many of the first lines have this digest, in bytes; 0 where none do. */
  private static long lengthWith(String sha256, Path file) throws IOException {
    RunningHash hash = new RunningHash();
    try (SegmentReader reader = SegmentReader.open(file, SegmentReader.Tail.MAY_BE_TORN)) {
      while (reader.next()) {
        if (reader.nextOffset() - reader.lineOffset() != reader.lineLength() + 1) {
          return 0; // a hole that the reader did not keep
        }
        hash.add(reader.lineBytes(), reader.lineFrom(), reader.lineLength() + 1);
        if (hash.hex().equals(sha256)) {
          return reader.nextOffset();
        }
      }
    }
    return 0;
  }

  /**
   * Takes back a manifest whose compressed file never got its name: the plain file is sealed anew.
   */
  private void withdrawManifests() throws IOException {
    boolean isChanged = false;
    for (SegmentFile segment : directory.segments()) {
      if (segment.manifest().isPresent()
          && segment.compressed().isEmpty()
          && segment.plain().isPresent()) {
        if (statedPlain(segment.manifest().get()).equals(hash(segment.plain().get()))) {
          files.delete(segment.manifest().get());
          isChanged = true;
          LOG.info("manifest withdrawn, its segment is sealed again segment={}", segment.name());
        } else {
          LOG.warn("sealed file is missing segment={}; run verify", segment.name());
        }
      }
    }
    if (isChanged) {
      files.syncFolder(directory.path());
    }
  }

  /** Takes away the plain file beside a sealed segment, if the compressed one says the same. */
  private List<Path> removeLeftovers() throws IOException {
    List<Path> removed = new ArrayList<>();
    for (SegmentFile segment : directory.segments()) {
      if (segment.state() != SegmentFile.State.SEALED || segment.plain().isEmpty()) {
        continue;
      }
      Path plain = segment.plain().get();
      if (segment.compressed().isPresent() && isSame(plain, segment.compressed().get())) {
        files.delete(plain);
        removed.add(plain);
        LOG.info("leftover of a sealed segment removed file={}", plain);
      } else {
        LOG.warn("plain file differs from the sealed one and is kept file={}; run verify", plain);
      }
    }
    if (!removed.isEmpty()) {
      files.syncFolder(directory.path());
    }
    return removed;
  }

  private static boolean isSame(Path plain, Path compressed) {
    try {
      return hash(plain).equals(hash(compressed));
    } catch (IOException e) {
      LOG.warn(
          "sealed segment not readable file={} reason={}; run verify", compressed, e.toString());
      return false;
    }
  }

  private RecoveryResult.Repaired repair(SegmentName name) throws IOException {
    Path plain = directory.plain(name);
    long keptLines = 0;
    long keptBytes = 0;
    long lostRecords = 0;
    String reason = "";
    try (SegmentReader reader = SegmentReader.open(plain, SegmentReader.Tail.WHOLE)) {
      while (reader.next()) {
        Optional<String> wrong = whatIsWrong(reader, name);
        if (!reason.isEmpty()) {
          lostRecords += wrong.isEmpty() ? 1 : 0;
        } else if (wrong.isPresent()) {
          reason = wrong.get();
        } else {
          keptLines++;
          keptBytes = reader.nextOffset();
        }
      }
    }
    long size = Files.size(plain);
    Optional<Path> quarantine = Optional.empty();
    if (size > keptBytes || keptLines == 0) {
      reason = reason.isEmpty() ? "no header" : reason;
      quarantine = Optional.of(quarantine(name, plain, keptBytes));
      LOG.warn(
          "segment cut before its first line that is no whole record journal={} segment={}"
              + " reason={} keptRecords={} keptBytes={} quarantinedRecords={} quarantinedBytes={}"
              + " quarantine={}",
          directory.name(),
          name,
          reason,
          Math.max(0, keptLines - 1),
          keptBytes,
          lostRecords,
          size - keptBytes,
          quarantine.get());
    } else {
      sync(plain);
      LOG.info(
          "segment of the last run is whole journal={} segment={} records={}",
          directory.name(),
          name,
          keptLines - 1);
    }
    return new RecoveryResult.Repaired(
        name,
        Math.max(0, keptLines - 1),
        keptBytes,
        reason,
        size - keptBytes,
        lostRecords,
        quarantine);
  }

  private Optional<String> whatIsWrong(SegmentReader reader, SegmentName name) {
    try {
      if (reader.record() instanceof ParsedRecord.Header header
          && !(header.segment().name().equals(name)
              && header.segment().journal().equals(directory.name()))) {
        return Optional.of("header names another segment");
      }
      return Optional.empty();
    } catch (InvalidRecordException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Copies what begins at {@code from} away, durable, then takes it from the segment. */
  private Path quarantine(SegmentName name, Path plain, long from) throws IOException {
    Path folder = directory.quarantine();
    files.createFolder(folder);
    Path target =
        folder.resolve(
            directory.name().replace('/', '-') + "-" + name + ".from-" + from + ".jsonl");
    Path part = folder.resolve(target.getFileName() + SegmentName.PART_SUFFIX);
    files.delete(part);
    try (SegmentFiles.Output out = files.create(part);
        InputStream in = Files.newInputStream(plain)) {
      in.skipNBytes(from);
      copy(in, out);
      out.force();
    }
    files.rename(part, target);
    files.syncFolder(folder);
    if (from == 0) {
      files.delete(plain);
    } else {
      try (SegmentFiles.Output out = files.open(plain)) {
        out.truncate(from);
        out.force();
      }
    }
    files.syncFolder(directory.path());
    return target;
  }

  private void sync(Path plain) throws IOException {
    try (SegmentFiles.Output out = files.open(plain)) {
      out.force();
    }
  }

  private static void copy(InputStream in, SegmentFiles.Output out) throws IOException {
    byte[] chunk = new byte[1 << 16];
    for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, count);
      while (buffer.hasRemaining()) {
        if (out.write(buffer) <= 0) {
          throw new IOException("quarantine takes no more bytes; free space and start again");
        }
      }
    }
  }

  /** SHA-256 of a segment's plain content, from its manifest where there is one. */
  private static String sha256(SegmentFile segment) throws IOException {
    if (segment.manifest().isPresent()) {
      String sha256 = statedPlain(segment.manifest().get());
      if (!sha256.isEmpty()) {
        return sha256;
      }
    }
    if (segment.content().isEmpty()) {
      return "";
    }
    try {
      return hash(segment.content().get());
    } catch (IOException | UncheckedIOException e) {
      LOG.warn(
          "segment not readable, the chain begins anew file={} reason={}; run verify",
          segment.name(),
          e.toString());
      return "";
    }
  }

  /** The digest of the plain content that a manifest states; empty where it cannot be read. */
  private static String statedPlain(Path manifest) {
    try {
      byte[] json = Files.readAllBytes(manifest);
      return MAPPER.readTree(json).path("plain").path("sha256").asText();
    } catch (IOException e) {
      LOG.warn("manifest not readable file={} reason={}; run verify", manifest, reason(e));
      return "";
    }
  }

  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.toString();
  }

  private static String hash(Path file) throws IOException {
    RunningHash hash = new RunningHash();
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = SegmentReader.openContent(file)) {
      for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
        hash.add(chunk, 0, count);
      }
    }
    return hash.hex();
  }
}
