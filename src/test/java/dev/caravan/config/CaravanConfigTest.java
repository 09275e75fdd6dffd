package dev.caravan.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CaravanConfigTest {

  private static final Set<String> VENUES = Set.of("binance-spot");

  @Test
  void shouldHaveADefaultForEverything() throws ConfigException {
    CaravanConfig config = load("", Map.of(), Map.of());

    assertEquals(List.of("binance-spot"), config.names("caravan.venues"));
    assertEquals(Duration.ofHours(1), config.duration("caravan.journal.rotate-every"));
    assertEquals(256L << 20, config.size("caravan.journal.rotate-size"));
    assertEquals(500, config.number("caravan.journal.batch-size"));
    assertEquals(Optional.empty(), config.durationUnlessAuto("caravan.watch.stale-after"));
    assertEquals("127.0.0.1", config.text("caravan.http.host"));
  }

  @Test
  void shouldLetTheEnvironmentAndThenTheCommandLineOverride() throws ConfigException {
    String file = "caravan.http.port=1\ncaravan.journal.batch-size=1\ncaravan.compress.level=1";
    Map<String, String> environment =
        Map.of(
            "CARAVAN_JOURNAL_BATCH_SIZE", "2",
            "CARAVAN_COMPRESS_LEVEL", "2",
            "CARAVAN_VENUES_BINANCE_SPOT_SYMBOLS", "ETHUSDT",
            "PATH", "/bin");

    CaravanConfig config = load(file, environment, Map.of("caravan.compress.level", "3"));

    assertEquals("1", config.text("caravan.http.port"));
    assertEquals("2", config.text("caravan.journal.batch-size"));
    assertEquals("3", config.text("caravan.compress.level"));
    assertEquals("ETHUSDT", config.text("binance-spot", "symbols"));
  }

  @Test
  void shouldReportAllProblemsAtOnceWithTheNearestName() {
    String file =
        """
        caravan.venues=binance-spit
        caravan.journal.rotate-evry=1h
        caravan.journal.batch-interval=fast
        caravan.http.port=70000
        caravan.venues.binance-spot.websocket-url=http://x
        """;

    ConfigException refused =
        assertThrows(ConfigException.class, () -> load(file, Map.of(), Map.of()));

    String all = refused.getMessage();
    assertEquals(5, refused.problems().size(), all);
    assertTrue(all.contains("did you mean binance-spot?"), all);
    assertTrue(all.contains("did you mean caravan.journal.rotate-every?"), all);
    assertTrue(all.contains("caravan.journal.batch-interval=fast is not a duration like"), all);
    assertTrue(all.contains("caravan.http.port=70000 is not a port"), all);
    assertTrue(all.contains("is not an address like wss://"), all);
  }

  @Test
  void shouldRefuseDurationThatNoClockCanCount() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> load("", Map.of(), Map.of("caravan.journal.rotate-every", "36501d")));

    assertEquals(
        List.of(
            "caravan.journal.rotate-every=36501d is not a duration like 250ms, 20s, 10m, 1h or 1d,"
                + " of 36500d at most"),
        refused.problems());
  }

  @Test
  void shouldTakeSecretsFromTheEnvironmentButNeverFromTheCommandLine() throws ConfigException {
    CaravanConfig config = load("", Map.of("TELEGRAM_TOKEN", "123:abc"), Map.of());
    assertEquals("123:abc", config.text("caravan.telegram.token"));

    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> load("", Map.of(), Map.of("caravan.telegram.token", "123:abc")));
    assertFalse(refused.getMessage().contains("123:abc"), refused.getMessage());
  }

  @Test
  void shouldPassCamelKeysOn() throws ConfigException {
    CaravanConfig config = load("camel.main.name=x", Map.of(), Map.of());

    assertEquals(Map.of("camel.main.name", "x"), config.camel());
  }

  @Test
  void shouldGiveRoutesPlainNumbers() throws ConfigException {
    Map<String, String> placeholders = load("", Map.of(), Map.of()).placeholders();

    assertEquals("250", placeholders.get("caravan.journal.batch-interval"));
    assertEquals("10000", placeholders.get("caravan.venues.binance-spot.detach-grace"));
    assertEquals(Long.toString(256L << 20), placeholders.get("caravan.journal.rotate-size"));
    assertEquals("auto", placeholders.get("caravan.watch.stale-after"));
  }

  @Test
  void shouldSayWhereEachValueComesFromAndHideSecrets() throws ConfigException {
    ConfigText file =
        ConfigText.of(
            "config/caravan.properties",
            """
            # the shop
            caravan.http.port=9000
            caravan.venues.binance-spot.symbols=BTCUSDT,\\
                ETHUSDT
            caravan.telegram.token=123:abc
            caravan.venues.binance-spot.proxy=socks5://me:word@proxy:1080
            camel.main.name=x
            """);

    List<EffectiveValue> effective =
        CaravanConfig.of(
                file,
                Map.of("CARAVAN_COMPRESS_LEVEL", "2"),
                Map.of("caravan.data-dir", "/srv"),
                VENUES,
                config -> List.of())
            .effective();

    Map<String, EffectiveValue> byKey =
        effective.stream().collect(Collectors.toMap(EffectiveValue::key, value -> value));
    assertEquals("config/caravan.properties:2", byKey.get("caravan.http.port").origin());
    EffectiveValue symbols = byKey.get("caravan.venues.binance-spot.symbols");
    assertEquals("BTCUSDT,ETHUSDT", symbols.value());
    assertEquals("config/caravan.properties:3", symbols.origin());
    assertEquals(
        "environment CARAVAN_COMPRESS_LEVEL", byKey.get("caravan.compress.level").origin());
    assertEquals("--set", byKey.get("caravan.data-dir").origin());
    assertEquals("default", byKey.get("caravan.journal.rotate-every").origin());
    assertEquals("1h", byKey.get("caravan.journal.rotate-every").value());
    assertEquals("(hidden)", byKey.get("caravan.telegram.token").value());
    assertEquals("config/caravan.properties:5", byKey.get("caravan.telegram.token").origin());
    assertEquals("socks5://***@proxy:1080", byKey.get("caravan.venues.binance-spot.proxy").value());
    assertEquals("x", byKey.get("camel.main.name").value());
    assertFalse(effective.toString().contains("123:abc"));
    assertFalse(effective.toString().contains("word"));
  }

  @Test
  void shouldShowEveryKeyThatThereIs() throws ConfigException {
    Set<String> shown =
        load("", Map.of(), Map.of()).effective().stream()
            .map(EffectiveValue::key)
            .collect(Collectors.toSet());

    assertEquals(
        Keys.ALL.stream()
            .map(key -> key.name().replace("<venue>", "binance-spot"))
            .collect(Collectors.toSet()),
        shown);
  }

  @Test
  void shouldRefuseWhatContradictsItselfAllAtOnce() {
    String file =
        """
        caravan.venues=
        caravan.watch.unsynced-after=1s
        caravan.journal.sync-every=2s
        caravan.retention.size=1MiB
        caravan.http.trusted-proxy=nginx.local
        caravan.compress.level=23
        """;

    ConfigException refused =
        assertThrows(ConfigException.class, () -> load(file, Map.of(), Map.of()));

    String all = refused.getMessage();
    assertEquals(5, refused.problems().size(), all);
    assertTrue(all.contains("caravan.venues is empty"), all);
    assertTrue(all.contains("caravan.watch.unsynced-after=1s is not above"), all);
    assertTrue(all.contains("caravan.retention.size=1MiB is less than one segment"), all);
    assertTrue(all.contains("caravan.http.trusted-proxy=nginx.local is a name"), all);
    assertTrue(all.contains("caravan.compress.level=23 is not a level from 1 to 22"), all);
  }

  @Test
  void shouldRefuseAReadIntervalThatPingsWouldFeel() {
    String key = "caravan.venues.binance-spot.read-interval=";

    ConfigException refused =
        assertThrows(ConfigException.class, () -> load(key + "51ms", Map.of(), Map.of()));

    assertTrue(refused.getMessage().contains(key + "51ms is above 50ms"), refused.getMessage());
    assertDoesNotThrow(() -> load(key + "50ms", Map.of(), Map.of()));
  }

  @Test
  void shouldRefuseASwapBeforeTheConnectionIsOpenOnlyWhereItWasWritten() throws ConfigException {
    String lifetime = "caravan.venues.binance-spot.connection-lifetime=6s";
    assertEquals(
        Duration.ofMinutes(10),
        load(lifetime, Map.of(), Map.of()).duration("binance-spot", "swap-before"));

    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                load(
                    lifetime + "\ncaravan.venues.binance-spot.swap-before=6s", Map.of(), Map.of()));

    assertTrue(refused.getMessage().contains("swap-before=6s is not below"), refused.getMessage());
  }

  private static CaravanConfig load(
      String file, Map<String, String> environment, Map<String, String> set)
      throws ConfigException {
    Properties properties = new Properties();
    file.lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> properties.setProperty(line.split("=", 2)[0], line.split("=", 2)[1]));
    return CaravanConfig.of(properties, environment, set, VENUES);
  }
}
