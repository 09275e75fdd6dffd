package dev.caravan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.config.CaravanConfig;
import dev.caravan.config.Key;
import dev.caravan.config.Keys;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped beside the code says what the code does. */
class ShippedFilesTest {

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(caravan\\.[^`]+)` \\| ([^|]+) \\| ([^|]+) \\|([^|]*)\\| ([^|]+) \\|$");
  private static final Pattern DEFAULT = Pattern.compile("^`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

  private record Row(String key, String unit, String defaultCell, String example, String meaning) {

    String defaultValue() {
      Matcher matcher = DEFAULT.matcher(defaultCell);
      return matcher.find() ? matcher.group(1) : "";
    }
  }

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("config/README.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(
            row ->
                new Row(
                    row.group(1),
                    row.group(2).strip(),
                    row.group(3).strip(),
                    row.group(4).strip(),
                    row.group(5).strip()))
        .toList();
  }

  @Test
  void shouldExplainEveryKeyInTheOrderOfTheCode() throws Exception {
    assertEquals(Keys.ALL.stream().map(Key::name).toList(), rows().stream().map(Row::key).toList());
  }

  @Test
  void shouldStateTheDefaultsOfTheCode() throws Exception {
    Map<String, String> defaults =
        Keys.ALL.stream().collect(Collectors.toMap(Key::name, Key::defaultValue));

    for (Row row : rows()) {
      assertEquals(defaults.get(row.key()), row.defaultValue(), row.key());
    }
  }

  @Test
  void shouldGiveExamplesThatAreAccepted() throws Exception {
    for (Row row : rows()) {
      if (row.example().isEmpty()) {
        assertTrue(row.unit().equals("secret"), row.key() + " has no example");
      } else {
        String name = row.key().replace("<venue>", "binance-spot");
        String value = row.example().replace("`", "");
        assertEquals(value, CaravanConfig.with(Map.of(name, value), Venues.names()).text(name));
      }
    }
  }

  /** A monitor that waits for a word which is never said stays silent for ever. */
  @Test
  void shouldNameTheWordsThatTheMonitorIsTold() throws Exception {
    for (String document : List.of("README.md", "deploy/README.md", "src/docs/guide/README.md")) {
      String text = Files.readString(Path.of(document));

      assertTrue(text.contains("`healthy`") && text.contains("`failing`"), document);
      assertFalse(text.contains("unhealthy"), document);
    }
  }

  @Test
  void shouldReadEveryKeySomewhere() throws Exception {
    StringBuilder code = new StringBuilder();
    for (String folder : List.of("src/main/java", "routes")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.endsWith("Keys.java")) {
            code.append(Files.readString(file));
          }
        }
      }
    }

    for (Key key : Keys.ALL) {
      String name = key.name();
      String last = name.substring(name.lastIndexOf('.') + 1);
      boolean isRead =
          name.contains("<venue>")
              ? Stream.of("." + last + "}}", "." + last + "\"", ", \"" + last + "\"")
                  .anyMatch(use -> code.indexOf(use) >= 0)
              : code.indexOf(name) >= 0;
      assertTrue(isRead, name + " is listed, but nothing reads it");
    }
  }

  @Test
  void shouldShipAConfigurationThatIsAccepted() throws Exception {
    String shipped = Files.readString(Path.of("config/caravan.properties"));
    Properties said = properties(shipped);
    Properties alsoWhatIsCommentedOut =
        properties(shipped.replaceAll("(?m)^# ?(caravan\\.[a-z.-]+=)", "$1"));

    assertTrue(alsoWhatIsCommentedOut.size() > said.size());
    for (Properties properties : List.of(said, alsoWhatIsCommentedOut)) {
      CaravanConfig.of(properties, Map.of(), Map.of(), Venues.names());
    }
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  @Test
  void shouldShipJvmOptionsThatThisJavaAccepts() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(java.toString(), "@config/jvm.options", "-version")
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes());

    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
  }

  @Test
  void shouldStartWhateverLiesWhereTheCacheOfClassesShould(@TempDir Path folder) throws Exception {
    Path options = Path.of("config/jvm.options").toAbsolutePath();
    Files.writeString(folder.resolve("caravan.jsa"), "not an archive");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + options,
                "-version")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes());

    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
    assertTrue(Files.readString(options).contains("-XX:SharedArchiveFile=caravan.jsa\n"));
  }

  @Test
  void shouldLinkOnlyToWhatIsThere() throws Exception {
    TreeSet<String> broken = new TreeSet<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher matcher = LINK.matcher(Files.readString(document));
      while (matcher.find()) {
        String target = matcher.group(1);
        if (!target.matches("[a-z]+:.*")) {
          links++;
          if (!Files.exists(document.resolveSibling(target))) {
            broken.add(document + " -> " + target);
          }
        }
      }
    }

    assertTrue(links > 10, "links found: " + links);
    assertEquals(new TreeSet<String>(), broken);
  }

  @Test
  void shouldNameNoFolderOfAParticularMachine() throws Exception {
    for (Path document : documents()) {
      String text = Files.readString(document);

      assertTrue(!Pattern.compile("/(work|root|home)/").matcher(text).find(), document.toString());
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Path.of(""));
        Stream<Path> below =
            Stream.of("config", "routes", "deploy", "src/docs")
                .map(Path::of)
                .flatMap(ShippedFilesTest::walk)) {
      return Stream.concat(top, below)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
