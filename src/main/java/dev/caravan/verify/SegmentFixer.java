package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.InvalidRecordException;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.journal.SegmentFile;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ContentStream;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.ManifestFormat;
import dev.caravan.manifest.NewerManifestException;
import dev.caravan.manifest.SegmentSealer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rebuilds what is missing or broken of sealed segments, each from its own files alone.
 *
 * <p>A manifest is made anew from a compressed file that decodes whole, has its header and is the
 * one that the next segment follows. A compressed file is made anew from a plain one that the
 * manifest proves. Needs the data folder's lock.
 */
final class SegmentFixer {

  private final JournalDirectory journal;
  private final SegmentSealer sealer;
  private final Quarantine quarantine;
  private final String now;
  private final List<Fix> fixes;

  SegmentFixer(JournalDirectory journal, SegmentSealer sealer, Instant now, List<Fix> fixes) {
    this.journal = requireNonNull(journal, "journal");
    this.sealer = requireNonNull(sealer, "sealer");
    this.quarantine = new Quarantine(journal);
    this.now = now.toString();
    this.fixes = requireNonNull(fixes, "fixes");
  }

  void fix(SegmentFile segment) throws IOException {
    switch (segment.state()) {
      case OPEN, ROTATED -> {
        // The next start seals it.
      }
      case UNPROVEN -> rebuildManifest(segment);
      case SEALED -> fixSealed(segment);
    }
  }

  private void fixSealed(SegmentFile segment) throws IOException {
    Path file = journal.manifest(segment.name());
    Manifest manifest;
    try {
      manifest = ManifestFormat.read(file);
    } catch (NewerManifestException e) {
      left(file, String.valueOf(e.getMessage()));
      return;
    } catch (ManifestException e) {
      fixManifest(segment, file);
      return;
    }
    boolean isGone = segment.content().isEmpty() && manifest.purged() != null;
    if (isGone || isSame(segment.compressed(), manifest.compressed())) {
      return;
    }
    if (isSame(segment.plain(), manifest.plain())) {
      compressAgain(segment, manifest);
    } else {
      left(
          journal.compressed(segment.name()),
          "not what its manifest says, and there is no plain file to make it from");
    }
  }

  /** A manifest that nobody can read says nothing, but is kept. */
  private void fixManifest(SegmentFile segment, Path file) throws IOException {
    if (segment.compressed().isEmpty()) {
      left(file, "cannot be read, and there is no sealed file to make it from");
      return;
    }
    Path aside = quarantine.take(file);
    if (!rebuildManifest(segment)) {
      Files.copy(aside, file);
      left(file, "cannot be read; a copy is in " + Fixer.name(journal, aside));
    }
  }

  private boolean rebuildManifest(SegmentFile segment) throws IOException {
    Path plain = journal.plain(segment.name());
    try {
      Optional<String> followedBy = followedBy(segment);
      sealer.rebuild(plain, now, followedBy);
      done(
          journal.manifest(segment.name()),
          followedBy.isPresent()
              ? "rebuilt from the sealed file, which the next segment proves"
              : "rebuilt from the sealed file, which is whole; no later segment proves it");
      return true;
    } catch (ManifestException e) {
      left(
          journal.compressed(segment.name()),
          "no manifest could be rebuilt from it: " + e.getMessage());
      return false;
    }
  }

  /** What the next segment says of the content before it. */
  private Optional<String> followedBy(SegmentFile segment) throws IOException {
    for (SegmentFile next : journal.segments()) {
      if (next.name().number() == segment.name().number() + 1) {
        try {
          return Optional.of(ManifestFormat.read(journal.manifest(next.name())).previousSha256());
        } catch (ManifestException | NoSuchFileException e) {
          return next.content().isEmpty() ? Optional.empty() : inHeader(next.content().get());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inHeader(Path content) {
    try (SegmentReader reader = SegmentReader.open(content, SegmentReader.Tail.MAY_BE_TORN)) {
      return reader.next() && reader.record() instanceof ParsedRecord.Header header
          ? Optional.of(header.segment().previousSha256())
          : Optional.empty();
    } catch (IOException | InvalidRecordException e) {
      return Optional.empty();
    }
  }

  private void compressAgain(SegmentFile segment, Manifest manifest) throws IOException {
    Path plain = journal.plain(segment.name());
    String before = "";
    if (segment.compressed().isPresent()) {
      Path aside = quarantine.take(segment.compressed().get());
      before = "; the damaged one is in " + Fixer.name(journal, aside);
    }
    sealer.compress(plain);
    Manifest found = sealer.compare(plain);
    if (found.compressed().equals(manifest.compressed())) {
      sealer.publish(plain, manifest);
    } else {
      // The same content, but other bytes: the manifest has to say so.
      quarantine.take(journal.manifest(segment.name()));
      sealer.publish(plain, found.asRebuilt(now));
    }
    sealer.removePlain(plain);
    done(
        journal.compressed(segment.name()),
        "made anew from its plain file, which the manifest proves" + before);
  }

  private static boolean isSame(Optional<Path> file, Manifest.Content said) throws IOException {
    if (file.isEmpty() || Files.size(file.get()) != said.bytes()) {
      return false;
    }
    try (ContentStream content = new ContentStream(Files.newInputStream(file.get()))) {
      content.drain();
      return content.content(said.file()).equals(said);
    }
  }

  private void done(Path file, String what) {
    fixes.add(new Fix(Fixer.name(journal, file), true, what));
  }

  private void left(Path file, String why) {
    fixes.add(new Fix(Fixer.name(journal, file), false, why));
  }
}
