package dev.caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.web.WebHarness;
import dev.caravan.config.Key;
import dev.caravan.config.Keys;
import dev.caravan.web.CheckResult;
import dev.caravan.web.FakeDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be known of the container file where nothing builds containers. */
class ContainerFileTest {

  private static final Path FILE = Path.of("deploy/container/Containerfile");
  private static final Path IGNORED = Path.of("deploy/container/Containerfile.dockerignore");
  private static final Path HEALTH = Path.of("deploy/container/healthcheck.sh").toAbsolutePath();

  @Test
  void shouldCopyOnlyWhatIsThereAndNotIgnored() throws Exception {
    List<String> sources = new ArrayList<>();
    for (String arguments : instructions("COPY")) {
      List<String> words = new ArrayList<>(List.of(arguments.split(" +")));
      words.removeIf(word -> word.startsWith("--"));
      sources.addAll(words.subList(0, words.size() - 1));
    }

    List<String> allowed = Files.readAllLines(IGNORED);
    assertEquals("*", allowed.get(0));
    assertTrue(sources.contains("target/caravan.jar"), sources::toString);
    for (String source : sources) {
      assertTrue(source.startsWith("target/") || Files.exists(Path.of(source)), source);
      assertTrue(allowed.contains("!" + source), source + " is ignored");
    }
  }

  @Test
  void shouldSetOnlyKeysThatThereAre() throws Exception {
    List<String> known =
        Keys.ALL.stream()
            .map(Key::name)
            .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
            .toList();
    Matcher set = Pattern.compile("(CARAVAN_\\w+)=").matcher(instructions("ENV").get(0));
    int found = 0;
    while (set.find()) {
      found++;
      assertTrue(known.contains(set.group(1)), set.group(1));
    }
    assertEquals(4, found);
  }

  @Test
  void shouldNotRunAsRootAndSayWhatItRuns() throws Exception {
    String user = instructions("USER").get(0);
    List<String> copied = instructions("COPY");

    assertTrue(user.matches("[1-9]\\d*:[1-9]\\d*"), user);
    assertTrue(copied.stream().noneMatch(copy -> copy.contains("--chown")), "routes/ is root's");
    assertEquals(List.of("[\"/data\", \"/logs\"]"), instructions("VOLUME"));
    assertEquals(1, instructions("HEALTHCHECK").size());
    assertEquals(
        List.of("[\"java\", \"@config/jvm.options\", \"-jar\", \"caravan.jar\", \"run\"]"),
        instructions("CMD"));
  }

  @Test
  void shouldSeeWhetherItLives() throws Exception {
    String bash = Tools.find("bash", "bash");
    FakeDaemon daemon = new FakeDaemon();
    String port;
    try (WebHarness web = WebHarness.start(daemon)) {
      port = Integer.toString(web.port());
      Tools.run(Path.of(""), bash, HEALTH.toString(), port).assertSucceeded();
    }
    assertNotEquals(0, Tools.run(Path.of(""), bash, HEALTH.toString(), port).exitCode());

    daemon.liveness = List.of(new CheckResult("deadlock", false, "two threads"));
    try (WebHarness web = WebHarness.start(daemon)) {
      port = Integer.toString(web.port());
      assertNotEquals(0, Tools.run(Path.of(""), bash, HEALTH.toString(), port).exitCode());
    }
  }

  /** The arguments of each such line, continued lines joined. */
  private static List<String> instructions(String name) throws Exception {
    String text = Files.readString(FILE).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n *", "");
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .toList();
  }
}
