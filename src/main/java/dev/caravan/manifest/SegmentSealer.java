package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.ZstdException;
import dev.caravan.instrument.Mapping;
import dev.caravan.journal.FileStamp;
import dev.caravan.journal.RecentFiles;
import dev.caravan.journal.Rotated;
import dev.caravan.journal.SegmentHeader;
import dev.caravan.journal.SegmentName;
import dev.caravan.journal.SegmentReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a rotated segment into a sealed one: {@link #compress}, {@link #compare}, {@link #publish},
 * {@link #removePlain}, in this order.
 *
 * <p>All state is in the files, so each step may be repeated, and after a crash the steps begin
 * anew with whatever an earlier attempt left behind. A segment is sealed once its manifest and its
 * compressed file exist; from then on the steps change nothing but remove the plain file. The plain
 * file goes last, and only when its replacement was decoded and compared with it.
 *
 * <p>Thread-safe, but the segments of one journal are sealed one after the other: each goes on from
 * the ids in the manifest before it.
 */
public final class SegmentSealer {

  /** Compression level where nothing else is said. */
  public static final int DEFAULT_LEVEL = 1;

  /** How many copies are remembered between {@link #compress} and {@link #compare}. */
  static final int MOST_COPIES = 64;

  private static final Logger LOG = LoggerFactory.getLogger(SegmentSealer.class);

  private final VenueMappings mappings;
  private final int level;
  private final String software;
  private final Function<Path, Optional<Rotated>> rotations;
  private final SealFiles files;
  private final ComparedFiles compared = new ComparedFiles();
  private final Map<Path, Copy> copies = RecentFiles.atMost(MOST_COPIES); // by the plain file

  /**
   * Seals on the machine's own files.
   *
   * @param mappings makes a mapping for a venue; throws {@link IllegalArgumentException} where it
   *     knows none
   * @param level of zstd, 1 (fast) to 22 (small)
   * @param software named in manifests: {@code caravan 0.1.0}
   */
  public SegmentSealer(Function<String, Mapping> mappings, int level, String software) {
    this(mappings, level, software, plain -> Optional.empty());
  }

  /**
   * The same beside the journals that write the segments.
   *
   * @param rotations what is known of a plain file from its rotation, and so is not made again:
   *     frames that are proved to be what the writer encoded are not checked either. Empty where
   *     nothing is known, or where the file was changed since
   */
  public SegmentSealer(
      Function<String, Mapping> mappings,
      int level,
      String software,
      Function<Path, Optional<Rotated>> rotations) {
    this(mappings, level, software, rotations, SealFiles.system());
  }

  SegmentSealer(
      Function<String, Mapping> mappings,
      int level,
      String software,
      Function<Path, Optional<Rotated>> rotations,
      SealFiles files) {
    if (level < 1 || level > 22) {
      throw new IllegalArgumentException("compress level must be 1 to 22: " + level);
    }
    this.mappings = new VenueMappings(mappings);
    this.level = level;
    this.software = requireNonNull(software, "software");
    this.rotations = requireNonNull(rotations, "rotations");
    this.files = requireNonNull(files, "files");
  }

  /**
   * Writes the compressed copy under its unpublished name and makes it durable.
   *
   * <p>Each piece of it is decoded, compared and examined while it lies in the processor's cache;
   * {@link #compare} takes that over where the files stayed what they were.
   */
  public void compress(Path plain) throws IOException {
    Paths paths = Paths.of(plain);
    if (paths.isSealed()) {
      return;
    }
    try {
      Copy copy = write(paths);
      copies.put(paths.plain(), copy);
      copy.notAsWritten()
          .ifPresent(
              how ->
                  LOG.error(
                      "segment is not what was written to it: file={} crc32={} writtenCrc32={}; it"
                          + " is sealed as it is, and verify says so: look at the health of disk"
                          + " and memory, and who else writes there",
                      plain,
                      how.crc32(),
                      how.writtenCrc32()));
    } catch (IOException e) {
      // On a full disk the part of a copy takes the room that the recording needs.
      removePart(paths.compressedPart(), e);
      throw e;
    }
  }

  private Copy write(Paths paths) throws IOException {
    Path part = paths.compressedPart();
    FileStamp plainBefore = FileStamp.of(paths.plain());
    Optional<Rotated> rotated = rotations.apply(paths.plain());
    OptionalLong encodedCrc32 = rotated.map(Rotated::encodedCrc32).orElseGet(OptionalLong::empty);
    // Where nothing is known, the comparison to come makes the digest.
    Optional<String> sha256 = Optional.of(rotated.flatMap(Rotated::sha256).orElse(""));
    Examined examined;
    long crc32;
    try (FileChannel from = FileChannel.open(paths.plain(), StandardOpenOption.READ);
        FileChannel to = files.create(part)) {
      CompressingStream copy = new CompressingStream(from, to, level); // closed by what reads it
      examined =
          examine(
              paths,
              part,
              copy,
              made -> new ContentStream(copy.compared(ZstdContent.decode(made)), sha256),
              encodedCrc32.isPresent());
      crc32 = copy.crc32();
      files.sync(to);
    } catch (ZstdException e) {
      throw new IOException("segment not compressed: file=" + paths.plain() + " reason=" + e, e);
    }
    settle(part, plainBefore);
    return new Copy(
        plainBefore,
        rotated,
        examined.manifest(),
        encodedCrc32.isEmpty() || encodedCrc32.getAsLong() == crc32
            ? Optional.empty()
            : Optional.of(new Manifest.NotAsWritten(hex(crc32), hex(encodedCrc32.getAsLong()))));
  }

  private static String hex(long crc32) {
    return HexFormat.of().toHexDigits((int) crc32);
  }

  /**
   * Gives the copy the time of its original, as zstd itself does: so whatever is written to it from
   * now on shows, and the steps behind need not read it again.
   */
  private static void settle(Path part, FileStamp plain) throws IOException {
    try {
      Files.setLastModifiedTime(part, plain.changedAt());
    } catch (FileSystemException e) {
      LOG.debug("compressed copy keeps its own time, and is read again file={}", part, e);
    }
  }

  private void removePart(Path part, IOException cause) {
    try {
      if (Files.exists(part)) {
        files.delete(part);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Decodes the compressed copy, compares it with the plain file byte for byte, parses every
   * record, follows all ids, and says what the segment holds.
   *
   * <p>Behind a rotation and {@link #compress} in the same process all that is known: the
   * compressed file is read and has to be what was decoded then.
   *
   * @throws ManifestException if copy and plain file differ; compress again
   */
  public Manifest compare(Path plain) throws IOException {
    Paths paths = Paths.of(plain);
    @Nullable Copy made = copies.remove(paths.plain());
    if (!paths.isSealed()) {
      return examine(paths, paths.compressedPart(), Optional.ofNullable(made));
    }
    Manifest known = ManifestFormat.read(paths.manifest());
    if (Files.exists(plain)) {
      requireSame(known, examine(paths, paths.compressed(), Optional.empty()), paths);
    }
    return known;
  }

  /** Gives the compared copy its final name, and then, as the act that seals it, the manifest. */
  public void publish(Path plain, Manifest manifest) throws IOException {
    Paths paths = Paths.of(plain);
    if (Files.exists(paths.manifest())) {
      requireSame(ManifestFormat.read(paths.manifest()), manifest, paths);
      if (Files.exists(paths.compressed())) {
        return;
      }
    }
    if (Files.exists(paths.compressedPart())) {
      files.rename(paths.compressedPart(), paths.compressed());
    }
    if (!compared.isCompressed(paths.plain(), paths.compressed(), manifest)) {
      requireContent(paths.compressed(), manifest.compressed());
    }
    writeManifest(paths, manifest);
  }

  private void writeManifest(Paths paths, Manifest manifest) throws IOException {
    try (FileChannel part = files.create(paths.manifestPart())) {
      ByteBuffer json = ByteBuffer.wrap(ManifestFormat.write(manifest));
      while (json.hasRemaining()) {
        part.write(json);
      }
      files.sync(part);
    }
    files.rename(paths.manifestPart(), paths.manifest());
    files.syncFolder(paths.folder());
  }

  /**
   * Makes a manifest for a compressed segment that has none, from its content alone. Writes nothing
   * but this manifest, marked as rebuilt.
   *
   * @param plain the name that its plain file had
   * @param at when, as in ISO 8601
   * @param followedBy what the segment behind it says of its content; empty where nothing does
   * @throws ManifestException if the file cannot be decoded whole, is not the segment that its name
   *     says, or not the one that the next segment follows; nothing was written
   */
  public Manifest rebuild(Path plain, String at, Optional<String> followedBy) throws IOException {
    Paths paths = Paths.of(plain);
    if (Files.exists(paths.manifest())) {
      throw new ManifestException("manifest not rebuilt: file=" + paths.manifest() + " exists");
    }
    Manifest found;
    try {
      Examined examined =
          examine(
              paths,
              paths.compressed(),
              Files.newInputStream(paths.compressed()),
              copy -> new ContentStream(ZstdContent.decode(copy)),
              false);
      requireHeader(paths, examined.header());
      found = examined.manifest();
    } catch (IOException | ZstdException e) {
      throw new ManifestException("it is not whole: " + e.getMessage(), e);
    }
    if (followedBy.isPresent() && !followedBy.get().equals(found.plain().sha256())) {
      throw new ManifestException("the next segment says that it follows other content");
    }
    if (followedBy.isEmpty() && found.offenderCount() > 0) {
      throw new ManifestException("it holds lines that are no records, and no segment proves it");
    }
    Manifest rebuilt = found.asRebuilt(at);
    writeManifest(paths, rebuilt);
    return rebuilt;
  }

  /**
   * Removes the plain file. Files that this sealer has just compared, and that nobody wrote since,
   * are not read again.
   *
   * @throws ManifestException if the segment is not sealed, or if plain or compressed content is
   *     not what the manifest says; nothing was removed
   */
  public void removePlain(Path plain) throws IOException {
    Paths paths = Paths.of(plain);
    if (!paths.isSealed()) {
      throw new ManifestException(
          "plain segment kept: file=" + plain + " reason=not sealed; publish its manifest first");
    }
    Manifest manifest = ManifestFormat.read(paths.manifest());
    if (Files.exists(plain)) {
      if (!compared.isPlain(paths.plain(), manifest)) {
        requireContent(plain, manifest.plain());
      }
      if (!compared.isCompressed(paths.plain(), paths.compressed(), manifest)) {
        requireContent(paths.compressed(), manifest.compressed());
      }
      files.delete(plain);
      compared.forget(paths.plain());
    }
    files.syncFolder(paths.folder());
  }

  /** Makes the plain content of a compressed one. */
  @FunctionalInterface
  private interface Decoding {
    ContentStream of(ContentStream compressed) throws IOException;
  }

  /** What a segment was found to hold. */
  private record Examined(Optional<SegmentHeader> header, Manifest manifest) {}

  /**
   * A compressed copy that was decoded and compared while it was made.
   *
   * @param rotated what was known of the plain file; the manifest has its digest from there
   * @param notAsWritten where the plain file is not what the writer encoded, and was examined as if
   *     it were
   */
  private record Copy(
      FileStamp plain,
      Optional<Rotated> rotated,
      Manifest manifest,
      Optional<Manifest.NotAsWritten> notAsWritten) {

    /**
     * Whether what was examined holds: the plain file and what is known of it are the same, and the
     * compressed file can be read as it was made.
     */
    boolean isStillOf(Path plainFile, Optional<Rotated> known, Path compressedFile)
        throws IOException {
      return notAsWritten.isEmpty()
          && known.flatMap(Rotated::sha256).isPresent()
          && known.equals(rotated)
          && plain.isStillOf(plainFile)
          && read(compressedFile, manifest.compressed().file()).equals(manifest.compressed());
    }
  }

  private Manifest examine(Paths paths, Path copy, Optional<Copy> made) throws IOException {
    return compared.compare(paths.plain(), copy, () -> examineBoth(paths, copy, made));
  }

  private Manifest examineBoth(Paths paths, Path copy, Optional<Copy> made) throws IOException {
    Optional<Rotated> known = rotations.apply(paths.plain());
    Optional<String> sha256 = known.flatMap(Rotated::sha256);
    Manifest found =
        made.isPresent() && made.get().isStillOf(paths.plain(), known, copy)
            ? made.get().manifest()
            : examine(
                    paths,
                    copy,
                    Files.newInputStream(copy),
                    compressed ->
                        new ContentStream(
                            new ComparedStream(
                                Files.newInputStream(paths.plain()),
                                ZstdContent.decode(compressed)),
                            sha256),
                    false)
                .manifest();
    if (sha256.isPresent() && !rotations.apply(paths.plain()).equals(known)) {
      throw new IOException(
          "plain file changed while it was compared: file=" + paths.plain() + "; compare it again");
    }
    return made.flatMap(Copy::notAsWritten).map(found::asChanged).orElse(found);
  }

  /**
   * Reads a segment to its end.
   *
   * @param from the bytes of the compressed copy, closed here
   * @param isEncoded whether it will be proved to be what the writer encoded
   */
  private Examined examine(
      Paths paths, Path copy, InputStream from, Decoding decoding, boolean isEncoded)
      throws IOException {
    try (ContentStream compressed = new ContentStream(from)) {
      Mapping mapping = mappings.forJournal(paths.journal());
      RecordAccount account = new RecordAccount(mapping::sequencing);
      Optional<Manifest> previous = paths.previousManifest();
      previous.ifPresent(account::resume);
      HeaderKeeper counted = new HeaderKeeper(account);
      try (ContentStream content = decoding.of(compressed);
          SegmentReader reader = reader(content, paths.plain().toString(), isEncoded)) {
        new SegmentScan(mapping).run(reader, counted);
        compressed.drain();
        return new Examined(
            counted.header(),
            ManifestBuilder.build(
                paths.name(),
                paths.journal(),
                counted.header(),
                software,
                content.content(paths.name().plainFile()),
                compressed.content(paths.name().compressedFile()),
                previous.map(Manifest::number).orElse(null),
                account));
      }
    } catch (ManifestException e) {
      throw new ManifestException(
          "compressed copy refused: file="
              + copy
              + " "
              + e.getMessage()
              + (paths.isSealed() ? "; nothing was removed, run verify" : "; compress it again"),
          e);
    }
  }

  private static SegmentReader reader(InputStream content, String file, boolean isEncoded) {
    return isEncoded
        ? SegmentReader.ofEncoded(content, file)
        : SegmentReader.of(content, SegmentReader.Tail.WHOLE, file);
  }

  private static void requireHeader(Paths paths, Optional<SegmentHeader> header)
      throws IOException {
    if (header.isEmpty()
        || !header.get().name().equals(paths.name())
        || !header.get().journal().equals(paths.journal())) {
      throw new IOException("its header is not that of " + paths.name());
    }
  }

  private static void requireSame(Manifest known, Manifest found, Paths paths)
      throws ManifestException {
    boolean samePlain = known.plain().equals(found.plain());
    if (!samePlain || !known.compressed().equals(found.compressed())) {
      throw new ManifestException(
          "segment not sealed again: file="
              + paths.plain()
              + " reason=its manifest describes other "
              + (samePlain ? "compressed" : "plain")
              + " content; run verify and keep both files");
    }
  }

  private static void requireContent(Path file, Manifest.Content expected) throws IOException {
    Manifest.Content found = read(file, expected.file());
    if (!found.equals(expected)) {
      throw new ManifestException(
          "content is not what the manifest says: file=%s bytes=%d sha256=%s expectedBytes=%d expectedSha256=%s; nothing was removed, run verify"
              .formatted(file, found.bytes(), found.sha256(), expected.bytes(), expected.sha256()));
    }
  }

  private static Manifest.Content read(Path file, String name) throws IOException {
    try (ContentStream content = new ContentStream(Files.newInputStream(file))) {
      content.drain();
      return content.content(name);
    }
  }

  /** Keeps the header beside what is counted. */
  private static final class HeaderKeeper extends CountingVisitor {
    private Optional<SegmentHeader> header = Optional.empty();

    HeaderKeeper(RecordAccount account) {
      super(account);
    }

    @Override
    public void header(SegmentHeader segment) {
      header = Optional.of(segment);
    }

    Optional<SegmentHeader> header() {
      return header;
    }
  }

  /** The files of one segment. */
  private record Paths(Path plain, Path folder, SegmentName name) {

    static Paths of(Path plain) {
      Path absolute = plain.toAbsolutePath().normalize();
      Path folder = requireNonNull(absolute.getParent(), "folder");
      String file = absolute.getFileName().toString();
      return SegmentName.parse(file)
          .filter(name -> name.plainFile().equals(file))
          .map(name -> new Paths(absolute, folder, name))
          .orElseThrow(
              () -> new IllegalArgumentException("not the name of a plain segment: " + plain));
    }

    Path compressed() {
      return folder.resolve(name.compressedFile());
    }

    Path compressedPart() {
      return folder.resolve(name.compressedFile() + SegmentName.PART_SUFFIX);
    }

    Path manifest() {
      return folder.resolve(name.manifestFile());
    }

    Path manifestPart() {
      return folder.resolve(name.manifestFile() + SegmentName.PART_SUFFIX);
    }

    boolean isSealed() {
      return Files.exists(manifest()) && Files.exists(compressed());
    }

    /** {@code raw/binance-spot}: the folder and the one above it. */
    String journal() {
      Path parent = folder.getParent();
      Path above = parent == null ? null : parent.getFileName();
      return (above == null ? "" : above + "/") + folder.getFileName();
    }

    /** The manifest of the segment before; empty where there is none that can be read. */
    Optional<Manifest> previousManifest() throws IOException {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry : (Iterable<Path>) entries::iterator) {
          String file = entry.getFileName().toString();
          Optional<SegmentName> found = SegmentName.parse(file);
          if (found.isPresent()
              && found.get().number() == name.number() - 1
              && file.equals(found.get().manifestFile())) {
            return Optional.of(ManifestFormat.read(entry));
          }
        }
      } catch (ManifestException | NoSuchFileException e) {
        return Optional.empty();
      }
      return Optional.empty();
    }
  }
}
