package dev.caravan.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArchiveLayoutTest {

  private static final LocalDate DATE = LocalDate.of(2026, 11, 19);
  private static final ArchiveLayout LAYOUT = new ArchiveLayout(Path.of("data"));

  @Example
  void shouldLayDaysOutAsHivePartitions() {
    assertEquals(
        "data/archive/venue=binance-spot/channel=depth20@100ms/symbol=BTCUSDT/date=2026-11-19/records.jsonl.zst",
        LAYOUT.records(of("depth20@100ms", "BTCUSDT")).toString());
    assertEquals(
        "data/archive/venue=binance-spot/channel=%21ticker@arr/symbol=_all/date=2026-11-19/_manifest.json",
        LAYOUT.manifest(of("!ticker@arr", "")).toString());
    assertEquals(
        "data/archive/venue=binance-spot/channel=_session/symbol=_all/date=2026-11-19",
        LAYOUT.folder(new ArchivedStream("binance-spot", StreamId.NONE, DATE)).toString());
    assertEquals(
        "data/archive/venue=binance-spot/_days/2026-11-19.json",
        LAYOUT.dayManifest("binance-spot", DATE).toString());
  }

  @Example
  void shouldNeverLetANameBecomeOneOfOurOwnOrLeaveItsFolder() {
    assertEquals("symbol=%2E%2E", symbolFolder(".."));
    assertEquals("symbol=%2E", symbolFolder("."));
    assertEquals("symbol=...", symbolFolder("..."));
    assertEquals("symbol=%5Fall", symbolFolder("_all"));
    assertEquals("symbol=a%2F..%2Fb", symbolFolder("a/../b"));
    assertEquals("symbol=%00%25%3D%C3%A9", symbolFolder("\0%=é"));
    assertEquals(
        "channel=%5Fsession",
        LAYOUT.folder(of("_session", "")).getParent().getParent().getFileName().toString());
  }

  @Example
  void shouldCutWhatIsLongerThanAFileNameMayBe() {
    String name = symbolFolder("é".repeat(300));

    assertTrue(name.length() <= 255, name);
    assertNotEquals(name, symbolFolder("é".repeat(301)));
    assertEquals(Optional.empty(), LAYOUT.parse(LAYOUT.folder(of("trade", "é".repeat(300)))));
  }

  @Property(tries = 2_000)
  void shouldReadEveryNameBack(@ForAll("names") String channel, @ForAll("texts") String symbol) {
    ArchivedStream of = of(channel, symbol);

    assertEquals(Optional.of(of), LAYOUT.parse(LAYOUT.folder(of)));
  }

  @Property(tries = 2_000)
  void shouldUseNothingButHarmlessCharacters(@ForAll("texts") String symbol) {
    String value = symbolFolder(symbol).substring("symbol=".length());

    assertTrue(value.matches("_all|[A-Za-z0-9.@%-][A-Za-z0-9._@%u-]*"), value);
    assertTrue(!value.equals(".") && !value.equals(".."), value);
  }

  @Property(tries = 2_000)
  void shouldTakeNoPathForAnotherOnesName(@ForAll("texts") String symbol) {
    Path folder =
        LAYOUT.folder(of("trade", "x")).getParent().resolveSibling("symbol=" + plain(symbol));

    LAYOUT
        .parse(folder.resolve("date=2026-11-19"))
        .ifPresent(found -> assertEquals(folder, LAYOUT.folder(found).getParent()));
  }

  @Example
  void shouldListVenuesAndConsolidatedDays() throws IOException {
    Path data = Files.createTempDirectory("archive-layout");
    ArchiveLayout layout = new ArchiveLayout(data);
    assertEquals(List.of(), layout.venues());
    assertEquals(List.of(), layout.days("binance-spot"));

    for (LocalDate day : List.of(DATE, DATE.minusDays(1))) {
      Files.createDirectories(layout.dayManifest("binance-spot", day).getParent());
      Files.createFile(layout.dayManifest("binance-spot", day));
    }
    Files.createFile(layout.dayManifest("binance-spot", DATE).resolveSibling("x.json.part"));

    assertEquals(List.of("binance-spot"), layout.venues());
    assertEquals(List.of(DATE.minusDays(1), DATE), layout.days("binance-spot"));
  }

  @Provide
  Arbitrary<String> names() {
    return texts().map(text -> text.replace("/", "")).filter(text -> !text.isEmpty());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.strings().withChars("._-@%/aZ0~u=\\é\ud800\udc00").ofMaxLength(8),
        Arbitraries.of("", ".", "..", "_all", "_session", "_", "%2E", "-", "%u0041"));
  }

  private static ArchivedStream of(String channel, String symbol) {
    return new ArchivedStream("binance-spot", new StreamId(channel, symbol), DATE);
  }

  private static String symbolFolder(String symbol) {
    return LAYOUT.folder(of("trade", symbol)).getParent().getFileName().toString();
  }

  private static String plain(String text) {
    return text.replaceAll("[^ -.0-~]", "");
  }
}
