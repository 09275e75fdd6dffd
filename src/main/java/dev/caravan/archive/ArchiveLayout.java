package dev.caravan.archive;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says where in a data folder which day of which stream lies.
 *
 * <p>Shape: {@code archive/venue=binance-spot/channel=trade/symbol=BTCUSDT/date=2026-11-19/} with
 * {@code records.jsonl.zst} and {@code _manifest.json}, values as {@link PathValue} writes them;
 * {@code symbol=_all} for a stream without a symbol, {@code channel=_session} for records of no
 * stream. {@code archive/venue=binance-spot/_days/2026-11-19.json} exists once the whole day is
 * there and verified.
 *
 * <p>Only looks; takes no lock.
 */
public record ArchiveLayout(Path dataDir) {

  public static final String ARCHIVE = "archive";
  public static final String RECORDS = "records.jsonl.zst";
  public static final String MANIFEST = "_manifest.json";

  private static final String VENUE = "venue=";
  private static final String CHANNEL = "channel=";
  private static final String SYMBOL = "symbol=";
  private static final String DATE = "date=";
  private static final String NO_SYMBOL = "_all";
  private static final String NO_STREAM = "_session";
  private static final String DAYS = "_days";
  private static final String JSON = ".json";

  public ArchiveLayout {
    requireNonNull(dataDir, "dataDir");
  }

  public Path root() {
    return dataDir.resolve(ARCHIVE);
  }

  /** The folder of one day of one stream. */
  public Path folder(ArchivedStream of) {
    StreamId stream = of.stream();
    String channel = stream.isNone() ? NO_STREAM : PathValue.encode(stream.channel());
    String symbol = stream.symbol().isEmpty() ? NO_SYMBOL : PathValue.encode(stream.symbol());
    return venueFolder(of.venue())
        .resolve(CHANNEL + channel)
        .resolve(SYMBOL + symbol)
        .resolve(DATE + of.date());
  }

  public Path records(ArchivedStream of) {
    return folder(of).resolve(RECORDS);
  }

  public Path manifest(ArchivedStream of) {
    return folder(of).resolve(MANIFEST);
  }

  /** Says what a consolidated day holds; exists only when all of it is there and verified. */
  public Path dayManifest(String venue, LocalDate date) {
    return venueFolder(venue).resolve(DAYS).resolve(date + JSON);
  }

  private Path venueFolder(String venue) {
    return root().resolve(VENUE + PathValue.encode(venue));
  }

  /** What a folder of the archive is for; empty where its path is not one of this layout. */
  public Optional<ArchivedStream> parse(Path folder) {
    Path path = folder.startsWith(root()) ? root().relativize(folder) : folder;
    if (path.getNameCount() != 4) {
      return Optional.empty();
    }
    Optional<String> venue = value(path.getName(0), VENUE).flatMap(PathValue::decode);
    Optional<String> channel = value(path.getName(1), CHANNEL).flatMap(ArchiveLayout::channel);
    Optional<String> symbol = value(path.getName(2), SYMBOL).flatMap(ArchiveLayout::symbol);
    Optional<LocalDate> date = value(path.getName(3), DATE).flatMap(ArchiveLayout::date);
    if (venue.isEmpty() || channel.isEmpty() || symbol.isEmpty() || date.isEmpty()) {
      return Optional.empty();
    }
    try {
      ArchivedStream found =
          new ArchivedStream(venue.get(), new StreamId(channel.get(), symbol.get()), date.get());
      return folder(found).endsWith(path) ? Optional.of(found) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Venues with anything in the archive, by name. */
  public List<String> venues() throws IOException {
    return names(root()).stream()
        .flatMap(name -> value(Path.of(name), VENUE).flatMap(PathValue::decode).stream())
        .toList();
  }

  /** The consolidated days of a venue, oldest first. */
  public List<LocalDate> days(String venue) throws IOException {
    return names(venueFolder(venue).resolve(DAYS)).stream()
        .filter(name -> name.endsWith(JSON))
        .flatMap(name -> date(name.substring(0, name.length() - JSON.length())).stream())
        .toList();
  }

  private static TreeSet<String> names(Path folder) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  private static Optional<String> channel(String value) {
    return value.equals(NO_STREAM) ? Optional.of(StreamId.NONE.channel()) : PathValue.decode(value);
  }

  private static Optional<String> symbol(String value) {
    return value.equals(NO_SYMBOL) ? Optional.of("") : PathValue.decode(value);
  }

  private static Optional<LocalDate> date(String value) {
    try {
      LocalDate date = LocalDate.parse(value);
      return date.toString().equals(value) ? Optional.of(date) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> value(Path name, String key) {
    String text = name.toString();
    return text.startsWith(key) ? Optional.of(text.substring(key.length())) : Optional.empty();
  }
}
