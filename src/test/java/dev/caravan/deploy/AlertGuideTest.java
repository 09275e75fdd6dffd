package dev.caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever is woken finds a paragraph about it. */
class AlertGuideTest {

  private static final Path GUIDE = Path.of("src/docs/guide/alerts.md");
  private static final Path RULES = Path.of("deploy/prometheus/caravan-alerts.yml");
  private static final String NAME = "\\**`([a-z-]+(?:/<venue>)?)`\\**";

  @Test
  void shouldSayOfEveryCheckWhatToDo() throws Exception {
    Map<String, String> checks =
        found(
            Path.of("config/README.md"),
            "(?m)^\\| " + NAME + " \\|.*\\| (critical|warning) \\|[^|]*\\|$");
    Map<String, String> explained =
        found(
            GUIDE, "(?m)^\\| <a id=\"[a-z-]+\"></a>" + NAME + " \\| (critical|warning) \\|.*\\|$");

    assertTrue(checks.size() > 20, checks::toString);
    assertEquals(checks, explained);
  }

  @Test
  void shouldLeadToAParagraphFromEveryAlert() throws Exception {
    String guide = Files.readString(GUIDE);
    String rules = Files.readString(RULES);

    for (String runbook : all("guide/alerts\\.md#([a-z-]+)", rules)) {
      assertTrue(guide.contains("<a id=\"" + runbook + "\"></a>"), runbook);
    }
    for (String alert : all("- alert: (\\w+)", rules)) {
      assertTrue(guide.contains("`" + alert + "`"), alert);
    }
  }

  @Test
  void shouldNameEachAnchorLikeItsCheck() throws Exception {
    Matcher rows =
        Pattern.compile("<a id=\"([a-z-]+)\"></a>`([A-Za-z-]+)").matcher(Files.readString(GUIDE));
    int count = 0;
    while (rows.find()) {
      count++;
      assertTrue(rows.group(1).equalsIgnoreCase(rows.group(2)), rows.group());
    }
    assertTrue(count > 25, "anchors found: " + count);
  }

  private static Map<String, String> found(Path file, String pattern) throws Exception {
    Map<String, String> found = new TreeMap<>();
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }

  private static Set<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(hit -> hit.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
