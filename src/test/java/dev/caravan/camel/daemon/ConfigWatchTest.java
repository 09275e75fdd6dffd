package dev.caravan.camel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.config.CaravanConfig;
import dev.caravan.config.ConfigException;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.rest.InstrumentWatches;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {

  private static final String VENUE = "caravan.venues.binance-spot.";

  @TempDir Path folder;

  private final InstrumentWatches instruments = InstrumentWatches.withoutLists();
  private final List<Collection<StreamId>> told = new ArrayList<>();
  private final Map<String, String> applied = new HashMap<>();
  private long nowNs;
  private ConfigWatch watch;

  @BeforeEach
  void start() throws Exception {
    save(VENUE + "symbols=BTCUSDT", VENUE + "channels=trade");
    CaravanConfig running = source().load();
    instruments
        .watch("binance-spot")
        .select(
            new StreamSelection(
                SymbolSelection.of(List.of("BTCUSDT")), List.of("trade"), Set.of()));
    instruments.watch("binance-spot").follow(told::add);
    watch = new ConfigWatch(running, source(), instruments, applied::putAll, () -> nowNs);
  }

  @Test
  void shouldFollowSymbolsAndChannelsOnceTheFileIsStill() throws IOException {
    save(VENUE + "symbols=BTCUSDT,ETHUSDT", VENUE + "channels=trade,bookTicker");

    watch.look();
    assertEquals(List.of(), told);
    pass();

    assertEquals(
        List.of(
            Set.of(
                new StreamId("trade", "BTCUSDT"),
                new StreamId("bookTicker", "BTCUSDT"),
                new StreamId("trade", "ETHUSDT"),
                new StreamId("bookTicker", "ETHUSDT"))),
        told);
    assertEquals(
        Map.of(VENUE + "symbols", "BTCUSDT,ETHUSDT", VENUE + "channels", "trade,bookTicker"),
        applied);
    assertEquals(List.of(), watch.problems());
  }

  @Test
  void shouldRefuseABadFileWithAllProblemsAndTakeTheMendedOne() throws IOException {
    save(VENUE + "symbols=ETHUSDT", VENUE + "chanels=trade", "caravan.http.port=x");
    settle();

    assertEquals(2, watch.problems().size(), watch.problems().toString());
    assertEquals(List.of(), told);

    save(VENUE + "symbols=ETHUSDT", VENUE + "channels=trade");
    settle();

    assertEquals(List.of(), watch.problems());
    assertEquals(List.of(Set.of(new StreamId("trade", "ETHUSDT"))), told);
  }

  @Test
  void shouldRefuseWhatWouldRecordNothing() throws IOException {
    save(VENUE + "symbols=");
    settle();

    assertEquals(1, watch.problems().size(), watch.problems().toString());
    assertTrue(watch.problems().get(0).contains(".channels is empty"));
    assertEquals(List.of(), told);
  }

  @Test
  void shouldRefuseAPatternThatNobodyCanResolve() throws IOException {
    save(VENUE + "symbols=*USDT", VENUE + "channels=trade");
    settle();

    assertTrue(watch.problems().get(0).contains("rest-url"), watch.problems().toString());
    assertEquals(List.of(), told);
  }

  @Test
  void shouldFollowAFileOfSymbolsAlsoOneThatIsWrittenLater() throws IOException {
    Path symbols = folder.resolve("symbols.txt");
    save(VENUE + "symbols=file:" + symbols, VENUE + "channels=trade");
    settle();
    assertTrue(watch.problems().get(0).contains("no such file of symbols"));

    Files.writeString(symbols, "ETHUSDT\n");
    settle();
    Files.writeString(symbols, "ETHUSDT\nLTCUSDT\n");
    settle();

    assertEquals(List.of(), watch.problems());
    assertEquals(
        List.of(
            Set.of(new StreamId("trade", "ETHUSDT")),
            Set.of(new StreamId("trade", "ETHUSDT"), new StreamId("trade", "LTCUSDT"))),
        told);
  }

  @Test
  void shouldRefuseAnEntryThatNamesNoStreamAndTakeOneThatDoes() throws IOException {
    save(VENUE + "symbols=BTCUSDT", VENUE + "channels=trade,/ETHUSDT");
    settle();
    assertTrue(watch.problems().get(0).contains("channels=/ETHUSDT"), watch.problems().toString());
    assertEquals(List.of(), told);

    save(VENUE + "symbols=BTCUSDT", VENUE + "channels=trade,bookTicker/ETHUSDT");
    settle();
    assertEquals(
        List.of(Set.of(new StreamId("trade", "BTCUSDT"), new StreamId("bookTicker", "ETHUSDT"))),
        told);
  }

  @Test
  void shouldLeaveARouteAloneThatNamesItsOwnStreams() throws IOException {
    instruments
        .watch("binance-spot")
        .select(
            new StreamSelection(
                SymbolSelection.of(List.of("XRPUSDT")), List.of("trade"), Set.of()));

    save(VENUE + "symbols=ETHUSDT", VENUE + "channels=trade");
    settle();

    assertTrue(watch.problems().get(0).contains("edit the route file"));
    assertEquals(List.of(), told);
  }

  @Test
  void shouldNotFollowOtherKeys() throws IOException {
    save(VENUE + "symbols=BTCUSDT", VENUE + "channels=trade", "caravan.http.port=1");
    settle();

    assertEquals(List.of(), watch.problems());
    assertEquals(List.of(), told);
    assertEquals(Map.of(), applied);
  }

  private void settle() {
    watch.look();
    pass();
  }

  private void pass() {
    nowNs += Duration.ofMillis(301).toNanos();
    watch.look();
  }

  private void save(String... lines) throws IOException {
    Path next = Files.write(folder.resolve("next"), List.of(lines));
    Files.move(next, folder.resolve("caravan.properties"), StandardCopyOption.REPLACE_EXISTING);
  }

  private ConfigSource source() {
    return new ConfigSource() {
      @Override
      public Path file() {
        return folder.resolve("caravan.properties");
      }

      @Override
      public CaravanConfig load() throws ConfigException, IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file())) {
          properties.load(reader);
        }
        return CaravanConfig.of(properties, Map.of(), Map.of(), Venues.names());
      }
    };
  }
}
