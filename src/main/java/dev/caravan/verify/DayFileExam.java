package dev.caravan.verify;

import static java.util.Objects.requireNonNull;

import dev.caravan.archive.ArchiveLayout;
import dev.caravan.archive.ArchiveManifest;
import dev.caravan.archive.ArchivedStream;
import dev.caravan.archive.DayManifest;
import dev.caravan.instrument.Mapping;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.SegmentReader;
import dev.caravan.manifest.ContentStream;
import dev.caravan.manifest.Manifest;
import dev.caravan.manifest.ManifestException;
import dev.caravan.manifest.Offender;
import dev.caravan.manifest.RecordAccount;
import dev.caravan.manifest.SegmentScan;
import dev.caravan.manifest.StreamAccount;
import dev.caravan.manifest.ZstdContent;
import dev.caravan.market.MarketReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file of the archive and checks it by itself, against its manifest and against that of
 * its day.
 *
 * <p>Used once, by one thread.
 */
final class DayFileExam {

  private static final long DAY_NS = 86_400_000_000_000L;

  private final ArchiveLayout layout;
  private final DayManifest.File listed;
  private final ArchivedStream of;
  private final Mapping mapping;
  private final boolean keepsKeys;
  private final List<Damage> damage = new ArrayList<>();
  private final Transcript transcript;
  private final CandleWatch candles;

  DayFileExam(
      ArchiveLayout layout,
      DayManifest day,
      DayManifest.File listed,
      Mapping mapping,
      boolean keepsKeys,
      Optional<MarketReader> reader) {
    this.layout = requireNonNull(layout, "layout");
    this.listed = requireNonNull(listed, "listed");
    this.of = new ArchivedStream(day.venue(), listed.id(), LocalDate.parse(day.date()));
    this.mapping = requireNonNull(mapping, "mapping");
    this.keepsKeys = keepsKeys;
    this.candles = new CandleWatch(reader);
    this.transcript = new Transcript(keepsKeys);
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it may not be read at all
   */
  ExaminedDayFile read() throws IOException {
    Path file = layout.records(of);
    try {
      check(file, manifest());
    } catch (NoSuchFileException e) {
      damaged(file, 0, "file of a consolidated day is missing");
      transcript.damaged();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      damaged(file, 0, "cannot be decoded: " + Damage.reason(e));
      transcript.damaged();
    }
    return new ExaminedDayFile(of.stream(), damage, transcript, candles.runs());
  }

  private @Nullable ArchiveManifest manifest() throws IOException {
    Path file = layout.manifest(of);
    try {
      return ArchiveManifest.read(file);
    } catch (NoSuchFileException e) {
      damaged(file, 0, "manifest of an archived file is missing");
    } catch (ManifestException e) {
      damaged(file, 0, Damage.reason(e));
    }
    return null;
  }

  private void check(Path file, @Nullable ArchiveManifest manifest) throws IOException {
    RecordAccount counted = new RecordAccount(mapping::sequencing);
    VerifyingVisitor visitor =
        new VerifyingVisitor(counted, transcript, keepsKeys, unused -> false, candles);
    try (ContentStream stored = new ContentStream(Files.newInputStream(file));
        ContentStream plain = new ContentStream(ZstdContent.decode(stored));
        SegmentReader reader = SegmentReader.ofRecords(plain)) {
      try {
        new SegmentScan(mapping).run(reader, visitor);
      } catch (IOException e) {
        damaged(file, reader.nextOffset(), "cannot be decoded behind here: " + Damage.reason(e));
        transcript.damaged();
        return;
      }
      stored.drain();
      for (Offender offender : counted.offenders()) {
        damaged(file, offender.offset(), offender.reason());
      }
      Manifest.Content storedContent = stored.content(ArchiveLayout.RECORDS);
      if (storedContent.bytes() != listed.bytes()
          || !storedContent.sha256().equals(listed.sha256())) {
        damaged(file, 0, "file is not what the manifest of its day says");
        transcript.damaged();
      }
      compare(
          layout.dayManifest(of.venue(), of.date()),
          "records",
          listed.records(),
          counted.records());
      if (manifest != null) {
        checkManifest(manifest, plain.content(manifest.plain().file()), storedContent, counted);
      }
      checkPlace(file, counted);
    }
  }

  private void checkManifest(
      ArchiveManifest said,
      Manifest.Content plain,
      Manifest.Content stored,
      RecordAccount counted) {
    Path file = layout.manifest(of);
    StreamId stream = said.stream().id();
    if (!said.venue().equals(of.venue())
        || !said.date().equals(of.date().toString())
        || !stream.equals(of.stream())) {
      damaged(file, 0, "manifest is of another file: " + said.venue() + " " + stream);
      return;
    }
    compare(file, "plain", said.plain(), plain);
    compare(file, "compressed", said.compressed(), stored);
    compare(file, "records", said.records(), counted.records());
    compare(file, "frames", said.frames(), counted.frames());
    compare(file, "textFrames", said.textFrames(), counted.textWrapped());
    compare(file, "bytesFrames", said.bytesFrames(), counted.bytesWrapped());
    compare(file, "firstReceiveTimeNs", said.firstReceiveTimeNs(), counted.earliestNs());
    compare(file, "lastReceiveTimeNs", said.lastReceiveTimeNs(), counted.latestNs());
    for (StreamAccount account : counted.streams()) {
      if (account.stream().equals(stream)) {
        Manifest.Stream found = Manifest.Stream.of(account, 0);
        compare(file, "stream records", said.stream().records(), found.records());
        compare(file, "stream events", said.stream().events(), found.events());
        compare(file, "stream firstId", said.stream().firstId(), found.firstId());
        compare(file, "stream lastId", said.stream().lastId(), found.lastId());
      }
    }
  }

  /** A record of another stream or day is in the wrong file. */
  private void checkPlace(Path file, RecordAccount counted) {
    for (StreamAccount account : counted.streams()) {
      if (!account.stream().equals(of.stream())) {
        damaged(file, 0, "file holds records of " + account.stream());
      }
    }
    Long first = counted.earliestNs();
    Long last = counted.latestNs();
    if (first != null
        && last != null
        && (Math.floorDiv(first, DAY_NS) != of.date().toEpochDay()
            || Math.floorDiv(last, DAY_NS) != of.date().toEpochDay())) {
      damaged(file, 0, "file holds records of another day");
    }
  }

  private void compare(Path manifest, String what, @Nullable Object said, @Nullable Object found) {
    if (!Objects.equals(said, found)) {
      damaged(
          manifest,
          0,
          "manifest says " + what + "=" + said + " of " + of.stream() + ", the file has " + found);
    }
  }

  private void damaged(Path file, long offset, String reason) {
    damage.add(Damage.in(layout.dataDir(), file, offset, reason));
  }
}
